using Microsoft.Extensions.Logging;

namespace OpBX.Diagnostics;

/// <summary>Log messages of records: event ids 1200–1299.</summary>
internal static partial class RecordLog
{
    [LoggerMessage(1200, LogLevel.Debug, "{Source} of session {Session}, tenant {Tenant}: {Result}.")]
    public static partial void Ingested(ILogger logger, string source, string? session, long tenant, string result);

    [LoggerMessage(1201, LogLevel.Warning, "{Source} of tenant {Tenant} is kept as a dead letter: {Code}, {Size} bytes.")]
    public static partial void DeadLettered(ILogger logger, string source, long tenant, string code, int size);

    [LoggerMessage(1202, LogLevel.Error, "{Source} of tenant {Tenant} could not be kept, not even as a dead letter: {Code}, {Size} bytes.")]
    public static partial void DeadLetterLost(ILogger logger, string source, long tenant, string code, int size);

    [LoggerMessage(1203, LogLevel.Error, "{Source} of tenant {Tenant} could not be kept: the storage did not answer.")]
    public static partial void StorageDown(ILogger logger, string source, long tenant, Exception exception);

    [LoggerMessage(1204, LogLevel.Warning, "The shared state did not learn that session {Session} of tenant {Tenant} changed; it forgets by itself.")]
    public static partial void StateDown(ILogger logger, string session, long tenant, Exception exception);

    [LoggerMessage(1205, LogLevel.Warning, "Records of tenant {Tenant} are read without its configuration.")]
    public static partial void FactsMissing(ILogger logger, long tenant, Exception exception);

    [LoggerMessage(1206, LogLevel.Error, "A voice request of tenant {Tenant} names session {Session}, which another tenant holds; it is not logged.")]
    public static partial void ForeignSession(ILogger logger, long tenant, string session);

    [LoggerMessage(1207, LogLevel.Warning, "{Count} dead letters made room for newer ones and are lost.")]
    public static partial void DeadLettersEvicted(ILogger logger, int count);
}
