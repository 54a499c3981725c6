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

    [LoggerMessage(2010, LogLevel.Warning, "A batch of {Count} records was refused; they are stored one by one.")]
    public static partial void BatchRefused(ILogger logger, int count, Exception exception);

    [LoggerMessage(2011, LogLevel.Warning, "Texts of CDRs could not be written; search does not find these records until they are made up for.")]
    public static partial void TextsFailed(ILogger logger, Exception exception);

    [LoggerMessage(2012, LogLevel.Information, "{Count} CDRs were made searchable that had no text.")]
    public static partial void TextsMadeUp(ILogger logger, long count);

    [LoggerMessage(2013, LogLevel.Warning, "A dead letter could not be kept: {Source}, {Code}, {Size} bytes.")]
    public static partial void DeadLetterRefused(ILogger logger, string source, string code, int size, Exception exception);
}
