using OpBX.Storage;
using OpBX.TestServers;

namespace OpBX.Storage.MySql.Tests.Schema;

/// <summary>The migrated database against the schema document itself, and against docs/schema.md for everything beyond it.</summary>
public class SchemaComparisonTests
{
    private static readonly string[] RecordTables = ["call_logs", "call_detail_records", "recordings", "session_updates"];

    public static TheoryData<DatabaseServer> Servers => [DatabaseServer.MySql, DatabaseServer.MariaDb];

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task MigrateAsync_emptyDatabase_equalsBothDocuments(DatabaseServer server)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        await new MySqlMigrator(database.DataSource).MigrateAsync(new MigrationOptions(), default);
        LiveSchema live = await LiveSchema.ReadAsync(database);

        SchemaDocument.Contract.Should().HaveCount(18).And.OnlyContain(t => t.Columns.Count > 5);
        live.Tables.Keys.Should().BeEquivalentTo(SchemaDocument.Contract.Concat(SchemaDocument.Added).Select(t => t.Name));
        live.Tables.Values.Should().OnlyContain(t => t.Engine == "InnoDB" && t.Collation == "utf8mb4_unicode_520_ci");
        CompareColumns(live);
        CompareIndexes(live);
        CompareKeys(live);
    }

    private static void CompareColumns(LiveSchema live)
    {
        List<string[]> added = [.. SchemaDocument.Rows("Added columns")];
        added.Should().NotBeEmpty().And.OnlyContain(row => row[2].Length > 0, "every addition has its reason");
        foreach (DocumentedTable table in SchemaDocument.Contract.Concat(SchemaDocument.Added))
        {
            List<LiveColumn> actual = [.. live.Columns.Where(c => c.Table == table.Name)];
            string[] beyond = [.. added.Where(r => r[0].StartsWith(table.Name + ".", StringComparison.Ordinal)).Select(r => r[0][(table.Name.Length + 1)..])];
            actual.Select(c => c.Name).Should().Equal(table.Columns.Select(c => c.Name).Concat(beyond), "of {0}: the documented order, then the additions", table.Name);
            foreach ((DocumentedColumn expected, LiveColumn column) in table.Columns.Zip(actual))
            {
                bool stamp = expected.Type == "TIMESTAMP" && expected.Name is "created_at" or "updated_at";
                string? value = stamp && expected.Type == "TIMESTAMP" ? "CURRENT_TIMESTAMP" : (table.Name, expected.Name) == ("organizations", "timezone") ? "UTC" : expected.Default;
                column.Should().BeEquivalentTo(new
                {
                    Type = LiveType(expected.Type),
                    expected.IsNullable,
                    Default = value,
                    IsAutoIncrement = expected.IsPrimary && expected.Name == "id" && !table.Name.EndsWith("_archive", StringComparison.Ordinal) && table.Name != "opbx_migrations",
                    UpdatesItself = expected is { Name: "updated_at", Type: "TIMESTAMP" },
                    IsComputed = false,
                }, "{0}.{1} is documented so", table.Name, expected.Name);
            }
        }
        foreach (string[] row in added)
        {
            LiveColumn column = live.Columns.Single(c => $"{c.Table}.{c.Name}" == row[0]);
            column.Type.Should().Be(LiveType(row[1]), row[0]);
            column.IsNullable.Should().BeTrue(row[0]);
            column.IsComputed.Should().Be(row[2].StartsWith("Computed", StringComparison.Ordinal), row[0]);
        }
    }

    private static void CompareIndexes(LiveSchema live)
    {
        var expected = new HashSet<LiveIndex>();
        foreach (DocumentedTable table in SchemaDocument.Contract.Concat(SchemaDocument.Added))
        {
            expected.Add(new LiveIndex(table.Name, "primary", table.Columns.Single(c => c.IsPrimary).Name));
            foreach (DocumentedColumn column in table.Columns)
            {
                if (column.Key.Contains("UNIQUE", StringComparison.Ordinal)) expected.Add(new LiveIndex(table.Name, "unique", column.Name));
                if (column.Key.Contains("INDEX", StringComparison.Ordinal)) expected.Add(new LiveIndex(table.Name, "index", column.Name));
            }
            expected.UnionWith(table.Indexes);
            if (!SchemaDocument.Contract.Contains(table)) continue;
            if (table.Has("organization_id") && table.Has("status")) expected.Add(new LiveIndex(table.Name, "index", "organization_id, status"));
            if (RecordTables.Contains(table.Name)) expected.Add(new LiveIndex(table.Name, "index", "organization_id, created_at"));
        }
        foreach (string[] row in SchemaDocument.Rows("Added indexes"))
        {
            row[2].Should().NotBeEmpty("every addition has its reason");
            expected.Add(new LiveIndex(row[0].Split(' ')[0], row[1], row[0].Split('(')[1].TrimEnd(')')));
        }
        // «email (login lookups)» and the like name a unique column once more.
        expected.RemoveWhere(index => index.Kind == "index" && expected.Contains(index with { Kind = "unique" }));
        foreach (string[] row in SchemaDocument.Rows("Foreign keys"))
        {
            string[] column = row[0].Split('.');
            if (!expected.Any(i => i.Table == column[0] && (i.Columns + ",").StartsWith(column[1] + ",", StringComparison.Ordinal))) expected.Add(new LiveIndex(column[0], "index", column[1]));
        }
        live.Indexes.Should().BeEquivalentTo(expected);
    }

    private static void CompareKeys(LiveSchema live)
    {
        IReadOnlyList<string[]> rows = SchemaDocument.Rows("Foreign keys");
        live.Keys.Should().BeEquivalentTo(rows.Select(r => new LiveKey(r[0], r[1], r[2])));
        // Both documents name the referenced tables; the actions follow one rule.
        IEnumerable<LiveKey> documented =
            from table in SchemaDocument.Contract.Concat(SchemaDocument.Added)
            from column in table.Columns
            where column.References is not null
            select new LiveKey($"{table.Name}.{column.Name}", column.References!, column.IsNullable && column.Name is not ("organization_id" or "schedule_id") ? "SET NULL" : "CASCADE");
        live.Keys.Where(k => k.Column != "recordings.extension_id").Should().BeEquivalentTo(documented);
        live.Keys.Should().Contain(new LiveKey("recordings.extension_id", "extensions", "SET NULL"));
    }

    private static string LiveType(string documented)
    {
        if (documented.StartsWith("ENUM", StringComparison.Ordinal)) return "enum" + documented[4..].Replace("', '", "','", StringComparison.Ordinal);
        return documented switch
        {
            "BOOLEAN" => "tinyint(1)",
            "INTEGER UNSIGNED" => "int unsigned",
            _ => documented.ToLowerInvariant(),
        };
    }
}
