using System.Text;
using System.Text.Json;

namespace OpBX.Cdr;

/// <summary>What full-text search over CDRs looks at, the same for every storage (rules C8, Q1).</summary>
public static class RecordText
{
    /// <summary>The most characters of <see cref="Of"/>.</summary>
    public const int MaxLength = 16_000;

    /// <summary>The fewest characters of a word that is searched for: what the full-text indexes of databases keep.</summary>
    public const int MinWordLength = 3;

    /// <summary>The most words of one search; further ones are not looked at.</summary>
    public const int MaxWords = 10;

    /// <summary>
    /// The text of a record: session, SIP Call-ID, numbers, and all texts and numbers in its body, in lower case, words of
    /// letters and digits with one space between. Names of members are not in it.
    /// </summary>
    /// <param name="record">The record.</param>
    public static string Of(CallDetailRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var text = new StringBuilder(512);
        Append(text, record.SessionId);
        Append(text, record.CallId);
        Append(text, record.FromNumber);
        Append(text, record.ToNumber);
        Append(text, record.RawDisposition);
        Append(text, record.CloudonixData.Json);
        return text.ToString();
    }

    /// <summary>The words of a search: runs of at least <see cref="MinWordLength"/> letters and digits, in lower case, each once.</summary>
    /// <param name="text">The search as typed; may come from outside.</param>
    public static IReadOnlyList<string> Words(string? text)
    {
        var words = new List<string>();
        foreach (string word in Normalize(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length >= MinWordLength && !words.Contains(word)) words.Add(word);
            if (words.Count == MaxWords) break;
        }
        return words;
    }

    /// <summary>Whether each word of a search begins a word of a record's text; false for a search without words.</summary>
    /// <param name="search">The search as typed.</param>
    /// <param name="recordText">What <see cref="Of"/> gave.</param>
    public static bool Matches(string? search, string recordText)
    {
        ArgumentNullException.ThrowIfNull(recordText);
        IReadOnlyList<string> words = Words(search);
        return words.Count > 0 && words.All(word => recordText.StartsWith(word, StringComparison.Ordinal) || recordText.Contains(" " + word, StringComparison.Ordinal));
    }

    private static void Append(StringBuilder text, JsonElement value)
    {
        if (text.Length >= MaxLength) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject()) Append(text, member.Value);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray()) Append(text, item);
                break;
            case JsonValueKind.String:
                Append(text, value.GetString());
                break;
            case JsonValueKind.Number:
                Append(text, value.GetRawText());
                break;
        }
    }

    private static void Append(StringBuilder text, string? value)
    {
        string words = Normalize(value);
        int room = MaxLength - text.Length - 1;
        if (words.Length == 0 || room <= 0) return;
        if (text.Length > 0) text.Append(' ');
        text.Append(words.Length <= room ? words : words[..room]);
    }

    private static string Normalize(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "";
        if (value.Length > MaxLength) value = value[..MaxLength];
        var words = new StringBuilder(value.Length);
        foreach (char c in value)
        {
            if (char.IsLetterOrDigit(c)) words.Append(char.ToLowerInvariant(c));
            else if (words.Length > 0 && words[^1] != ' ') words.Append(' ');
        }
        return words.ToString().TrimEnd();
    }
}
