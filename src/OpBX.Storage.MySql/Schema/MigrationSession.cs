using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpBX.Storage;

/// <summary>What the history tells of one migration.</summary>
internal sealed record AppliedMigration(int Number, string Name, string Checksum, bool IsFinished);

/// <summary>One file as this database needs it.</summary>
/// <param name="File">The file.</param>
/// <param name="Statements">The statements that are needed, in order; empty = everything is there.</param>
/// <param name="MustBeNamed">Whether it rebuilds tables with rows.</param>
internal sealed record MigrationPlan(MigrationFile File, IReadOnlyList<MigrationStatement> Statements, bool MustBeNamed)
{
    public PendingMigration ToPending()
        => new(File.Number, File.Name, Statements.Count, MustBeNamed, [.. Statements.Select(static s => s.Provides.Table).Distinct(StringComparer.Ordinal)]);
}

/// <summary>One open connection to a database that is to be migrated: its history, its catalog and its locks.</summary>
internal sealed class MigrationSession(DbConnection connection)
{
    public const string HistoryTable =
        "CREATE TABLE opbx_migrations (\n" +
        "    id INT UNSIGNED NOT NULL,\n" +
        "    name VARCHAR(100) NOT NULL,\n" +
        "    checksum CHAR(64) NOT NULL,\n" +
        "    started_at DATETIME(3) NOT NULL,\n" +
        "    finished_at DATETIME(3) NULL,\n" +
        "    statements_done INT UNSIGNED NOT NULL DEFAULT 0,\n" +
        "    PRIMARY KEY (id)\n" +
        ") ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_520_ci";

    private readonly Dictionary<string, bool> _filled = new(StringComparer.OrdinalIgnoreCase);
    private SchemaCatalog? _catalog;
    private string? _lock;

    /// <summary>The catalog as it was read last.</summary>
    public SchemaCatalog Catalog => _catalog ?? throw new InvalidOperationException("The catalog has not been read.");

    /// <summary>Whether the database has a history.</summary>
    public bool HasHistory => Catalog.HasTable("opbx_migrations");

    /// <summary>Reads what the database has now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
        => _catalog = await SchemaCatalog.ReadAsync(connection, cancellationToken).ConfigureAwait(false);

    /// <summary>The name of the lock that one migrator of this database holds. Lock names are the server's, and have at most 64 characters.</summary>
    public async Task<string> LockNameAsync(CancellationToken cancellationToken)
    {
        if (await ScalarAsync("SELECT DATABASE()", cancellationToken).ConfigureAwait(false) is not string database || database.Length == 0)
        {
            throw new OpBXStorageException("The connection string names no database.");
        }
        return "opbx-migrate-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..40];
    }

    /// <summary>Asks for the lock for one second.</summary>
    public async Task<bool> TryLockAsync(string name, CancellationToken cancellationToken)
    {
        _lock = name;
        return await ScalarAsync("SELECT GET_LOCK(@name, 1)", cancellationToken, ("@name", name)).ConfigureAwait(false) is { } value and not DBNull
            && Convert.ToInt64(value, CultureInfo.InvariantCulture) == 1;
    }

    /// <summary>Gives back the lock, if it was asked for.</summary>
    public async Task ReleaseLockAsync()
    {
        if (_lock is { } name) await ScalarAsync("SELECT RELEASE_LOCK(@name)", CancellationToken.None, ("@name", name)).ConfigureAwait(false);
        _lock = null;
    }

    /// <summary>The history; empty where there is none.</summary>
    public async Task<Dictionary<int, AppliedMigration>> HistoryAsync(CancellationToken cancellationToken)
    {
        var rows = new Dictionary<int, AppliedMigration>();
        if (!HasHistory) return rows;
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, name, checksum, finished_at FROM opbx_migrations ORDER BY id";
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            int number = Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture);
            rows[number] = new AppliedMigration(number, reader.GetString(1), reader.GetString(2), !await reader.IsDBNullAsync(3, cancellationToken).ConfigureAwait(false));
        }
        return rows;
    }

    /// <summary>What a file needs done, by the catalog with everything that was planned before.</summary>
    public async Task<MigrationPlan> PlanAsync(MigrationFile file, CancellationToken cancellationToken)
    {
        var needed = new List<MigrationStatement>();
        bool mustBeNamed = false;
        foreach (MigrationStatement statement in file.Statements)
        {
            if (Catalog.Has(statement.Provides)) continue;
            needed.Add(statement);
            if (file.IsOffline && !mustBeNamed) mustBeNamed = await HasRowsAsync(statement.Provides.Table, cancellationToken).ConfigureAwait(false);
        }
        return new MigrationPlan(file, needed, mustBeNamed);
    }

    /// <summary>Whether a table had rows when it was first asked for; false = empty, or not there yet.</summary>
    public async Task<bool> HasRowsAsync(string table, CancellationToken cancellationToken)
    {
        if (_filled.TryGetValue(table, out bool filled)) return filled;
        // A table that a plan is going to make is not there.
        object? there = await ScalarAsync("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = @table",
            cancellationToken, ("@table", table)).ConfigureAwait(false);
        filled = Convert.ToInt64(there, CultureInfo.InvariantCulture) > 0
            && Convert.ToInt64(await ScalarAsync($"SELECT EXISTS(SELECT 1 FROM {table})", cancellationToken).ConfigureAwait(false), CultureInfo.InvariantCulture) == 1;
        return _filled[table] = filled;
    }

    /// <summary>Runs a statement without a limit of its own: a change to a large table takes its time.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<object?> ScalarAsync(string sql, CancellationToken cancellationToken, params (string Name, object Value)[] parameters)
    {
        await using DbCommand command = Command(sql, parameters);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private DbCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters)
        {
            DbParameter parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value;
            command.Parameters.Add(parameter);
        }
        return command;
    }
}
