using System.Data.Common;
using System.Globalization;

namespace OpBX.TestServers;

/// <summary>The servers that every storage test runs on.</summary>
public enum DatabaseServer
{
    /// <summary>MySQL: <c>OPBX_TEST_MYSQL</c>.</summary>
    MySql,

    /// <summary>MariaDB: <c>OPBX_TEST_MARIADB</c>.</summary>
    MariaDb,
}

/// <summary>An empty database of its own on one of the test servers; dropped when disposed.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _server;

    private TestDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = server + ";Database=" + name;
        DataSource = DatabaseDriver.Factory.CreateDataSource(ConnectionString);
    }

    /// <summary>The name of the database.</summary>
    public string Name { get; }

    /// <summary>The connection string, database included.</summary>
    public string ConnectionString { get; }

    /// <summary>Connections to the database.</summary>
    public DbDataSource DataSource { get; }

    /// <summary>Makes an empty database.</summary>
    /// <exception cref="InvalidOperationException">The environment names no such server.</exception>
    public static async Task<TestDatabase> CreateAsync(DatabaseServer server)
    {
        string text = TestServer.ConnectionString(server);
        string name = string.Create(CultureInfo.InvariantCulture, $"opbx_t_{Guid.NewGuid():N}");
        await RunAsync(text, $"CREATE DATABASE {name} CHARACTER SET utf8mb4").ConfigureAwait(false);
        return new TestDatabase(text, name);
    }

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using DbConnection connection = await DataSource.OpenConnectionAsync().ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    /// <summary>The rows of a query; NULL is null.</summary>
    public async Task<List<object?[]>> QueryAsync(string sql)
    {
        await using DbConnection connection = await DataSource.OpenConnectionAsync().ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await using DbDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        var rows = new List<object?[]>();
        while (await reader.ReadAsync().ConfigureAwait(false))
        {
            var row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++) row[i] = await reader.IsDBNullAsync(i).ConfigureAwait(false) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync().ConfigureAwait(false);
        await RunAsync(_server, $"DROP DATABASE IF EXISTS {Name}").ConfigureAwait(false);
    }

    private static async Task RunAsync(string server, string sql)
    {
        await using DbDataSource source = DatabaseDriver.Factory.CreateDataSource(server);
        await using DbConnection connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }
}
