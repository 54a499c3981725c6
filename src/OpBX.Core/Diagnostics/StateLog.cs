using Microsoft.Extensions.Logging;

namespace OpBX.Diagnostics;

/// <summary>What the users of the shared state log: event ids 1150 to 1169.</summary>
internal static partial class StateLog
{
    [LoggerMessage(1152, LogLevel.Debug, "The copy {Name} could not be written to the shared state.")]
    public static partial void CopyNotWritten(ILogger logger, string name, Exception exception);

    [LoggerMessage(1153, LogLevel.Debug, "The copy {Name} could not be read from the shared state.")]
    public static partial void CopyNotRead(ILogger logger, string name, Exception exception);

    [LoggerMessage(1154, LogLevel.Warning, "The storage does not answer: tenant {Tenant} is served with version {Version} from the shared state.")]
    public static partial void ServedFromCopy(ILogger logger, long tenant, long version);

    [LoggerMessage(1155, LogLevel.Warning, "The copy {Name} in the shared state cannot be used ({Faults} fault(s)).")]
    public static partial void CopyUnusable(ILogger logger, string name, int faults);
}
