namespace OpBX.Storage;

/// <summary>How <see cref="MySqlMigrator"/> may change a database.</summary>
public sealed record MigrationOptions
{
    /// <summary>Names of migrations that may rebuild tables, such as <c>0004_full_text</c>; each as <see cref="PendingMigration.Name"/> gives it. Default: none.</summary>
    /// <remarks>A table that is being rebuilt may refuse writes for as long as that takes. Empty tables need no naming.</remarks>
    public IReadOnlyCollection<string> Offline { get; init; } = [];

    /// <summary>How long to wait for another migrator of the same database; zero or more. Default: one minute.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long one statement may wait for transactions that use its table, one second or more (whole seconds). Everybody who
    /// comes later waits behind it, calls included. Default: 15 seconds.
    /// </summary>
    public TimeSpan TableLockTimeout { get; init; } = TimeSpan.FromSeconds(15);
}

/// <summary>A migration that a database does not have yet, or not wholly.</summary>
/// <param name="Number">Its number: the order of migrations.</param>
/// <param name="Name">Its name, without the file's ending.</param>
/// <param name="Statements">How many of its statements the database needs.</param>
/// <param name="IsOffline">Whether it rebuilds tables that hold rows, and runs only when <see cref="MigrationOptions.Offline"/> names it.</param>
/// <param name="Tables">The tables that it changes or makes.</param>
public sealed record PendingMigration(int Number, string Name, int Statements, bool IsOffline, IReadOnlyList<string> Tables);

/// <summary>What a run of <see cref="MySqlMigrator"/> did.</summary>
/// <param name="Applied">The names of the migrations that the run finished, in order; empty = there was nothing to do.</param>
/// <param name="Pending">The offline migrations that nobody named.</param>
public sealed record MigrationResult(IReadOnlyList<string> Applied, IReadOnlyList<PendingMigration> Pending);
