using Microsoft.Extensions.Logging;

namespace OpBX.Diagnostics;

/// <summary>What the storages of Core log: event ids 1100 to 1149. Nothing here carries a secret (rule H8).</summary>
internal static partial class StorageLog
{
    [LoggerMessage(1100, LogLevel.Information, "Configuration of {Tenants} tenant(s) loaded from {Path}.")]
    public static partial void ConfigurationLoaded(ILogger logger, string path, int tenants);

    [LoggerMessage(1101, LogLevel.Error, "The configuration in {Path} has {Errors} error(s) and is not used; what was served before stays.")]
    public static partial void ConfigurationRefused(ILogger logger, string path, int errors);

    [LoggerMessage(1102, LogLevel.Error, "Configuration, line {Line}, {JsonPath}: {Reason}")]
    public static partial void ConfigurationError(ILogger logger, int? line, string jsonPath, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "Configuration, line {Line}, {JsonPath}: {Reason}")]
    public static partial void ConfigurationWarning(ILogger logger, int? line, string jsonPath, string reason);

    [LoggerMessage(1104, LogLevel.Warning, "Configuration: {Count} further fault(s) are not listed.")]
    public static partial void MoreFaults(ILogger logger, int count);

    [LoggerMessage(1105, LogLevel.Error, "Configuration file {Path}: {Reason} What was served before stays.")]
    public static partial void ConfigurationUnreadable(ILogger logger, string path, string reason);

    [LoggerMessage(1106, LogLevel.Warning, "Tenant {Tenant} was given in code; the one in the configuration file is ignored.")]
    public static partial void TenantGivenInCode(ILogger logger, long tenant);

    [LoggerMessage(1108, LogLevel.Warning, "Configuration of tenant {Tenant}, {JsonPath}: {Code}: {Reason}")]
    public static partial void ConfigurationUnusable(ILogger logger, long tenant, string jsonPath, string code, string reason);

    [LoggerMessage(1107, LogLevel.Error, "An observer of the configuration failed.")]
    public static partial void ObserverFailed(ILogger logger, Exception exception);

    [LoggerMessage(1110, LogLevel.Error, "The directory of tenants did not answer; what it answered before is used if there is any.")]
    public static partial void DirectoryFailed(ILogger logger, Exception exception);

    [LoggerMessage(1111, LogLevel.Warning, "The versions of the tenants in use could not be read; they are served as they are.")]
    public static partial void VersionsUnknown(ILogger logger, Exception exception);
}
