using Microsoft.Extensions.Logging;

namespace OpBX.Storage;

/// <summary>What the migrator logs.</summary>
internal static partial class SchemaLog
{
    [LoggerMessage(2901, LogLevel.Information, "Migration {Migration} applied, {Statements} statements.")]
    public static partial void Applied(ILogger logger, string migration, int statements);

    [LoggerMessage(2902, LogLevel.Warning, "Migration {Migration} rebuilds tables and was left out: it runs only when it is named.")]
    public static partial void LeftOut(ILogger logger, string migration);

    [LoggerMessage(2903, LogLevel.Information, "Waiting for another migrator of this database.")]
    public static partial void Waiting(ILogger logger);

    [LoggerMessage(2904, LogLevel.Error, "The schema could not be brought up to date at the start; it is tried again until it can.")]
    public static partial void StartMigrationFailed(ILogger logger, Exception exception);
}
