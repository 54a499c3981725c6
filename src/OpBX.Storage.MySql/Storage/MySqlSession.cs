using System.Data;
using System.Data.Common;

namespace OpBX.Storage;

/// <summary>A parameter of a statement: <c>@name</c> and a value of a type that every driver sends alike.</summary>
internal readonly record struct SqlArgument(string Name, object? Value)
{
    public static implicit operator SqlArgument((string Name, object? Value) pair) => new(pair.Name, pair.Value);
}

/// <summary>
/// One connection in the hands of one operation. Its first command sets what a statement must be able to rely on: UTC, and a
/// server that refuses what does not fit instead of cutting it.
/// </summary>
internal sealed class MySqlSession(DbConnection connection, int commandTimeoutSeconds)
{
    private const string Settings = "SET time_zone='+00:00',sql_mode='STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION';";

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(200);

    private bool _isSet;

    /// <summary>The end of a reader that is not waited for, and before which nobody may use the connection; null = there is none.</summary>
    public Task? LeftBehind { get; private set; }

    public DbTransaction? Transaction { get; set; }

    /// <summary>A statement with its parameters; text and names come from the code, values never.</summary>
    public DbCommand Command(string sql, params ReadOnlySpan<SqlArgument> arguments)
    {
        DbCommand command = connection.CreateCommand();
        command.CommandText = _isSet ? sql : Settings + sql;
        _isSet = true;
        command.CommandTimeout = commandTimeoutSeconds;
        command.Transaction = Transaction;
        foreach (SqlArgument argument in arguments) Add(command, argument.Name, argument.Value);
        return command;
    }

    /// <summary>A statement that relies on no setting of the session: no time, nothing written.</summary>
    public DbCommand PlainCommand(string sql, params ReadOnlySpan<SqlArgument> arguments)
    {
        bool isSet = _isSet;
        _isSet = true;
        DbCommand command = Command(sql, arguments);
        _isSet = isSet;
        return command;
    }

    public static void Add(DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }

    /// <summary>Runs a statement; the number of rows found, not of rows changed.</summary>
    public async ValueTask<int> ExecuteAsync(string sql, SqlArgument[] arguments, CancellationToken cancellationToken)
    {
        DbCommand command = Command(sql, arguments);
        await using (command.ConfigureAwait(false)) return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs an INSERT and gives the id of the row.</summary>
    public async ValueTask<long> InsertAsync(string sql, SqlArgument[] arguments, CancellationToken cancellationToken)
    {
        DbCommand command = Command(sql + ";SELECT LAST_INSERT_ID()", arguments);
        await using (command.ConfigureAwait(false))
            return Convert.ToInt64(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The first column of the first row; null when there is no row, or NULL.</summary>
    public async ValueTask<object?> ScalarAsync(string sql, SqlArgument[] arguments, CancellationToken cancellationToken)
    {
        DbCommand command = Command(sql, arguments);
        await using (command.ConfigureAwait(false))
        {
            object? value = await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            return value is DBNull ? null : value;
        }
    }

    /// <summary>The rows of a query.</summary>
    public async ValueTask<List<T>> QueryAsync<T>(string sql, SqlArgument[] arguments, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        await ReadAsync(Command(sql, arguments), async reader =>
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>Runs several statements in one command; of those that give rows, the rows of each go to the reader of the same place.</summary>
    public ValueTask QueryAsync(SqlText sql, IReadOnlyList<Action<DbDataReader>> sets, CancellationToken cancellationToken)
        => ReadAsync(Command(sql.Sql, sql.Arguments), async reader =>
        {
            foreach (Action<DbDataReader> read in sets)
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) read(reader);
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            }
            // A statement after the last one with rows may have failed.
            while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
            {
            }
        }, cancellationToken);

    /// <summary>Runs a statement that was put together; the number of rows found, not of rows changed.</summary>
    public ValueTask<int> ExecuteAsync(SqlText sql, CancellationToken cancellationToken) => ExecuteAsync(sql.Sql, sql.Arguments, cancellationToken);

    /// <summary>The rows of a query that was put together.</summary>
    public ValueTask<List<T>> QueryAsync<T>(SqlText sql, Func<DbDataReader, T> read, CancellationToken cancellationToken)
        => QueryAsync(sql.Sql, sql.Arguments, read, cancellationToken);

    /// <summary>Runs a command, reads what it gives and disposes it.</summary>
    public async ValueTask ReadAsync(DbCommand command, Func<DbDataReader, ValueTask> read, CancellationToken cancellationToken)
    {
        DbDataReader? reader = null;
        bool isRead = false;
        try
        {
            reader = await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken).ConfigureAwait(false);
            await read(reader).ConfigureAwait(false);
            isRead = true;
        }
        finally
        {
            if (isRead || reader is null) await CloseAsync(command, reader).ConfigureAwait(false);
            else await LeaveAsync(command, reader).ConfigureAwait(false);
        }
    }

    // An error between rows, such as a deadlock, is the last the server sends; a driver that looks for the rest of the rows when its
    // reader is closed waits, blocking, until the time of the command is over. Whoever can try again need not wait for that.
    private async ValueTask LeaveAsync(DbCommand command, DbDataReader reader)
    {
        Task closing = Task.Run(() => CloseAsync(command, reader));
        // What went wrong before counts.
        _ = closing.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        await Task.WhenAny(closing, Task.Delay(s_patience, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false);
        if (!closing.IsCompleted) LeftBehind = closing;
    }

    private static async Task CloseAsync(DbCommand command, DbDataReader? reader)
    {
        await using (command.ConfigureAwait(false))
        {
            if (reader is not null) await reader.DisposeAsync().ConfigureAwait(false);
        }
    }
}
