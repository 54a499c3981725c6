using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Looks for words at the beginnings of words, without letter case; a word is letters, digits and underscores.</summary>
internal readonly struct ConfigurationSearch(ConfigurationQuery query)
{
    private readonly string[] _words = [.. WordsOf(query.Text)];

    /// <summary>One page of objects that are given in ascending order of their ids.</summary>
    public IReadOnlyList<T> Page<T>(IEnumerable<T> items, Func<T, long> idOf, Func<T, IEnumerable<string?>> textsOf)
    {
        long after = query.AfterId;
        string[] words = _words;
        return [.. items
            .Where(item => idOf(item) > after && (words.Length == 0 || Matches(words, textsOf(item))))
            .Take(Math.Clamp(query.Limit, 1, ConfigurationQuery.MaxLimit))];
    }

    private static bool Matches(string[] words, IEnumerable<string?> texts)
    {
        string[] own = [.. texts.SelectMany(WordsOf)];
        return Array.TrueForAll(words, word => own.Any(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> WordsOf(string? text)
    {
        if (string.IsNullOrEmpty(text)) yield break;
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isPart = i < text.Length && (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i]) || text[i] == '_');
            if (isPart && start < 0) start = i;
            if (isPart || start < 0) continue;
            yield return text[start..i];
            start = -1;
        }
    }
}
