using System.Text.RegularExpressions;

namespace OpBX.Storage;

/// <summary>One statement of a file, and the object that makes it unnecessary where it exists.</summary>
internal sealed partial record MigrationStatement(string Sql, SchemaObject Provides, bool WithoutChecks)
{
    /// <summary>What a statement that makes a table says of it; null = it makes none.</summary>
    public TableDefinition? Definition { get; } = Provides.Kind == SchemaObjectKind.Table ? TableDefinition.Parse(Provides.Table, Sql) : null;

    /// <summary>The column that the statement adds, without options that are not of the column; null = it adds none.</summary>
    public ColumnDefinition? Column { get; } = Provides.Kind == SchemaObjectKind.Column ? ParseColumn(Sql) : null;

    /// <summary>The statement without the demand to be done in place: for empty tables, or where a rebuild was agreed to.</summary>
    public string AnyAlgorithm => Demand().Replace(Sql, "");

    private static ColumnDefinition ParseColumn(string sql)
        => ColumnDefinition.Parse(Demand().Replace(sql[(sql.IndexOf("ADD COLUMN ", StringComparison.Ordinal) + "ADD COLUMN ".Length)..], ""));

    [GeneratedRegex(", (ALGORITHM|LOCK)=[A-Z]+")]
    private static partial Regex Demand();
}

/// <summary>What a guard names.</summary>
internal enum SchemaObjectKind
{
    Table,
    Column,
    Index,
    Unique,
    FullText,
    ForeignKey,
}

/// <summary>A table, a column, an index or a foreign key; indexes and keys go by their columns, since their names differ between databases.</summary>
internal sealed record SchemaObject(SchemaObjectKind Kind, string Table, string Columns)
{
    /// <summary>Reads <c>table t</c>, <c>column t.c</c> or <c>index|unique|fulltext|foreign-key t (a, b)</c>.</summary>
    public static SchemaObject Parse(string text)
    {
        (string kind, string rest) = Cut(text, ' ');
        switch (kind)
        {
            case "table":
                return new SchemaObject(SchemaObjectKind.Table, rest, "");
            case "column":
                (string table, string column) = Cut(rest, '.');
                return new SchemaObject(SchemaObjectKind.Column, table, column);
            default:
                SchemaObjectKind parsed = kind switch
                {
                    "index" => SchemaObjectKind.Index,
                    "unique" => SchemaObjectKind.Unique,
                    "fulltext" => SchemaObjectKind.FullText,
                    "foreign-key" => SchemaObjectKind.ForeignKey,
                    _ => throw new InvalidOperationException($"Unknown guard '{text}'."),
                };
                (string owner, string columns) = Cut(rest, ' ');
                return new SchemaObject(parsed, owner, Join(columns.Trim('(', ')').Split(',')));
        }
    }

    /// <summary>The form in which column lists are compared.</summary>
    public static string Join(IEnumerable<string> columns) => string.Join(',', columns.Select(static c => c.Trim().ToLowerInvariant()));

    private static (string First, string Second) Cut(string text, char at)
    {
        int index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? throw new InvalidOperationException($"Unreadable guard '{text}'.") : (text[..index], text[(index + 1)..].Trim());
    }
}
