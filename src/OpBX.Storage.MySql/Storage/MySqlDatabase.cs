using System.Data;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace OpBX.Storage;

/// <summary>
/// Runs operations on the database: time limits, retries of what may be tried again, a breaker, and one kind of exception. A
/// server that hangs costs the limit and no more, whatever the driver does: the operation is left behind.
/// </summary>
internal sealed class MySqlDatabase
{
    private enum Mode
    {
        Read,
        Once,
        Repeatable,
    }

    private readonly DbDataSource _source;
    private readonly ResiliencePipeline _pipeline;
    private readonly ILogger _logger;
    private readonly int _commandTimeout;

    public MySqlDatabase(DbDataSource source, MySqlStorageOptions options, TimeProvider time, ILogger<MySqlDatabase> logger)
    {
        _source = source;
        _logger = logger;
        _commandTimeout = (int)Math.Ceiling(options.AttemptTimeout.TotalSeconds);
        _pipeline = BuildPipeline(options, time, logger);
    }

    /// <summary>Reads without a transaction; tried again after a lost connection.</summary>
    public ValueTask<T> ReadAsync<T>(Func<MySqlSession, CancellationToken, ValueTask<T>> work, CancellationToken cancellationToken)
        => RunAsync(work, Mode.Read, cancellationToken);

    /// <summary>
    /// Runs a transaction (READ COMMITTED); the whole of it is tried again after a deadlock or a lost connection, so the work must
    /// give the same when its first try was committed without anybody hearing of it.
    /// </summary>
    /// <param name="work">The statements. <see cref="RollbackException{T}"/> ends the transaction without a trace.</param>
    /// <param name="isIdempotent">Whether the work may be done again when it is not known whether its commit arrived.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is written unless the commit was already under way.</param>
    public ValueTask<T> WriteAsync<T>(Func<MySqlSession, CancellationToken, ValueTask<T>> work, bool isIdempotent, CancellationToken cancellationToken)
        => RunAsync(work, isIdempotent ? Mode.Repeatable : Mode.Once, cancellationToken);

    private async ValueTask<T> RunAsync<T>(Func<MySqlSession, CancellationToken, ValueTask<T>> work, Mode mode, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await _pipeline.ExecuteAsync(
                static (state, token) => state.Database.AttemptAsync(state.Work, state.Mode, token),
                (Database: this, Work: work, Mode: mode),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            throw new OpBXStorageException("The database has failed several times in a row and is not asked for a moment.", exception) { IsTransient = true };
        }
        catch (TimeoutRejectedException exception)
        {
            throw new OpBXStorageException("The database did not answer in time.", exception) { IsTransient = true };
        }
        catch (Exception exception) when (exception is DbException or IOException or System.Net.Sockets.SocketException or TimeoutException or InvalidOperationException or OverflowException or FormatException or System.Text.Json.JsonException or NullReferenceException)
        {
            DatabaseFaultKind kind = DatabaseFault.KindOf(exception);
            throw new OpBXStorageException(Sentence(kind), exception) { IsTransient = IsOfTheServer(kind) };
        }
    }

    private ValueTask<T> AttemptAsync<T>(Func<MySqlSession, CancellationToken, ValueTask<T>> work, Mode mode, CancellationToken cancellationToken)
    {
        Task<T> running = ConnectAndRunAsync(work, mode, cancellationToken);
        if (running.IsCompleted) return new ValueTask<T>(running);
        // A driver may not notice its token while the server hangs; then this waits no longer, and the driver's own limit ends the rest.
        _ = running.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return new ValueTask<T>(running.WaitAsync(cancellationToken));
    }

