using System.Data.Common;
using System.Globalization;

namespace OpBX.IntegrationTests.Databases;

/// <summary>Looks at the rows that deliveries became, past OpBX.</summary>
internal sealed class RecordRows(DbDataSource source)
{
    public static readonly string[] Tables = ["call_logs", "call_detail_records", "session_updates"];

    /// <summary>The rows of a query; NULL is null.</summary>
    public async Task<List<object?[]>> QueryAsync(string sql)
    {
        await using DbConnection connection = await OpenAsync();
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        var rows = new List<object?[]>();
        while (await reader.ReadAsync())
        {
            var row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++) row[i] = await reader.IsDBNullAsync(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }

    // A server that was killed a moment ago may still refuse the first connections.
    private async Task<DbConnection> OpenAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await source.OpenConnectionAsync();
            }
            catch (DbException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    public async Task<long> CountAsync(string table) => Convert.ToInt64((await QueryAsync("SELECT COUNT(*) FROM " + table))[0][0], CultureInfo.InvariantCulture);

    /// <summary>What each row of the records is the row of; a doubled row is there twice.</summary>
    public async Task<List<(string Route, string Session, string Name)>> KeysAsync() =>
    [
        .. (await QueryAsync("SELECT session_id, call_id FROM call_detail_records")).Select(static row => ("cdr", (string)row[0]!, (string)row[1]!)),
        .. (await QueryAsync("SELECT call_id, event_id FROM session_updates")).Select(static row => ("session-update", (string)row[0]!, (string)row[1]!)),
    ];

    public async Task<List<string>> CallsAsync() => [.. (await QueryAsync("SELECT call_id FROM call_logs")).Select(static row => (string)row[0]!)];

    /// <summary>Each of these is one row, and there is no other row.</summary>
    public async Task ShouldBeExactlyAsync(IEnumerable<Delivery> deliveries)
    {
        List<(string, string, string)> rows = await KeysAsync();
        HashSet<(string, string, string)> expected = [.. deliveries.Select(static delivery => delivery.Key)];
        expected.Except(rows).Should().BeEmpty("what was acknowledged is kept");
        rows.Except(expected).Should().BeEmpty("nothing else was delivered");
        rows.GroupBy(static row => row).Where(static group => group.Count() > 1).Select(static group => group.Key).Should().BeEmpty("nothing is kept twice");
        List<string> calls = await CallsAsync();
        calls.Should().OnlyHaveUniqueItems();
        HashSet<string> sessions = [.. expected.Select(static key => key.Item2)];
        calls.Count.Should().Be(sessions.Count);
        sessions.Except(calls).Should().BeEmpty("each call has its row");
        (await CountAsync("dead_letters")).Should().Be(0);
    }

    /// <summary>All columns of all rows of a tenant, byte for byte.</summary>
    public async Task<string> DumpAsync(long tenant)
    {
        var text = new System.Text.StringBuilder();
        foreach (string table in Tables)
        {
            foreach (object?[] row in await QueryAsync($"SELECT * FROM {table} WHERE organization_id={tenant.ToString(CultureInfo.InvariantCulture)} ORDER BY id"))
                text.Append(table).Append('|').AppendJoin('|', row.Select(static value => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture))).Append('\n');
        }
        return text.ToString();
    }
}
