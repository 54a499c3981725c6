using System.Globalization;
using System.Text.RegularExpressions;
using OpBX.TestServers;

namespace OpBX.Storage.MySql.Tests.Schema;

public sealed record LiveColumn(string Table, int Position, string Name, string Type, bool IsNullable, string? Default, bool IsAutoIncrement, bool UpdatesItself, string? Collation)
{
    public bool IsComputed { get; init; }
}

/// <summary>An index by its columns. Kind: <c>primary</c>, <c>unique</c>, <c>full text</c> or <c>index</c>.</summary>
public sealed record LiveIndex(string Table, string Kind, string Columns);

public sealed record LiveKey(string Column, string References, string OnDelete);

/// <summary>What <c>information_schema</c> tells of a database, in words that are the same on both servers.</summary>
public sealed record LiveSchema(IReadOnlyDictionary<string, (string Engine, string Collation)> Tables, IReadOnlyList<LiveColumn> Columns, IReadOnlyList<LiveIndex> Indexes, IReadOnlyList<LiveKey> Keys)
{
    public static async Task<LiveSchema> ReadAsync(TestDatabase database)
    {
        string of = $"= '{database.Name}'";
        var tables = (await database.QueryAsync($"SELECT TABLE_NAME, ENGINE, TABLE_COLLATION FROM information_schema.TABLES WHERE TABLE_SCHEMA {of}"))
            .ToDictionary(r => Text(r[0])!, r => (Text(r[1])!, Text(r[2])!));
        var columns = (await database.QueryAsync(
            "SELECT TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLLATION_NAME " +
            $"FROM information_schema.COLUMNS WHERE TABLE_SCHEMA {of} ORDER BY TABLE_NAME, ORDINAL_POSITION"))
            .ConvertAll(r => new LiveColumn(Text(r[0])!, Convert.ToInt32(r[1], CultureInfo.InvariantCulture), Text(r[2])!, Type(Text(r[3])!), Text(r[4]) == "YES",
                Default(Text(r[5])), Text(r[6])!.Contains("auto_increment", StringComparison.OrdinalIgnoreCase),
                Text(r[6])!.Contains("on update", StringComparison.OrdinalIgnoreCase), Text(r[7]))
            { IsComputed = Text(r[6])!.Contains("VIRTUAL", StringComparison.OrdinalIgnoreCase) });
        var indexes = (await database.QueryAsync(
            "SELECT TABLE_NAME, INDEX_NAME, MAX(NON_UNIQUE), MAX(INDEX_TYPE), GROUP_CONCAT(COLUMN_NAME ORDER BY SEQ_IN_INDEX SEPARATOR ', ') " +
            $"FROM information_schema.STATISTICS WHERE TABLE_SCHEMA {of} GROUP BY TABLE_NAME, INDEX_NAME"))
            .ConvertAll(r => new LiveIndex(Text(r[0])!, Text(r[1]) == "PRIMARY" ? "primary" : Text(r[3]) == "FULLTEXT" ? "full text"
                : Convert.ToInt64(r[2], CultureInfo.InvariantCulture) == 0 ? "unique" : "index", Text(r[4])!));
        var keys = (await database.QueryAsync(
            "SELECT k.TABLE_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE FROM information_schema.KEY_COLUMN_USAGE k " +
            "JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.TABLE_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME " +
            $"WHERE k.TABLE_SCHEMA {of} AND k.REFERENCED_TABLE_NAME IS NOT NULL"))
            .ConvertAll(r => new LiveKey($"{r[0]}.{r[1]}", Text(r[3]) == "id" ? Text(r[2])! : $"{r[2]}.{r[3]}", Text(r[4])!));
        return new LiveSchema(tables, columns, indexes, keys);
    }

    private static string? Text(object? value) => value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : value?.ToString();

    // MariaDB writes a display width, and JSON as the type that it is an alias of.
    private static string Type(string type) => Regex.Replace(type, @"^(bigint|int)\(\d+\)", "$1") is "longtext" ? "json" : Regex.Replace(type, @"^(bigint|int)\(\d+\)", "$1");

    private static string? Default(string? text)
        => text is null or "NULL" ? null : text.Trim('\'').Replace("current_timestamp()", "CURRENT_TIMESTAMP", StringComparison.OrdinalIgnoreCase);
}