    private async Task<T> ConnectAndRunAsync<T>(Func<MySqlSession, CancellationToken, ValueTask<T>> work, Mode mode, CancellationToken cancellationToken)
    {
        try
        {
            DbConnection connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            var session = new MySqlSession(connection, _commandTimeout);
            try
            {
                return mode != Mode.Read
                    ? await TransactAsync(connection, session, work, mode, cancellationToken).ConfigureAwait(false)
                    : await work(session, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                if (session.LeftBehind is { } reading) _ = CloseAfterAsync(reading, session.Transaction, connection);
                else await connection.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            // Some drivers report the end of their token as something else.
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    private static async ValueTask<T> TransactAsync<T>(
        DbConnection connection, MySqlSession session, Func<MySqlSession, CancellationToken, ValueTask<T>> work, Mode mode, CancellationToken cancellationToken)
    {
        DbTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        session.Transaction = transaction;
        bool isDone = false;
        try
        {
            T result = await work(session, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            await CommitAsync(transaction, mode).ConfigureAwait(false);
            isDone = true;
            return result;
        }
        catch (RollbackException<T> rollback)
        {
            return rollback.Result;
        }
        finally
        {
            if (session.LeftBehind is null)
            {
                session.Transaction = null;
                await EndAsync(transaction, isDone).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Gives back a connection whose reader could not be closed at once; its transaction ends without a trace.</summary>
    private static async Task CloseAfterAsync(Task reading, DbTransaction? transaction, DbConnection connection)
    {
#pragma warning disable CA1031 // The operation was told what went wrong long ago.
        try
        {
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (transaction is not null) await EndAsync(transaction, false).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    private static async ValueTask CommitAsync(DbTransaction transaction, Mode mode)
    {
        try
        {
            await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (mode == Mode.Once && DatabaseFault.KindOf(exception) is DatabaseFaultKind.Gone or DatabaseFaultKind.Timeout)
        {
            throw new OpBXStorageException("The connection was lost during the commit: whether the change was made is not known.", exception) { IsTransient = true };
        }
    }

    private static async ValueTask EndAsync(DbTransaction transaction, bool isCommitted)
    {
#pragma warning disable CA1031 // What went wrong before counts; a broken connection can't be rolled back, and the server does it by itself.
        try
        {
            if (!isCommitted) await transaction.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
        try
        {
            await transaction.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    private static ResiliencePipeline BuildPipeline(MySqlStorageOptions options, TimeProvider time, ILogger logger)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        builder.AddTimeout(options.OperationTimeout);
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(20),
                MaxDelay = TimeSpan.FromSeconds(1),
                ShouldHandle = static arguments => ValueTask.FromResult(MayTryAgain(arguments.Outcome.Exception)),
                OnRetry = arguments =>
                {
                    MySqlLog.Retrying(logger, arguments.AttemptNumber + 1, arguments.Outcome.Exception!);
                    return default;
                },
            });
        }
        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = 0.9,
            MinimumThroughput = 5,
            SamplingDuration = TimeSpan.FromSeconds(5),
            BreakDuration = options.BreakDuration,
            ShouldHandle = static arguments => ValueTask.FromResult(IsDown(arguments.Outcome.Exception)),
            OnOpened = arguments =>
            {
                MySqlLog.BreakerOpened(logger, arguments.BreakDuration.TotalMilliseconds, arguments.Outcome.Exception!);
                return default;
            },
            OnClosed = arguments =>
            {
                if (!arguments.IsManual) MySqlLog.BreakerClosed(logger);
                return default;
            },
        });
        builder.AddTimeout(options.AttemptTimeout);
        return builder.Build();
    }

    private static bool MayTryAgain(Exception? exception) => exception is not null and not OpBXStorageException and not OperationCanceledException and not BrokenCircuitException and not TimeoutRejectedException
        && DatabaseFault.KindOf(exception) is DatabaseFaultKind.Transient or DatabaseFaultKind.Gone or DatabaseFaultKind.Busy;

    private static bool IsDown(Exception? exception) => exception is TimeoutRejectedException
        || (exception is not null and not OperationCanceledException && DatabaseFault.KindOf(exception) is DatabaseFaultKind.Gone or DatabaseFaultKind.Timeout or DatabaseFaultKind.Busy);

    private static bool IsOfTheServer(DatabaseFaultKind kind)
        => kind is DatabaseFaultKind.Transient or DatabaseFaultKind.Timeout or DatabaseFaultKind.Gone or DatabaseFaultKind.Busy or DatabaseFaultKind.Refused;

    private static string Sentence(DatabaseFaultKind kind) => kind switch
    {
        DatabaseFaultKind.Duplicate => "The database holds such a row already.",
        DatabaseFaultKind.ForeignKey => "The database holds no such row to refer to.",
        DatabaseFaultKind.BadData => "The database refused a value.",
        DatabaseFaultKind.Transient => "The database could not finish the transaction beside others, several times in a row.",
        DatabaseFaultKind.Timeout => "The database did not answer in time.",
        DatabaseFaultKind.Gone => "The database can't be reached.",
        DatabaseFaultKind.Busy => "The database takes no more connections, or only reads.",
        DatabaseFaultKind.Refused => "The database refused access, or the database or table is not there.",
        _ => "The database reported an error.",
    };
}

/// <summary>Ends a transaction without a trace, with a result.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "It never leaves the provider.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It never leaves the provider.")]
internal sealed class RollbackException<T>(T result) : Exception
{
    public T Result { get; } = result;
}
