using Microsoft.Extensions.Logging;

namespace OpBX.Diagnostics;

/// <summary>Log messages of routing: event ids 1000–1099.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(1000, LogLevel.Debug, "Session {Session} of tenant {Tenant}: {Outcome}. {Trace}")]
    public static partial void Decided(ILogger logger, string? session, long tenant, string? outcome, string trace);

    [LoggerMessage(1001, LogLevel.Error, "Session {Session} of tenant {Tenant} met an unexpected fault and got the safe document.")]
    public static partial void Fault(ILogger logger, string? session, long tenant, Exception exception);

    [LoggerMessage(1002, LogLevel.Error, "Tenant {Tenant} has no configuration that could be loaded in time; session {Session} got the safe document.")]
    public static partial void NoSnapshot(ILogger logger, string? session, long tenant);

    [LoggerMessage(1003, LogLevel.Warning, "The shared state did not answer; session {Session} of tenant {Tenant} was routed without it.")]
    public static partial void StateDown(ILogger logger, string? session, long tenant, Exception exception);

    [LoggerMessage(1004, LogLevel.Warning, "Session {Session} of tenant {Tenant} ended in a loop: {Trace}")]
    public static partial void Loop(ILogger logger, string? session, long tenant, string trace);

    [LoggerMessage(1005, LogLevel.Warning, "Emergency call: extension {Extension} of tenant {Tenant} dialled {Number} (session {Session}).")]
    public static partial void Emergency(ILogger logger, long? extension, long tenant, string number, string? session);

    [LoggerMessage(1010, LogLevel.Error, "The configuration of tenant {Tenant} could not be loaded; the last one is served if there is any.")]
    public static partial void SnapshotFailed(ILogger logger, long tenant, Exception exception);

    [LoggerMessage(1011, LogLevel.Information, "Tenant {Tenant} is served with configuration version {Version}.")]
    public static partial void SnapshotLoaded(ILogger logger, long tenant, long version);

    [LoggerMessage(1020, LogLevel.Error, "Observer {Observer} failed with event {Event}.")]
    public static partial void ObserverFailed(ILogger logger, string observer, string @event, Exception exception);

    [LoggerMessage(1021, LogLevel.Error, "Event {Event} of session {Session} was dropped: observers are too slow.")]
    public static partial void EventDropped(ILogger logger, string @event, string? session);
}
