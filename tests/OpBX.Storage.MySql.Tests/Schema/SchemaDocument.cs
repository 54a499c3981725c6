using System.Text.RegularExpressions;

namespace OpBX.Storage.MySql.Tests.Schema;

/// <summary>A column of a table in a document.</summary>
public sealed record DocumentedColumn(string Name, string Type, string Key)
{
    public bool IsPrimary => Key.Contains("PK", StringComparison.Ordinal);

    public bool IsNullable => Key.Contains("NULL", StringComparison.Ordinal);

    public string? References => Regex.Match(Key, @"FK → (\w+)") is { Success: true } match ? match.Groups[1].Value : null;

    public string? Default => Regex.Match(Key, @"DEFAULT (\w+)") is { Success: true } match ? match.Groups[1].Value switch { "FALSE" => "0", "TRUE" => "1", var value => value } : null;
}

/// <summary>A table of a document.</summary>
public sealed record DocumentedTable(string Name, IReadOnlyList<DocumentedColumn> Columns, IReadOnlyList<LiveIndex> Indexes)
{
    public bool Has(string column) => Columns.Any(c => c.Name == column);
}

/// <summary>Reads the tables of a schema document: a heading with the table's name, a table of columns, a list of indexes.</summary>
public static class SchemaDocument
{
    public static string Path(params string[] parts)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = System.IO.Path.Combine([folder.FullName, .. parts]);
            if (File.Exists(path)) return path;
        }
        throw new FileNotFoundException(string.Join('/', parts));
    }

    public static IReadOnlyList<DocumentedTable> Contract { get; } = Read(Path("tests", "contract", "database-schema.md"));

    public static IReadOnlyList<DocumentedTable> Added { get; } = Read(Path("docs", "schema.md"));

    /// <summary>Rows of a Markdown table under a heading of docs/schema.md.</summary>
    public static IReadOnlyList<string[]> Rows(string heading)
    {
        var rows = new List<string[]>();
        bool inside = false;
        foreach (string line in File.ReadLines(Path("docs", "schema.md")))
        {
            if (line.StartsWith('#')) inside = line == "## " + heading;
            else if (inside && line.StartsWith("| `", StringComparison.Ordinal)) rows.Add([.. line.Trim('|', ' ').Split('|').Select(static c => c.Trim().Trim('`'))]);
        }
        return rows;
    }

    private static List<DocumentedTable> Read(string path)
    {
        var tables = new List<DocumentedTable>();
        List<DocumentedColumn>? columns = null;
        List<LiveIndex>? indexes = null;
        foreach (string line in File.ReadLines(path))
        {
            if (Regex.Match(line, @"^### .*\(`(\w+)`\)") is { Success: true } heading)
            {
                tables.Add(new DocumentedTable(heading.Groups[1].Value, columns = [], indexes = []));
            }
            else if (line.StartsWith('#')) columns = null;
            else if (columns is not null && Regex.Match(line, @"^\| `(\w+)` \|(.*?)\|(.*?)\|") is { Success: true } row)
            {
                columns.Add(new DocumentedColumn(row.Groups[1].Value, row.Groups[2].Value.Trim(), row.Groups[3].Value.Trim()));
            }
            else if (columns is not null && line.StartsWith("- `", StringComparison.Ordinal))
            {
                string kind = line.Contains("(UNIQUE", StringComparison.Ordinal) ? "unique" : line.Contains("(FULLTEXT", StringComparison.Ordinal) ? "full text" : "index";
                foreach (string part in line[2..].Split('(')[0].Split(','))
                {
                    indexes!.Add(new LiveIndex(tables[^1].Name, kind, part.Replace("`", "", StringComparison.Ordinal).Trim().Replace(" + ", ", ", StringComparison.Ordinal)));
                }
            }
        }
        return tables;
    }
}
