using System.Text.RegularExpressions;

namespace OpBX.Repository.Sources;

/// <summary>Rules for the code of src and samples that BannedSymbols.txt can't express.</summary>
internal static partial class SourceRules
{
    private const string NonBacktracking = "RegexOptions.NonBacktracking";

    /// <summary>Every breach, as <c>name:line: what is wrong</c>.</summary>
    public static IEnumerable<string> Check(string name, string source)
    {
        var code = CSharpCode.Of(source);
        foreach (Match match in AsyncVoid().Matches(code))
            yield return Fault(match, "async void: return a Task");

        foreach (Match match in RegexUse().Matches(code))
        {
            if (!ArgumentsAt(code, match.Index + match.Length).Contains(NonBacktracking, StringComparison.Ordinal))
                yield return Fault(match, $"a Regex without {NonBacktracking} in its arguments");
        }

        foreach (Match match in Suppression().Matches(source))
        {
            if (!match.Groups["reason"].Success)
                yield return Fault(match, "RS0030 is switched off without a reason: #pragma warning disable RS0030 // why");
        }

        string Fault(Match match, string what) => $"{name}:{source.AsSpan(0, match.Index).Count('\n') + 1}: {what}";
    }

    private static string ArgumentsAt(string code, int start)
    {
        var depth = 1;
        var end = start;
        for (; end < code.Length && depth > 0; end++)
            depth += code[end] switch { '(' => 1, ')' => -1, _ => 0 };
        return code[start..end];
    }

    [GeneratedRegex(@"\basync\s+void\b")]
    private static partial Regex AsyncVoid();

    [GeneratedRegex(@"\bnew\s+(?:[\w.]+\.)?Regex\s*\(|\bRegex\??\s+\w+\s*=\s*new\s*\(|\bRegex\s*\.\s*(?:IsMatch|Match|Matches|Replace|Split|Count|EnumerateMatches|EnumerateSplits)\s*\(")]
    private static partial Regex RegexUse();

    [GeneratedRegex(@"(?:#pragma\s+warning\s+disable[^\n/]*\bRS0030\b[^\n/]*(?<reason>//[ ]*\w[^\n]*)?)|SuppressMessage\([^)]*RS0030")]
    private static partial Regex Suppression();
}
