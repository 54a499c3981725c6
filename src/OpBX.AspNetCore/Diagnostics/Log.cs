using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Tenants;

namespace OpBX.Diagnostics;

/// <summary>
/// Everything that OpBX.AspNetCore logs, event ids 4000–4099. Never a key, a bearer, a query or a body (rule H8): codes and
/// names only.
/// </summary>
internal static partial class Log
{
    /// <summary>The category of all entries.</summary>
    public const string Category = "OpBX.AspNetCore";

    /// <summary>The logger of a request or of the application.</summary>
    public static ILogger For(IServiceProvider services)
        => services.GetService<ILoggerFactory>()?.CreateLogger(Category) ?? NullLogger.Instance;

    /// <summary>Notes a request that was not granted.</summary>
    public static void Authentication(ILogger logger, string route, AuthenticationResult result)
    {
        if (result.Outcome == AuthenticationOutcome.Refused) AuthenticationRefused(logger, route, result.Reason);
        else if (result.Outcome == AuthenticationOutcome.Unavailable) AuthenticationUnavailable(logger, route, result.Reason, result.Fault);
    }

    [LoggerMessage(4000, LogLevel.Warning, "A request to {Route} was refused: {Reason}")]
    public static partial void AuthenticationRefused(ILogger logger, string route, string reason);

    [LoggerMessage(4001, LogLevel.Error, "The tenant of a request to {Route} could not be looked up: {Reason}")]
    public static partial void AuthenticationUnavailable(ILogger logger, string route, string reason, Exception? exception);

    [LoggerMessage(4002, LogLevel.Warning, "Call detail records are accepted without authentication, because AllowUnauthenticatedCdr is set")]
    public static partial void UnauthenticatedCdrAllowed(ILogger logger);

    [LoggerMessage(4010, LogLevel.Warning, "The body of a voice request was not read ({Reason}); query and headers route the call")]
    public static partial void VoiceBodySkipped(ILogger logger, string reason);

    [LoggerMessage(4011, LogLevel.Error, "A request to {Route} failed; the safe document was answered")]
    public static partial void VoiceFailed(ILogger logger, string route, Exception exception);

    [LoggerMessage(4012, LogLevel.Error, "A document was over 64 KiB; the safe document was answered")]
    public static partial void DocumentTooLarge(ILogger logger);

    [LoggerMessage(4013, LogLevel.Error, "A document could not be written; the safe document was answered")]
    public static partial void DocumentFailed(ILogger logger, Exception exception);

    [LoggerMessage(4014, LogLevel.Warning, "A continuation could not be read")]
    public static partial void ContinuationUnreadable(ILogger logger);

    [LoggerMessage(4020, LogLevel.Warning, "A delivery to {Route} was set aside: {Code}, {Size} bytes")]
    public static partial void DeliverySetAside(ILogger logger, string route, string code, int size);

    [LoggerMessage(4021, LogLevel.Error, "A delivery to {Route} could not be kept; the platform was told so")]
    public static partial void DeliveryNotKept(ILogger logger, string route, Exception? exception);

    [LoggerMessage(4022, LogLevel.Warning, "A delivery to {Route} was refused: {Code}")]
    public static partial void DeliveryRefused(ILogger logger, string route, string code);

    [LoggerMessage(4023, LogLevel.Error, "A delivery to {Route} can't be taken in: no {Service} is registered")]
    public static partial void IngestorMissing(ILogger logger, string route, string service);
}
