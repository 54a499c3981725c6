using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Looks for words at the beginnings of words, without letter case; a word is letters, digits and underscores.</summary>
internal readonly struct ConfigurationSearch(ConfigurationQuery query)
{
    private readonly string[] _words = [.. SearchText.WordsOf(query.Text)];

    /// <summary>One page of objects that are given in ascending order of their ids.</summary>
    public IReadOnlyList<T> Page<T>(IEnumerable<T> items, Func<T, long> idOf, Func<T, IEnumerable<string?>> textsOf)
    {
        long after = query.AfterId;
        string[] words = _words;
        return [.. items
            .Where(item => idOf(item) > after && SearchText.Matches(words, textsOf(item)))
            .Take(Math.Clamp(query.Limit, 1, ConfigurationQuery.MaxLimit))];
    }
}
