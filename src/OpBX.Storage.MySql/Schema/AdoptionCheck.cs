using System.Globalization;
using System.Text.RegularExpressions;

namespace OpBX.Storage;

/// <summary>
/// Whether tables that a database already has can be used: the documented columns are there, and hold what the documented
/// types hold. Wider is good: extra columns, more ENUM words, longer texts, NULL where the document has none.
/// </summary>
internal static partial class AdoptionCheck
{
    /// <summary>What is wrong, one sentence each; empty = nothing.</summary>
    /// <param name="open">The files that are to be applied.</param>
    /// <param name="files">All files: a column that one of them adds may be missing.</param>
    /// <param name="catalog">What the database has.</param>
    public static List<string> Run(IEnumerable<MigrationFile> open, IEnumerable<MigrationFile> files, SchemaCatalog catalog)
    {
        var faults = new List<string>();
        HashSet<(string, string)> added = [.. files.SelectMany(static f => f.Statements).Where(static s => s.Column is not null).Select(static s => (s.Provides.Table, s.Column!.Name))];
        foreach (MigrationStatement statement in open.SelectMany(static f => f.Statements))
        {
            string table = statement.Provides.Table;
            if (!catalog.HasTable(table)) continue;
            if (statement.Definition is { } definition)
            {
                string? engine = catalog.Engine(table);
                if (!string.Equals(engine, "InnoDB", StringComparison.OrdinalIgnoreCase)) faults.Add($"{table} is {(engine is null ? "a view" : "of engine " + engine)}, not an InnoDB table.");
                foreach (ColumnDefinition column in definition.Columns) Check(column);
            }
            else if (statement.Column is { } column) Check(column);

            void Check(ColumnDefinition column)
            {
                if (catalog.Column(table, column.Name) is not { } actual)
                {
                    if (!added.Contains((table, column.Name))) faults.Add($"{table}.{column.Name} is missing.");
                }
                else if (!Holds(column, actual.Type)) faults.Add($"{table}.{column.Name} is {actual.Type}; it must hold {column.Type}.");
                else if (column.IsNullable && !actual.IsNullable) faults.Add($"{table}.{column.Name} must take NULL.");
            }
        }
        return faults;
    }

    private static bool Holds(ColumnDefinition column, string actual)
    {
        (string type, int size, int scale) = Read(column.Type);
        (string has, int hasSize, int hasScale) = Read(actual);
        switch (type)
        {
            case "bigint":
                return has == "bigint" && Unsigned(actual) == Unsigned(column.Type);
            case "int":
                return has is "int" or "bigint" || (has is "mediumint" or "smallint" && Unsigned(actual));
            case "tinyint":
                return has == "tinyint";
            case "char" or "varchar":
                return (has is "char" or "varchar" && hasSize >= size) || has is "text" or "mediumtext" or "longtext";
            case "text":
                return has is "text" or "mediumtext" or "longtext";
            case "mediumtext":
                return has is "mediumtext" or "longtext";
            case "json":
                return has is "json" or "longtext";
            case "timestamp":
                return has is "timestamp" or "datetime";
            case "datetime":
                return has == "datetime" && hasSize >= size;
            case "decimal":
                return has == "decimal" && hasScale >= scale && hasSize - hasScale >= size - scale;
            case "enum":
                return has is "char" or "varchar" || (has == "enum" && Words(column.Type).All(Words(actual).Contains));
            case "binary":
                return has is "binary" or "varbinary" && hasSize >= size;
            case "mediumblob":
                return has is "mediumblob" or "longblob";
            default:
                return has == type;
        }
    }

    private static bool Unsigned(string type) => type.Contains("unsigned", StringComparison.OrdinalIgnoreCase);

    private static HashSet<string> Words(string type) => [.. Word().Matches(type).Select(static m => m.Value)];

    private static (string Type, int Size, int Scale) Read(string type)
    {
        Match match = Form().Match(type);
        return (match.Groups["type"].Value.ToLowerInvariant(), Number("size"), Number("scale"));

        int Number(string group) => int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : 0;
    }

    [GeneratedRegex(@"^(?<type>\w+)(\((?<size>\d+)(,(?<scale>\d+))?\))?")]
    private static partial Regex Form();

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Word();
}
