using System.Globalization;
using System.Text;

namespace OpBX.Storage;

/// <summary>
/// The words of a search: each must begin a word of the object, without letter case. The database narrows down by what the words
/// contain; the texts that come are then looked at the same way as every storage does.
/// </summary>
internal sealed class SearchWords
{
    private const int MaxWords = 8;

    private readonly string[] _words;

    public SearchWords(string? text) => _words = [.. Split(text ?? "").Take(MaxWords)];

    /// <summary>A condition that all sought rows meet; empty = no words.</summary>
    public string Condition(IReadOnlyList<string> columns, List<SqlArgument> arguments)
    {
        var condition = new StringBuilder();
        for (int i = 0; i < _words.Length; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"@word{i}");
            condition.Append(" AND (").AppendJoin(" OR ", columns.Select(column => $"LOWER({column}) LIKE {name} ESCAPE '!'")).Append(')');
            string word = _words[i].Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
            arguments.Add((name, "%" + word.ToLowerInvariant() + "%"));
        }
        return condition.ToString();
    }

    public bool Match(IEnumerable<string?> texts)
    {
        if (_words.Length == 0) return true;
        string[] known = [.. texts.SelectMany(static text => Split(text ?? ""))];
        return _words.All(word => known.Any(text => text.StartsWith(word, StringComparison.OrdinalIgnoreCase)));
    }

    private static IEnumerable<string> Split(string text)
    {
        int start = -1;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isWord = i < text.Length && (char.IsLetterOrDigit(text[i]) || char.IsSurrogate(text[i]));
            if (isWord && start < 0) start = i;
            if (isWord || start < 0) continue;
            yield return text[start..i];
            start = -1;
        }
    }
}
