using Microsoft.Extensions.Options;

namespace OpBX.Storage;

/// <summary>How the MySQL storage uses its database.</summary>
public sealed class MySqlStorageOptions
{
    /// <summary>
    /// The connection string of MySQL 8.0 or later, or MariaDB 10.6 or later, database included. Not used where the host hands in a
    /// data source. What concerns sessions (time zone, SQL mode, reset) is set by OpBX. Never printed.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>How long one attempt may take, connection included; 100 ms to 5 min. A hanging server costs no more.</summary>
    /// <value>Default: 5 s.</value>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a transaction is tried again after a deadlock, a lock wait or a lost connection; 0 to 10.</summary>
    /// <value>Default: 3.</value>
    public int Retries { get; set; } = 3;

    /// <summary>How long one operation may take with all its attempts; at least <see cref="AttemptTimeout"/>, at most 10 min.</summary>
    /// <value>Default: 10 s.</value>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long nobody asks a database that has failed several times in a row, so that a dead one does not cost every call its limit;
    /// 500 ms to 5 min.
    /// </summary>
    /// <value>Default: 1 s.</value>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The connection string of the database that keeps archived records («cold storage», rule D1), another schema or another server;
    /// null = the archive tables of the main database. Its tables are made by <see cref="MySqlMigrator.MigrateArchiveAsync"/>. Never
    /// change it while archived records are elsewhere: they are not looked for there. Never printed.
    /// </summary>
    public string? ArchiveConnectionString { get; set; }

    /// <summary>The host's own connections to the database of <see cref="ArchiveConnectionString"/>, which they replace; they stay the host's.</summary>
    public System.Data.Common.DbDataSource? ArchiveDataSource { get; set; }
}

/// <summary>Refuses options that can't be meant, with all faults at once.</summary>
internal sealed class MySqlStorageOptionsValidator : IValidateOptions<MySqlStorageOptions>
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, MySqlStorageOptions options)
    {
        var faults = new List<string>();
        if (options.AttemptTimeout < TimeSpan.FromMilliseconds(100) || options.AttemptTimeout > s_longest)
            faults.Add("MySqlStorageOptions.AttemptTimeout must be from 100 ms to 5 minutes.");
        if (options.Retries is < 0 or > 10)
            faults.Add("MySqlStorageOptions.Retries must be from 0 to 10.");
        if (options.OperationTimeout < options.AttemptTimeout || options.OperationTimeout > 2 * s_longest)
            faults.Add("MySqlStorageOptions.OperationTimeout must be from AttemptTimeout to 10 minutes.");
        if (options.BreakDuration < TimeSpan.FromMilliseconds(500) || options.BreakDuration > s_longest)
            faults.Add("MySqlStorageOptions.BreakDuration must be from 500 ms to 5 minutes.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
