using Microsoft.Extensions.Logging;

namespace OpBX.Diagnostics;

/// <summary>What the MySQL storage says; event ids 2xxx.</summary>
internal static partial class MySqlLog
{
    [LoggerMessage(2001, LogLevel.Debug, "A database operation is tried again, attempt {Attempt}.")]
    public static partial void Retrying(ILogger logger, int attempt, Exception exception);

    [LoggerMessage(2002, LogLevel.Warning, "The database failed several times in a row; it is not asked for {Milliseconds} ms.")]
    public static partial void BreakerOpened(ILogger logger, double milliseconds, Exception exception);

    [LoggerMessage(2003, LogLevel.Information, "The database answers again.")]
    public static partial void BreakerClosed(ILogger logger);
}
