using System.Globalization;
using System.Text;
using OpBX.TestServers;

namespace OpBX.Storage.MySql.Tests.Schema;

/// <summary>The documented schema as another application would have made it, without OpBX; and rows for any schema.</summary>
internal static class ForeignDatabase
{
    private const string Created = "2026-01-02 03:04:05";

    /// <summary>
    /// Makes documented tables: another collation, names of indexes as a PHP framework gives them, nullable time stamps, wider
    /// ENUMs, extra columns, a table of the framework's own, none of the indexes that only the document's general rules ask for.
    /// </summary>
    public static async Task CreateAsync(TestDatabase database, IReadOnlyCollection<string> tables)
    {
        var sql = new StringBuilder();
        sql.Append("CREATE TABLE migrations (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, migration VARCHAR(255) NOT NULL, batch INT NOT NULL) COLLATE utf8mb4_unicode_ci;\n");
        sql.Append("INSERT INTO migrations (migration, batch) VALUES ('2024_01_01_000000_create_organizations_table', 1);\n");
        sql.Append("SET SESSION foreign_key_checks = 0;\n");
        foreach (DocumentedTable table in SchemaDocument.Contract.Where(t => tables.Contains(t.Name)))
        {
            var lines = new List<string>();
            foreach (DocumentedColumn column in table.Columns)
            {
                string type = column.Type;
                if (table.Name == "extensions" && column.Name == "type") type = type.Replace(")", ", 'ai_load_balancer')", StringComparison.Ordinal);
                bool isStamp = type == "TIMESTAMP";
                lines.Add($"`{column.Name}` {type} {(column.IsPrimary ? "NOT NULL AUTO_INCREMENT" : column.IsNullable || isStamp ? "NULL" : "NOT NULL")}{(column.Default is { } value ? " DEFAULT " + value : isStamp ? " DEFAULT NULL" : "")}");
            }
            lines.Add("legacy_flag TINYINT NOT NULL DEFAULT 7");
            lines.Add("PRIMARY KEY (id)");
            lines.AddRange(table.Columns.Where(c => c.Key.Contains("UNIQUE", StringComparison.Ordinal)).Select(c => $"UNIQUE KEY {table.Name}_{c.Name}_uq (`{c.Name}`)"));
            lines.AddRange(table.Indexes.Where(i => i.Kind == "unique").Select((index, i) => $"UNIQUE KEY {table.Name}_{i}_uq ({index.Columns})"));
            lines.AddRange(table.Columns.Where(c => c.References is not null)
                .Select(c => $"CONSTRAINT fk_{table.Name}_{c.Name} FOREIGN KEY ({c.Name}) REFERENCES {c.References} (id) ON DELETE {(c.IsNullable ? "SET NULL" : "CASCADE")}"));
            sql.Append(CultureInfo.InvariantCulture, $"CREATE TABLE {table.Name} ({string.Join(", ", lines)}) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;\n");
        }
        sql.Append("SET SESSION foreign_key_checks = 1");
        await database.ExecuteAsync(sql.ToString());
    }

    /// <summary>Fills every table with three rows of each organization; ids are the organization's thousand and 1 to 3.</summary>
    public static async Task FillAsync(TestDatabase database, LiveSchema schema, params int[] organizations)
    {
        var sql = new StringBuilder("SET SESSION foreign_key_checks = 0;\n");
        foreach (string table in schema.Tables.Keys.Where(t => t is not ("migrations" or "opbx_migrations")))
        {
            List<LiveColumn> columns = [.. schema.Columns.Where(c => c.Table == table && !c.IsComputed && c.Name != "legacy_flag")];
            foreach (int organization in organizations)
            {
                // One organization, and one row of each table that an organization has once.
                bool single = table is "organizations" or "cloudonix_settings" or "configuration_versions";
                for (int row = 1; row <= (single ? 1 : 3); row++)
                {
                    sql.Append(CultureInfo.InvariantCulture, $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => $"`{c.Name}`"))}) VALUES ({string.Join(", ", columns.Select(c => Value(schema, c, organization, row)))});\n");
                }
            }
        }
        sql.Append("SET SESSION foreign_key_checks = 1");
        await database.ExecuteAsync(sql.ToString());
    }

    /// <summary>All rows of the given columns, as text, in the order of the first column.</summary>
    public static async Task<List<string>> RowsAsync(TestDatabase database, string table, IEnumerable<string> columns, string where = "1 = 1")
        => (await database.QueryAsync($"SELECT {string.Join(", ", columns.Select(c => $"HEX(`{c}`)"))} FROM {table} WHERE {where} ORDER BY 1"))
            .ConvertAll(row => string.Join('|', row));

    private static string Value(LiveSchema schema, LiveColumn column, int organization, int row)
    {
        int id = (organization * 1000) + row;
        if (column.Name == "organization_id") return Number((organization * 1000) + 1);
        if (column.Name is "id" or "exception_id" || schema.Keys.Any(k => k.Column == $"{column.Table}.{column.Name}")) return Number(id);
        string type = column.Type.Split('(')[0];
        switch (type)
        {
            case "enum":
                return column.Type.Split('(', ',', ')')[1];
            case "varchar" or "char" or "text" or "mediumtext":
                int size = column.Type.Contains('(', StringComparison.Ordinal) ? int.Parse(column.Type.Split('(', ')')[1], CultureInfo.InvariantCulture) : 100;
                string text = size == 1 ? Number(row) : size <= 8 ? Number(organization) + Number(row) : $"{column.Name}😀{organization}-{row}";
                return $"'{(size < text.Length ? text[^size..] : text)}'";
            case "json":
                return $"'{{\"n\": {id}}}'";
            case "binary":
                return $"UNHEX(SHA2('{column.Table}{id}', 256))";
            case "mediumblob":
                return "X'1F8B00FF'";
            case "timestamp":
                return $"'{Created}'";
            case "datetime":
                return $"'{Created}.678'";
            case "date":
                return "'2026-12-24'";
            case "time":
                return "'24:00:00'";
            default:
                return "1";
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
