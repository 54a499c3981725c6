using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;

namespace OpBX.TestServers;

/// <summary>Connections of another data source that remember the text of every command they run.</summary>
public sealed class CountingDataSource(DbDataSource inner) : DbDataSource
{
    private readonly ConcurrentQueue<string> _statements = new();

    /// <summary>The texts of the commands so far, each as often as it ran; commits and rollbacks of transaction objects as words.</summary>
    public IReadOnlyCollection<string> Statements => _statements;

    /// <summary>How many connections were opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    private int _opened;

    /// <inheritdoc />
    public override string ConnectionString => inner.ConnectionString;

    /// <summary>Forgets the commands so far.</summary>
    public void Clear()
    {
        _statements.Clear();
        Volatile.Write(ref _opened, 0);
    }

    /// <inheritdoc />
    protected override DbConnection CreateDbConnection() => new Connection(inner.CreateConnection(), this);

    private sealed class Connection(DbConnection connection, CountingDataSource owner) : DbConnection
    {
        [AllowNull]
        public override string ConnectionString
        {
            get => connection.ConnectionString;
            set => connection.ConnectionString = value;
        }

        public override string Database => connection.Database;

        public override string DataSource => connection.DataSource;

        public override string ServerVersion => connection.ServerVersion;

        public override ConnectionState State => connection.State;

        public void Note(string text) => owner._statements.Enqueue(text);

        public override void ChangeDatabase(string databaseName) => connection.ChangeDatabase(databaseName);

        public override void Open()
        {
            Interlocked.Increment(ref owner._opened);
            connection.Open();
        }

        public override Task OpenAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref owner._opened);
            return connection.OpenAsync(cancellationToken);
        }

        public override void Close() => connection.Close();

        public override Task CloseAsync() => connection.CloseAsync();

        protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel)
        {
            Note("BEGIN");
            return new Transaction(connection.BeginTransaction(isolationLevel), this);
        }

        protected override async ValueTask<DbTransaction> BeginDbTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken)
        {
            Note("BEGIN");
            return new Transaction(await connection.BeginTransactionAsync(isolationLevel, cancellationToken).ConfigureAwait(false), this);
        }

        protected override DbCommand CreateDbCommand() => new Command(connection.CreateCommand(), this);

        public override async ValueTask DisposeAsync()
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) connection.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Transaction(DbTransaction transaction, Connection connection) : DbTransaction
    {
        public DbTransaction Inner => transaction;

        public override IsolationLevel IsolationLevel => transaction.IsolationLevel;

        protected override DbConnection DbConnection => connection;

        public override void Commit()
        {
            connection.Note("COMMIT");
            transaction.Commit();
        }

        public override void Rollback()
        {
            connection.Note("ROLLBACK");
            transaction.Rollback();
        }

        public override Task CommitAsync(CancellationToken cancellationToken = default)
        {
            connection.Note("COMMIT");
            return transaction.CommitAsync(cancellationToken);
        }

        public override Task RollbackAsync(CancellationToken cancellationToken = default)
        {
            connection.Note("ROLLBACK");
            return transaction.RollbackAsync(cancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) transaction.Dispose();
            base.Dispose(disposing);
        }
    }

    private sealed class Command(DbCommand command, Connection connection) : DbCommand
    {
        private Transaction? _transaction;

        [AllowNull]
        public override string CommandText
        {
            get => command.CommandText;
            set => command.CommandText = value;
        }

        public override int CommandTimeout
        {
            get => command.CommandTimeout;
            set => command.CommandTimeout = value;
        }

        public override CommandType CommandType
        {
            get => command.CommandType;
            set => command.CommandType = value;
        }

        public override bool DesignTimeVisible
        {
            get => command.DesignTimeVisible;
            set => command.DesignTimeVisible = value;
        }

        public override UpdateRowSource UpdatedRowSource
        {
            get => command.UpdatedRowSource;
            set => command.UpdatedRowSource = value;
        }

        protected override DbConnection? DbConnection
        {
            get => connection;
            set => throw new NotSupportedException();
        }

        protected override DbParameterCollection DbParameterCollection => command.Parameters;

        protected override DbTransaction? DbTransaction
        {
            get => _transaction;
            set
            {
                _transaction = (Transaction?)value;
                command.Transaction = _transaction?.Inner;
            }
        }

        public override void Cancel() => command.Cancel();

        public override void Prepare() => command.Prepare();

        public override int ExecuteNonQuery() => Noted().ExecuteNonQuery();

        public override object? ExecuteScalar() => Noted().ExecuteScalar();

        public override Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken) => Noted().ExecuteNonQueryAsync(cancellationToken);

        public override Task<object?> ExecuteScalarAsync(CancellationToken cancellationToken) => Noted().ExecuteScalarAsync(cancellationToken);

        protected override DbParameter CreateDbParameter() => command.CreateParameter();

        protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) => Noted().ExecuteReader(behavior);

        protected override Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken)
            => Noted().ExecuteReaderAsync(behavior, cancellationToken);

        public override async ValueTask DisposeAsync()
        {
            await command.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) command.Dispose();
            base.Dispose(disposing);
        }

        private DbCommand Noted()
        {
            connection.Note(command.CommandText);
            return command;
        }
    }
}
