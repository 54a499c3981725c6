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

    [LoggerMessage(1210, LogLevel.Warning, "The storage does not answer: deliveries are kept in the spool until it does.")]
    public static partial void SpoolInUse(ILogger logger);

    [LoggerMessage(1211, LogLevel.Information, "The spool is empty again: {Count} deliveries were stored from it.")]
    public static partial void SpoolEmpty(ILogger logger, long count);

    [LoggerMessage(1212, LogLevel.Warning, "The spool holds {Count} deliveries of a former process, {Bytes} bytes.")]
    public static partial void SpoolFound(ILogger logger, long count, long bytes);

    [LoggerMessage(1213, LogLevel.Warning, "The spool file {File} ended in {Bytes} bytes of a delivery that was never acknowledged; they are cut off.")]
    public static partial void SpoolTorn(ILogger logger, string file, long bytes);

    [LoggerMessage(1214, LogLevel.Error, "The spool file {File} is damaged at byte {Offset}: {Bytes} bytes can't be read.")]
    public static partial void SpoolDamaged(ILogger logger, string file, long offset, long bytes);

    [LoggerMessage(1215, LogLevel.Error, "The spool {Directory} is held by another process; until it is free, deliveries that the storage can't take are answered with 503.")]
    public static partial void SpoolLocked(ILogger logger, string directory);

    [LoggerMessage(1216, LogLevel.Error, "The spool {Directory} can't be used; deliveries that the storage can't take are answered with 503.")]
    public static partial void SpoolUnusable(ILogger logger, string directory, Exception exception);

    [LoggerMessage(1217, LogLevel.Error, "{Count} deliveries could not be written to the spool; the platform is told so.")]
    public static partial void SpoolNotWritten(ILogger logger, int count, Exception exception);

    [LoggerMessage(1218, LogLevel.Error, "The spool is full, {MaxBytes} bytes; the platform is told so.")]
    public static partial void SpoolFull(ILogger logger, long maxBytes);

    [LoggerMessage(1219, LogLevel.Warning, "The storage did not take deliveries from the spool; {Count} wait, next attempt in {Delay}.")]
    public static partial void SpoolWaits(ILogger logger, long count, TimeSpan delay, Exception? exception);

    [LoggerMessage(1220, LogLevel.Error, "{Source} of tenant {Tenant} in the spool can't be stored although the storage answers; it becomes a dead letter.")]
    public static partial void SpoolEntrySetAside(ILogger logger, string source, long tenant, Exception? exception);

    [LoggerMessage(1221, LogLevel.Error, "An entry of the spool can't be kept anywhere; it is in the file «rejected» of the spool's folder.")]
    public static partial void SpoolEntryRejected(ILogger logger, Exception? exception);

    [LoggerMessage(1222, LogLevel.Warning, "More than {Limit} deliveries at once: one is answered with 503.")]
    public static partial void TooManyDeliveries(ILogger logger, int limit);

    [LoggerMessage(1230, LogLevel.Information, "Dead letter {Id} of tenant {Tenant}, {Source}, was driven again: its record is kept.")]
    public static partial void Redriven(ILogger logger, string source, long tenant, long id);

    [LoggerMessage(1231, LogLevel.Error, "Dead letter {Id} of tenant {Tenant}, {Source}, could not be driven again.")]
    public static partial void RedriveFailed(ILogger logger, string source, long tenant, long id, Exception exception);

    [LoggerMessage(1232, LogLevel.Warning, "Driving dead letters of tenant {Tenant} again was stopped: the storage did not answer.")]
    public static partial void RedriveStopped(ILogger logger, long tenant, Exception exception);

    [LoggerMessage(1240, LogLevel.Information, "Retention of {Kind}, tenant {Tenant}: {Archived} rows archived, {Purged} removed from the archive.")]
    public static partial void Retained(ILogger logger, string kind, long tenant, long archived, long purged);

    [LoggerMessage(1241, LogLevel.Information, "Retention of {Kind}, tenant {Tenant}, dry run: {Archived} rows would be archived, {Purged} removed from the archive.")]
    public static partial void WouldRetain(ILogger logger, string kind, long tenant, long archived, long purged);

    [LoggerMessage(1242, LogLevel.Warning, "A run of retention ended early; the next one goes on.")]
    public static partial void RetentionStopped(ILogger logger, Exception exception);

    [LoggerMessage(1243, LogLevel.Information, "A party was erased from the records of tenant {Tenant}: {Rows} rows, {Letters} dead letters, {Recordings} recordings that the platform still holds.")]
    public static partial void Erased(ILogger logger, long tenant, long rows, long letters, int recordings);

    [LoggerMessage(1244, LogLevel.Information, "All records of tenant {Tenant} were removed: {Rows} rows.")]
    public static partial void TenantRecordsDeleted(ILogger logger, long tenant, long rows);

    [LoggerMessage(1245, LogLevel.Warning, "Retention does not run: the shared state gives no lease.")]
    public static partial void NoRetentionLease(ILogger logger, Exception exception);

    [LoggerMessage(1223, LogLevel.Information, "The spool {Directory} is free now and used by this process.")]
    public static partial void SpoolTaken(ILogger logger, string directory);

    [LoggerMessage(1224, LogLevel.Information, "{Count} deliveries that wait on the disk of a node were stored from their copies.")]
    public static partial void CopiesStored(ILogger logger, long count);

    [LoggerMessage(1225, LogLevel.Debug, "The shared state does not take copies of what waits in the spool; no other node can store it sooner.")]
    public static partial void CopiesNotKept(ILogger logger, Exception exception);

    [LoggerMessage(1226, LogLevel.Warning, "A copy of a {Source} of tenant {Tenant} could not be taken in; it is left to the spool of its node.")]
    public static partial void CopyLeft(ILogger logger, string source, long tenant, Exception exception);
}
