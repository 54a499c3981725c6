namespace OpBX.Storage;

/// <summary>
/// How the words of <see cref="ConfigurationQuery.Text"/> are looked for, so that every storage finds the same: each must begin a word
/// of the object, without letter case. A word is letters, digits and underscores.
/// </summary>
public static class SearchText
{
    /// <summary>The words of a text; none of null or blank.</summary>
    public static IEnumerable<string> WordsOf(string? text)
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

    /// <summary>Whether each word begins a word of the texts; always, when there are no words.</summary>
    /// <param name="words">What is looked for.</param>
    /// <param name="texts">The texts of the object; null = the object has none there.</param>
    public static bool Matches(IReadOnlyList<string> words, IEnumerable<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(texts);
        if (words.Count == 0) return true;
        string[] own = [.. texts.SelectMany(WordsOf)];
        return words.All(word => own.Any(candidate => candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)));
    }
}
