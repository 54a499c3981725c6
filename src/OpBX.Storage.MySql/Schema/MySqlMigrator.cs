using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpBX.Storage;

/// <summary>
/// Brings a MySQL or MariaDB database to the schema of this version: makes the documented tables where they are missing, and
/// adds what OpBX needs to those that are there. It removes, renames and rewrites nothing, and never runs on its own.
/// </summary>
/// <remarks>
/// Any number of migrators may start at once: one works, the others wait for it. A run that was cut off is taken up where it
/// ended by the next one. See <c>docs/schema.md</c>.
/// </remarks>
public sealed class MySqlMigrator
{
    private readonly DbDataSource _dataSource;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    /// <summary>A migrator of one database.</summary>
    /// <param name="dataSource">Connections to it; the connection string names the database. It is not disposed.</param>
    public MySqlMigrator(DbDataSource dataSource) : this(dataSource, TimeProvider.System, NullLogger<MySqlMigrator>.Instance) { }

    /// <summary>A migrator of one database.</summary>
    /// <param name="dataSource">Connections to it; the connection string names the database. It is not disposed.</param>
    /// <param name="timeProvider">Measures the wait for other migrators.</param>
    /// <param name="logger">Hears of each migration and of those left out.</param>
    public MySqlMigrator(DbDataSource dataSource, TimeProvider timeProvider, ILogger<MySqlMigrator> logger)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentNullException.ThrowIfNull(logger);
        (_dataSource, _time, _logger) = (dataSource, timeProvider, logger);
    }

    /// <summary>The files, in the order of their numbers.</summary>
    internal IReadOnlyList<MigrationFile> Files { get; init; } = MigrationFile.All;

    /// <summary>Called after each statement, before its progress is kept: a place to fail.</summary>
    internal Func<DbConnection, MigrationStatement, Task>? StatementDone { get; init; }

    /// <summary>Migrates the database. Offline migrations that nobody named are left out and reported.</summary>
    /// <exception cref="OpBXStorageException">
    /// The server failed or refused; another migrator kept the lock; an applied migration's text is not this version's; or the
    /// tables that are there can't be used, in which case nothing was changed and all reasons are given.
    /// </exception>
    /// <exception cref="ArgumentException">The options name a migration that does not exist, or a time out of range.</exception>
    public Task<MigrationResult> MigrateAsync(MigrationOptions options, CancellationToken cancellationToken)
        => RunAsync(_dataSource, Files, options, cancellationToken);

    /// <summary>Makes the archive tables, without foreign keys, in another schema or on another server («cold storage»).</summary>
    /// <param name="archive">Connections to it; not disposed.</param>
    /// <param name="options">As for <see cref="MigrateAsync"/>.</param>
    /// <param name="cancellationToken">Ends the run; what is done stays done.</param>
    /// <exception cref="OpBXStorageException">As for <see cref="MigrateAsync"/>.</exception>
    public Task<MigrationResult> MigrateArchiveAsync(DbDataSource archive, MigrationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return RunAsync(archive, [MigrationFile.Archive], options, cancellationToken);
    }

    /// <summary>The migrations that the database does not have, or not wholly, in order. Changes nothing and takes no lock.</summary>
    /// <exception cref="OpBXStorageException">The server failed, or an applied migration's text is not this version's.</exception>
    public async Task<IReadOnlyList<PendingMigration>> GetPendingAsync(CancellationToken cancellationToken)
    {
        var pending = new List<PendingMigration>();
        await InSessionAsync(_dataSource, async (session, _) =>
        {
            foreach (MigrationPlan plan in await PlanAllAsync(session, Files, [], cancellationToken).ConfigureAwait(false)) pending.Add(plan.ToPending());
        }, cancellationToken).ConfigureAwait(false);
        return pending;
    }

    /// <summary>
    /// The SQL that <see cref="MigrateAsync"/> would run on the database as it is now, history included, for a client such as
    /// <c>mysql</c>. Offline migrations that nobody named are left out. Changes nothing.
    /// </summary>
    /// <exception cref="OpBXStorageException">As for <see cref="MigrateAsync"/>.</exception>
    public Task<string> ScriptAsync(MigrationOptions options, CancellationToken cancellationToken)
        => WriteScriptAsync(_dataSource, Files, options, cancellationToken);

    /// <summary>The SQL that <see cref="MigrateArchiveAsync"/> would run. Changes nothing.</summary>
    /// <exception cref="OpBXStorageException">As for <see cref="MigrateAsync"/>.</exception>
    public Task<string> ScriptArchiveAsync(DbDataSource archive, MigrationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return WriteScriptAsync(archive, [MigrationFile.Archive], options, cancellationToken);
    }

    private async Task<MigrationResult> RunAsync(DbDataSource source, IReadOnlyList<MigrationFile> files, MigrationOptions options, CancellationToken cancellationToken)
    {
        Check(options, files);
        var applied = new List<string>();
        var left = new List<PendingMigration>();
        await InSessionAsync(source, async (session, connection) =>
        {
            await LockAsync(session, options, cancellationToken).ConfigureAwait(false);
            string wait = ((long)options.TableLockTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            await session.ExecuteAsync("SET SESSION lock_wait_timeout = " + wait, cancellationToken).ConfigureAwait(false);

            await session.RefreshAsync(cancellationToken).ConfigureAwait(false);
            Dictionary<int, AppliedMigration> history = await VerifiedHistoryAsync(session, files, cancellationToken).ConfigureAwait(false);
            List<MigrationFile> open = [.. files.Where(file => !IsFinished(history, file))];
            CheckAdoption(open, files, session.Catalog);
            if (open.Count > 0 && !session.HasHistory) await session.ExecuteAsync(MigrationSession.HistoryTable, cancellationToken).ConfigureAwait(false);
            foreach (MigrationFile file in open)
            {
                await session.RefreshAsync(cancellationToken).ConfigureAwait(false);
                MigrationPlan plan = await session.PlanAsync(file, cancellationToken).ConfigureAwait(false);
                bool named = IsNamed(options, file);
                if (plan.MustBeNamed && !named)
                {
                    SchemaLog.LeftOut(_logger, file.Name);
                    left.Add(plan.ToPending());
                    continue;
                }
                await ApplyAsync(session, connection, plan, named, cancellationToken).ConfigureAwait(false);
                applied.Add(file.Name);
                SchemaLog.Applied(_logger, file.Name, plan.Statements.Count);
            }
        }, cancellationToken).ConfigureAwait(false);
        return new MigrationResult(applied, left);
    }

    private async Task ApplyAsync(MigrationSession session, DbConnection connection, MigrationPlan plan, bool named, CancellationToken cancellationToken)
    {
        MigrationFile file = plan.File;
        await session.ExecuteAsync(
            "INSERT INTO opbx_migrations (id, name, checksum, started_at) VALUES (@id, @name, @checksum, UTC_TIMESTAMP(3)) " +
            "ON DUPLICATE KEY UPDATE name = VALUES(name), checksum = VALUES(checksum)",
            cancellationToken, ("@id", file.Number), ("@name", file.Name), ("@checksum", file.Checksum)).ConfigureAwait(false);
        int done = file.Statements.Count - plan.Statements.Count;
        foreach (MigrationStatement statement in plan.Statements)
        {
            string sql = await TextAsync(session, statement, named, cancellationToken).ConfigureAwait(false);
            try
            {
                if (statement.WithoutChecks) await session.ExecuteAsync("SET SESSION foreign_key_checks = 0", cancellationToken).ConfigureAwait(false);
                await session.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
                if (statement.WithoutChecks) await session.ExecuteAsync("SET SESSION foreign_key_checks = 1", cancellationToken).ConfigureAwait(false);
            }
            catch (DbException failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new OpBXStorageException(SchemaFailure.Describe(failure, file, statement), failure);
            }
            if (StatementDone is { } hook) await hook(connection, statement).ConfigureAwait(false);
            done++;
            await session.ExecuteAsync("UPDATE opbx_migrations SET statements_done = @done WHERE id = @id", cancellationToken, ("@done", done), ("@id", file.Number)).ConfigureAwait(false);
        }
        await session.ExecuteAsync("UPDATE opbx_migrations SET statements_done = @done, finished_at = UTC_TIMESTAMP(3) WHERE id = @id",
            cancellationToken, ("@done", done), ("@id", file.Number)).ConfigureAwait(false);
    }

    private async Task<string> WriteScriptAsync(DbDataSource source, IReadOnlyList<MigrationFile> files, MigrationOptions options, CancellationToken cancellationToken)
    {
        Check(options, files);
        var text = new StringBuilder("-- Written by OpBX for one database as it was at that time.\n");
        await InSessionAsync(source, async (session, _) =>
        {
            bool hasHistory = false;
            foreach (MigrationPlan plan in await PlanAllAsync(session, files, options.Offline, cancellationToken).ConfigureAwait(false))
            {
                MigrationFile file = plan.File;
                if (!hasHistory && !session.HasHistory) text.Append('\n').Append(MigrationSession.HistoryTable).Append(";\n");
                hasHistory = true;
                bool named = IsNamed(options, file);
                text.Append(CultureInfo.InvariantCulture, $"\n-- {file.Name}{(plan.MustBeNamed ? ": rebuilds tables" : "")}\n");
                if (plan.MustBeNamed && !named)
                {
                    SchemaLog.LeftOut(_logger, file.Name);
                    text.Append("-- Left out: it was not named.\n");
                    continue;
                }
                foreach (MigrationStatement statement in plan.Statements)
                {
                    if (statement.WithoutChecks) text.Append("SET SESSION foreign_key_checks = 0;\n");
                    text.Append(await TextAsync(session, statement, named, cancellationToken).ConfigureAwait(false)).Append(";\n");
                    if (statement.WithoutChecks) text.Append("SET SESSION foreign_key_checks = 1;\n");
                }
                text.Append(CultureInfo.InvariantCulture,
                    $"INSERT INTO opbx_migrations (id, name, checksum, started_at, finished_at, statements_done) VALUES ({file.Number}, '{file.Name}', '{file.Checksum}', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), {file.Statements.Count}) ON DUPLICATE KEY UPDATE name = VALUES(name), checksum = VALUES(checksum), finished_at = VALUES(finished_at), statements_done = VALUES(statements_done);\n");
            }
        }, cancellationToken).ConfigureAwait(false);
        return text.ToString();
    }

    // Plans everything that is open, each file upon what those before it make.
    private static async Task<List<MigrationPlan>> PlanAllAsync(MigrationSession session, IReadOnlyList<MigrationFile> files, IReadOnlyCollection<string> offline, CancellationToken cancellationToken)
    {
        await session.RefreshAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<int, AppliedMigration> history = await VerifiedHistoryAsync(session, files, cancellationToken).ConfigureAwait(false);
        List<MigrationFile> open = [.. files.Where(file => !IsFinished(history, file))];
        CheckAdoption(open, files, session.Catalog);
        var plans = new List<MigrationPlan>(open.Count);
        foreach (MigrationFile file in open)
        {
            MigrationPlan plan = await session.PlanAsync(file, cancellationToken).ConfigureAwait(false);
            plans.Add(plan);
            if (plan.MustBeNamed && !offline.Contains(file.Name)) continue;
            foreach (MigrationStatement statement in plan.Statements) session.Catalog.Apply(statement);
        }
        return plans;
    }

    private static async Task<Dictionary<int, AppliedMigration>> VerifiedHistoryAsync(MigrationSession session, IReadOnlyList<MigrationFile> files, CancellationToken cancellationToken)
    {
        Dictionary<int, AppliedMigration> history = await session.HistoryAsync(cancellationToken).ConfigureAwait(false);
        // An unfinished migration may come with a better text; one that later versions added is no concern of this one.
        string[] changed = [.. files.Where(file => IsFinished(history, file) && history[file.Number].Checksum != file.Checksum).Select(static file => file.Name)];
        return changed.Length == 0 ? history : throw new OpBXStorageException(
            $"The database has these migrations with another text than this version: {string.Join(", ", changed)}. Nothing was changed.");
    }

    private static bool IsFinished(Dictionary<int, AppliedMigration> history, MigrationFile file)
        => history.TryGetValue(file.Number, out AppliedMigration? row) && row.IsFinished;

    private static bool IsNamed(MigrationOptions options, MigrationFile file) => options.Offline.Contains(file.Name);

    // A table without rows may be rebuilt, since that takes no time.
    private static async Task<string> TextAsync(MigrationSession session, MigrationStatement statement, bool named, CancellationToken cancellationToken)
        => statement.Definition is null && (named || !await session.HasRowsAsync(statement.Provides.Table, cancellationToken).ConfigureAwait(false))
            ? statement.AnyAlgorithm : statement.Sql;

    private static void CheckAdoption(List<MigrationFile> open, IReadOnlyList<MigrationFile> files, SchemaCatalog catalog)
    {
        List<string> faults = AdoptionCheck.Run(open, files, catalog);
        if (faults.Count > 0) throw new OpBXStorageException("The tables of this database can't be used. Nothing was changed. " + string.Join(' ', faults));
    }

    private static void Check(MigrationOptions options, IReadOnlyList<MigrationFile> files)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (string name in options.Offline)
        {
            if (!files.Any(file => file.Name == name)) throw new ArgumentException($"There is no migration '{name}'.", nameof(options));
        }
        if (options.LockTimeout < TimeSpan.Zero) throw new ArgumentException("LockTimeout must be zero or more.", nameof(options));
        if (options.TableLockTimeout < TimeSpan.FromSeconds(1) || options.TableLockTimeout > TimeSpan.FromDays(1))
        {
            throw new ArgumentException("TableLockTimeout must be one second to one day.", nameof(options));
        }
    }

    // In turns of a second, so that a cancelled wait ends soon.
    private async Task LockAsync(MigrationSession session, MigrationOptions options, CancellationToken cancellationToken)
    {
        string name = await session.LockNameAsync(cancellationToken).ConfigureAwait(false);
        long started = _time.GetTimestamp();
        bool told = false;
        while (!await session.TryLockAsync(name, cancellationToken).ConfigureAwait(false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_time.GetElapsedTime(started) >= options.LockTimeout)
            {
                throw new OpBXStorageException($"Another migrator of this database did not end within {options.LockTimeout.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s.");
            }
            if (!told) SchemaLog.Waiting(_logger);
            told = true;
        }
    }

    private static async Task InSessionAsync(DbDataSource source, Func<MigrationSession, DbConnection, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await using DbConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            var session = new MigrationSession(connection);
            try
            {
                await work(session, connection).ConfigureAwait(false);
            }
            finally
            {
                await ResetAsync(session).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is not (OpBXStorageException or ArgumentException or OperationCanceledException))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new OpBXStorageException("The migration was cut off: the database did not answer, or refused.", failure);
        }
    }

    // A pool may hand the connection on as it is: with its locks and settings.
    private static async Task ResetAsync(MigrationSession session)
    {
        try
        {
            // MySQL takes DEFAULT of foreign_key_checks for off, so its value is named.
            await session.ExecuteAsync("SET SESSION foreign_key_checks = @@GLOBAL.foreign_key_checks, lock_wait_timeout = DEFAULT", CancellationToken.None).ConfigureAwait(false);
            await session.ReleaseLockAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is DbException or IOException or InvalidOperationException or System.Net.Sockets.SocketException)
        {
            // The connection is gone, and with it the lock and the settings.
        }
    }
}
