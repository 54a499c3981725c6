using System.Text.RegularExpressions;

namespace OpBX.Repository.Documentation;

/// <summary>
/// Holds the C# blocks of a page to the source they come from. A block names it in the comment before it:
/// <c>&lt;!-- snippet: samples/Host/Program.cs --&gt;</c>, or <c>…#name</c> for a <c>#region name</c> of that file.
/// </summary>
internal static partial class Snippets
{
    /// <summary>The faults of a page; <paramref name="read"/> gives a file's text, or <see langword="null"/> when there is none.</summary>
    public static IEnumerable<string> Check(string page, string markdown, Func<string, string?> read, bool mustNameSource)
    {
        foreach (Match block in Block().Matches(markdown.ReplaceLineEndings("\n")))
        {
            var source = block.Groups["source"];
            var line = markdown.ReplaceLineEndings("\n").AsSpan(0, block.Groups["fence"].Index).Count('\n') + 1;
            if (!source.Success)
            {
                if (mustNameSource)
                    yield return $"{page}:{line}: no comment <!-- snippet: path --> before the block";
                continue;
            }

            var expected = Find(source.Value, read);
            if (expected is null)
                yield return $"{page}:{line}: {source.Value} is not there";
            else if (expected.TrimEnd() != block.Groups["code"].Value.TrimEnd())
                yield return $"{page}:{line}: differs from {source.Value}, which is now:\n{expected}";
        }
    }

    /// <summary>The block of a page that names this source.</summary>
    public static string Block(string markdown, string source)
        => Block().Matches(markdown.ReplaceLineEndings("\n")).Single(block => block.Groups["source"].Value == source).Groups["code"].Value;

    /// <summary>How many C# blocks a page has.</summary>
    public static int Count(string markdown) => Block().Count(markdown.ReplaceLineEndings("\n"));

    private static string? Find(string source, Func<string, string?> read)
    {
        var parts = source.Split('#', 2);
        var text = read(parts[0])?.ReplaceLineEndings("\n");
        return parts.Length == 1 || text is null ? text : Region(text, parts[1]);
    }

    private static string? Region(string text, string name)
    {
        var lines = text.Split('\n');
        var start = Array.FindIndex(lines, line => line.Trim() == "#region " + name);
        var end = start < 0 ? -1 : Array.FindIndex(lines, start, line => line.TrimStart().StartsWith("#endregion", StringComparison.Ordinal));
        if (end < 0)
            return null;
        var inside = lines[(start + 1)..end];
        var indent = inside.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return string.Join('\n', inside.Select(line => line.Length > indent ? line[indent..] : ""));
    }

    [GeneratedRegex(@"(?:<!--\s*snippet:\s*(?<source>\S+)\s*-->\s*\n)?(?<fence>^[ ]*```(?:csharp|cs|c\#)[^\n]*)\n(?<code>.*?)^[ ]*```[ ]*$", RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Block();
}
