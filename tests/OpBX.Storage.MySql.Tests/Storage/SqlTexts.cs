using System.Text;
using System.Text.RegularExpressions;

namespace OpBX.Storage;

/// <summary>The SQL of the package, read from its source: string literals joined by <c>+</c>, constants put in where they are named.</summary>
internal static partial class SqlTexts
{
    /// <summary>Every text that begins with a verb of SQL, with the file that holds it.</summary>
    public static IReadOnlyList<(string File, string Sql)> Read()
    {
        string folder = Path.Combine(Root(), "src", "OpBX.Storage.MySql");
        var found = new List<(string, string)>();
        foreach (string file in Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            string name = Path.GetRelativePath(folder, file).Replace('\\', '/');
            if (name.StartsWith("obj/", StringComparison.Ordinal) || name.StartsWith("bin/", StringComparison.Ordinal)) continue;
            string source = File.ReadAllText(file);
            var constants = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (Match constant in Constant().Matches(source))
                constants[constant.Groups[1].Value] = Expression(source, constant.Index + constant.Length, constants);
            foreach (string sql in Expressions(source, constants))
            {
                foreach (string statement in sql.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    if (Verb().IsMatch(statement)) found.Add((name, statement));
                }
            }
        }
        return found;
    }

    private static IEnumerable<string> Expressions(string source, Dictionary<string, string> constants)
    {
        int at = 0;
        while (at < source.Length)
        {
            if (source[at] == '/' && at + 1 < source.Length && source[at + 1] == '/')
            {
                while (at < source.Length && source[at] != '\n') at++;
            }
            else if (source[at] == '\'')
            {
                at += source[at + 1] == '\\' ? 4 : 3;
            }
            else if (source[at] == '"')
            {
                // A constant before the first literal belongs to the text as well: «Columns + "WHERE …"».
                Match before = NameBefore().Match(source[..(IsInterpolated(source, at) ? at - 1 : at)]);
                string prefix = before.Success && constants.TryGetValue(before.Groups[1].Value, out string? value) ? value : "";
                yield return prefix + Expression(source, IsInterpolated(source, at) ? at - 1 : at, constants, out at);
            }
            else
            {
                at++;
            }
        }
    }

    private static bool IsInterpolated(string source, int quote) => quote > 0 && source[quote - 1] == '$';

    private static string Expression(string source, int at, Dictionary<string, string> constants) => Expression(source, at, constants, out _);

    private static string Expression(string source, int at, Dictionary<string, string> constants, out int end)
    {
        var text = new StringBuilder();
        while (true)
        {
            while (at < source.Length && char.IsWhiteSpace(source[at])) at++;
            bool isInterpolated = source[at] == '$';
            if (isInterpolated) at++;
            if (source[at] == '"') at = Literal(source, at, text, isInterpolated, constants);
            else if (Name().Match(source, at) is { Success: true } name)
            {
                text.Append(constants.TryGetValue(name.Value, out string? value) ? value : " … ");
                at += name.Length;
            }
            else break;
            int next = at;
            while (next < source.Length && char.IsWhiteSpace(source[next])) next++;
            if (next >= source.Length || source[next] != '+') break;
            at = next + 1;
        }
        end = Math.Max(at, 0);
        return text.ToString();
    }

    private static int Literal(string source, int quote, StringBuilder text, bool isInterpolated, Dictionary<string, string> constants)
    {
        int at = quote + 1;
        while (source[at] != '"')
        {
            if (source[at] == '\\') { text.Append(source[at + 1]); at += 2; continue; }
            if (isInterpolated && source[at] == '{')
            {
                int depth = 1, start = ++at;
                while (depth > 0) { depth += source[at] == '{' ? 1 : source[at] == '}' ? -1 : 0; at++; }
                string inner = source[start..(at - 1)];
                text.Append(constants.TryGetValue(inner, out string? value) ? value : " … ");
                continue;
            }
            text.Append(source[at++]);
        }
        return at + 1;
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OpBX.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    [GeneratedRegex(@"const string (\w+) =\s*")]
    private static partial Regex Constant();

    [GeneratedRegex(@"^(SELECT|INSERT|UPDATE|DELETE|REPLACE)\b")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\G[A-Za-z_][\w.]*")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b(\w+) \+ $")]
    private static partial Regex NameBefore();
}
