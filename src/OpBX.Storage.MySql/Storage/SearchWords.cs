using System.Globalization;
using System.Text;

namespace OpBX.Storage;

/// <summary>
/// The words of a search: each must begin a word of the object, without letter case. The database narrows down by what the words
/// contain; the texts that come are then looked at the same way as every storage does.
/// </summary>
internal sealed class SearchWords
{
    // The database need not narrow by more; the texts that come are looked at for all words.
    private const int MaxConditions = 8;

    private readonly string[] _words;

    public SearchWords(string? text) => _words = [.. SearchText.WordsOf(text)];

    /// <summary>A condition that all sought rows meet; empty = no words.</summary>
    public string Condition(IReadOnlyList<string> columns, List<SqlArgument> arguments)
    {
        var condition = new StringBuilder();
        for (int i = 0; i < Math.Min(_words.Length, MaxConditions); i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"@word{i}");
            condition.Append(" AND (").AppendJoin(" OR ", columns.Select(column => $"LOWER({column}) LIKE {name} ESCAPE '!'")).Append(')');
            string word = _words[i].Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
            arguments.Add((name, "%" + word.ToLowerInvariant() + "%"));
        }
        return condition.ToString();
    }

    public bool Match(IEnumerable<string?> texts) => SearchText.Matches(_words, texts);
}
