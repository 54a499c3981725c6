using System.Text.RegularExpressions;

namespace OpBX.Storage;

/// <summary>A column as the files define it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in lower case as the servers report it, without character set: <c>varchar(20)</c>, <c>tinyint(1)</c>, <c>enum('a','b')</c>.</param>
/// <param name="IsNullable">Whether it may be NULL.</param>
internal sealed partial record ColumnDefinition(string Name, string Type, bool IsNullable)
{
    /// <summary>Reads <c>name TYPE [NOT NULL] …</c>.</summary>
    public static ColumnDefinition Parse(string text)
    {
        Match match = Definition().Match(text);
        if (!match.Success) throw new InvalidOperationException($"Unreadable column '{text}'.");
        string type = match.Groups["type"].Value;
        // The words of an ENUM keep their case.
        if (!type.StartsWith("ENUM", StringComparison.Ordinal)) type = type.ToLowerInvariant();
        else type = "enum" + type[4..];
        type = type switch
        {
            "boolean" => "tinyint(1)",
            "integer unsigned" => "int unsigned",
            _ => type,
        };
        return new ColumnDefinition(match.Groups["name"].Value, type, !text.Contains("NOT NULL", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\s*(?<name>\w+) (?<type>ENUM\(.*?\)|\w+(\([\d,]+\))?( UNSIGNED)?)")]
    private static partial Regex Definition();
}

/// <summary>A table as a file makes it: one column, key or constraint per line.</summary>
internal sealed record TableDefinition(string Name, IReadOnlyList<ColumnDefinition> Columns, IReadOnlyList<SchemaObject> Keys)
{
    public static TableDefinition Parse(string name, string sql)
    {
        var columns = new List<ColumnDefinition>();
        var keys = new List<SchemaObject>();
        foreach (string line in sql.Split('\n').Skip(1).SkipLast(1))
        {
            string text = line.Trim().TrimEnd(',');
            if (text.StartsWith("PRIMARY KEY", StringComparison.Ordinal)) Add(SchemaObjectKind.Unique);
            else if (text.StartsWith("UNIQUE KEY", StringComparison.Ordinal)) Add(SchemaObjectKind.Unique);
            else if (text.StartsWith("FULLTEXT KEY", StringComparison.Ordinal)) Add(SchemaObjectKind.FullText);
            else if (text.StartsWith("KEY", StringComparison.Ordinal)) Add(SchemaObjectKind.Index);
            else if (text.StartsWith("CONSTRAINT", StringComparison.Ordinal)) Add(SchemaObjectKind.ForeignKey);
            else columns.Add(ColumnDefinition.Parse(text));

            void Add(SchemaObjectKind kind)
            {
                int from = text.IndexOf('(', StringComparison.Ordinal) + 1;
                keys.Add(new SchemaObject(kind, name, SchemaObject.Join(text[from..text.IndexOf(')', from)].Split(','))));
            }
        }
        return new TableDefinition(name, columns, keys);
    }
}
