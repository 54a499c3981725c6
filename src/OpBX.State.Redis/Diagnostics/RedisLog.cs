using Microsoft.Extensions.Logging;

namespace OpBX.Diagnostics;

/// <summary>Log messages of the shared state: event ids 3000 to 3099. None carries a password or a connection string.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(3000, LogLevel.Warning, "Redis does not answer. Calls are routed without shared state until it does (rule F2).")]
    public static partial void Down(ILogger logger);

    [LoggerMessage(3001, LogLevel.Information, "Redis answers again.")]
    public static partial void Back(ILogger logger);

    [LoggerMessage(3002, LogLevel.Information, "The connection to Redis was made anew.")]
    public static partial void Rebuilt(ILogger logger);

    [LoggerMessage(3003, LogLevel.Debug, "A new connection to Redis could not be made.")]
    public static partial void NotRebuilt(ILogger logger, Exception exception);

    [LoggerMessage(3004, LogLevel.Information, "The sentinels say that the data of {Service} are at {Address}.")]
    public static partial void MasterFound(ILogger logger, string service, string address);

    [LoggerMessage(3005, LogLevel.Warning, "The sentinels moved the data to another server. What the old one had not passed on is lost; turns and limits may slip by that.")]
    public static partial void Moved(ILogger logger);

    [LoggerMessage(3010, LogLevel.Warning, "Change notices may have been missed: {Why}.")]
    public static partial void NoticesMissed(ILogger logger, string why);

    [LoggerMessage(3011, LogLevel.Debug, "Change notices cannot be listened to at the moment.")]
    public static partial void NotListening(ILogger logger, Exception exception);

    [LoggerMessage(3020, LogLevel.Warning, "The lease {Lease} was lost; its job stops here.")]
    public static partial void LeaseLost(ILogger logger, string lease);

    [LoggerMessage(3021, LogLevel.Debug, "The lease {Lease} could not be renewed; it is tried again until it ends.")]
    public static partial void LeaseNotRenewed(ILogger logger, string lease, Exception exception);

    [LoggerMessage(3030, LogLevel.Warning, "The queue of record copies is full; records wait in the spool of their own node only.")]
    public static partial void QueueFull(ILogger logger);

    [LoggerMessage(3040, LogLevel.Warning, "A live call of tenant {Tenant} in Redis cannot be read and is left out.")]
    public static partial void LiveCallUnreadable(ILogger logger, long tenant);
}
