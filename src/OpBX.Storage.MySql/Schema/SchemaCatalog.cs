using System.Data.Common;
using System.Globalization;

namespace OpBX.Storage;

/// <summary>What a database has of tables, columns, indexes and foreign keys, as <c>information_schema</c> tells; and what it will have after planned statements.</summary>
internal sealed class SchemaCatalog
{
    private readonly Dictionary<string, string?> _engines = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(string Table, string Column), CatalogColumn> _columns = [];
    private readonly HashSet<SchemaObject> _keys = [];

    private SchemaCatalog() { }

    /// <summary>Reads the catalog of the connection's database.</summary>
    public static async Task<SchemaCatalog> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        var catalog = new SchemaCatalog();
        await QueryAsync("SELECT TABLE_NAME, ENGINE FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
            row => catalog._engines[row.GetString(0)] = row.IsDBNull(1) ? null : row.GetString(1)).ConfigureAwait(false);
        await QueryAsync("SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE()",
            row => catalog._columns[Key(row.GetString(0), row.GetString(1))] = new CatalogColumn(row.GetString(2), row.GetString(3) == "YES")).ConfigureAwait(false);

        var indexes = new Dictionary<(string Table, string Index), (bool Unique, bool FullText, List<string> Columns)>();
        await QueryAsync(
            "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, INDEX_TYPE, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS " +
            "WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX",
            row =>
            {
                var key = (row.GetString(0), row.GetString(1));
                if (!indexes.TryGetValue(key, out var index))
                {
                    bool unique = Convert.ToInt64(row.GetValue(2), CultureInfo.InvariantCulture) == 0;
                    indexes[key] = index = (unique, row.GetString(3) == "FULLTEXT", []);
                }
                // A part of an expression, or of a part of a column, equals no column.
                index.Columns.Add(row.IsDBNull(4) || !row.IsDBNull(5) ? "?" : row.GetString(4));
            }).ConfigureAwait(false);
        foreach (((string table, _), (bool unique, bool fullText, List<string> columns)) in indexes)
        {
            catalog.AddKey(new SchemaObject(fullText ? SchemaObjectKind.FullText : unique ? SchemaObjectKind.Unique : SchemaObjectKind.Index, table, SchemaObject.Join(columns)));
        }

        var references = new Dictionary<(string Table, string Constraint), List<string>>();
        await QueryAsync(
            "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME FROM information_schema.KEY_COLUMN_USAGE " +
            "WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
            row =>
            {
                var key = (row.GetString(0), row.GetString(1));
                if (!references.TryGetValue(key, out List<string>? columns)) references[key] = columns = [];
                columns.Add(row.GetString(2));
            }).ConfigureAwait(false);
        foreach (((string table, _), List<string> columns) in references)
        {
            catalog.AddKey(new SchemaObject(SchemaObjectKind.ForeignKey, table, SchemaObject.Join(columns)));
        }
        return catalog;

        async Task QueryAsync(string sql, Action<DbDataReader> read)
        {
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = sql;
            await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) read(reader);
        }
    }

    /// <summary>The engine of a table; null = a view, or no such table.</summary>
    public string? Engine(string table) => _engines.GetValueOrDefault(table);

    public bool HasTable(string table) => _engines.ContainsKey(table);

    public CatalogColumn? Column(string table, string column) => _columns.GetValueOrDefault(Key(table, column));

    /// <summary>Whether the database has the object. A plain index is there too where a longer one, or a unique one, begins with its columns.</summary>
    public bool Has(SchemaObject item) => item.Kind switch
    {
        SchemaObjectKind.Table => HasTable(item.Table),
        SchemaObjectKind.Column => Column(item.Table, item.Columns) is not null,
        SchemaObjectKind.Index => _keys.Any(key => key.Kind is SchemaObjectKind.Index or SchemaObjectKind.Unique && SameTable(key, item)
            && (key.Columns + ",").StartsWith(item.Columns + ",", StringComparison.Ordinal)),
        _ => _keys.Contains(item with { Table = item.Table.ToLowerInvariant() }),
    };

    /// <summary>Notes what a statement will make.</summary>
    public void Apply(MigrationStatement statement)
    {
        SchemaObject item = statement.Provides;
        if (statement.Definition is { } table)
        {
            _engines[table.Name] = "InnoDB";
            foreach (ColumnDefinition column in table.Columns) _columns[Key(table.Name, column.Name)] = new CatalogColumn(column.Type, column.IsNullable);
            foreach (SchemaObject key in table.Keys) AddKey(key);
        }
        else if (statement.Column is { } column) _columns[Key(item.Table, column.Name)] = new CatalogColumn(column.Type, column.IsNullable);
        else AddKey(item);
    }

    private void AddKey(SchemaObject key) => _keys.Add(key with { Table = key.Table.ToLowerInvariant() });

    private static bool SameTable(SchemaObject left, SchemaObject right) => string.Equals(left.Table, right.Table, StringComparison.OrdinalIgnoreCase);

    private static (string Table, string Column) Key(string table, string column) => (table.ToLowerInvariant(), column.ToLowerInvariant());
}

/// <summary>A column as the server reports it.</summary>
internal sealed record CatalogColumn(string Type, bool IsNullable);
