using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace OpBX.Storage;

/// <summary>
/// One embedded SQL file. Lines that begin with <c>-- opbx:</c> tell the migrator something: <c>offline</c> (at the top: the
/// file rebuilds tables), <c>unless …</c> (the next statement is needed only where that is missing) and <c>without-checks</c>
/// (the next statement runs without foreign key checks). A statement ends with a semicolon at the end of a line.
/// </summary>
internal sealed class MigrationFile
{
    private const string Directive = "-- opbx:";
    private const int ArchiveNumber = 10_001;

    private MigrationFile(int number, string name, string text)
    {
        Number = number;
        Name = name;
        text = text.ReplaceLineEndings("\n");
        Checksum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var statements = new List<MigrationStatement>();
        var sql = new StringBuilder();
        SchemaObject? guard = null;
        bool withoutChecks = false;
        foreach (string line in text.Split('\n'))
        {
            string trimmed = line.Trim();
            if (trimmed.StartsWith(Directive, StringComparison.Ordinal))
            {
                string words = trimmed[Directive.Length..].Trim();
                if (words == "offline") IsOffline = true;
                else if (words == "without-checks") withoutChecks = true;
                else if (words.StartsWith("unless ", StringComparison.Ordinal)) guard = SchemaObject.Parse(words["unless ".Length..]);
                else throw new InvalidOperationException($"{name}: unknown directive '{words}'.");
                continue;
            }
            if (trimmed.Length == 0 || trimmed.StartsWith("--", StringComparison.Ordinal)) continue;
            sql.Append(sql.Length > 0 ? "\n" : "").Append(line.TrimEnd());
            if (!trimmed.EndsWith(';')) continue;
            if (guard is null) throw new InvalidOperationException($"{name}: a statement that does not say when it is needed.");
            sql.Length--;
            statements.Add(new MigrationStatement(sql.ToString(), guard, withoutChecks));
            sql.Clear();
            (guard, withoutChecks) = (null, false);
        }
        if (sql.Length > 0) throw new InvalidOperationException($"{name}: the last statement has no end.");
        Statements = statements;
    }

    /// <summary>The files of the main database, in the order of their numbers.</summary>
    public static IReadOnlyList<MigrationFile> All { get; } = ReadAll();

    /// <summary>The archive tables for a database of their own.</summary>
    public static MigrationFile Archive { get; } = new(ArchiveNumber, "archive", Read("archive.sql"));

    public int Number { get; }

    public string Name { get; }

    public string Checksum { get; }

    public bool IsOffline { get; }

    public IReadOnlyList<MigrationStatement> Statements { get; }

    /// <summary>A file that is not embedded, for tests.</summary>
    public static MigrationFile FromText(string name, string text)
        => new(int.Parse(name.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture), name, text);

    private static List<MigrationFile> ReadAll()
    {
        var files = new List<MigrationFile>();
        foreach (string resource in typeof(MigrationFile).Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (resource.EndsWith(".sql", StringComparison.Ordinal) && char.IsAsciiDigit(resource[0])) files.Add(FromText(resource[..^4], Read(resource)));
        }
        return files;
    }

    private static string Read(string resource)
    {
        Assembly assembly = typeof(MigrationFile).Assembly;
        using Stream stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is not embedded.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
