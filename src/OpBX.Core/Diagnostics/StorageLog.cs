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

    [LoggerMessage(1121, LogLevel.Information, "Tenant {Tenant} was imported from {Path} into a storage without tenants.")]
    public static partial void Imported(ILogger logger, long tenant, string path);

    [LoggerMessage(1122, LogLevel.Error, "Import of {Path}: {JsonPath}: {Reason}")]
    public static partial void ImportRefused(ILogger logger, string path, string jsonPath, string reason);

    [LoggerMessage(1123, LogLevel.Error, "The document {Path} can't be read; nothing is imported.")]
    public static partial void ImportUnreadable(ILogger logger, string path, Exception exception);

    [LoggerMessage(1112, LogLevel.Warning, "Other nodes could not be told that the configuration of tenant {Tenant} changed; they learn of it within 15 s.")]
    public static partial void NoticeFailed(ILogger logger, long tenant, Exception exception);

    [LoggerMessage(1113, LogLevel.Warning, "The shared state gives no notices of changed configuration; changes of other nodes are found within 15 s.")]
    public static partial void NoticesEnded(ILogger logger, Exception exception);

    [LoggerMessage(1124, LogLevel.Debug, "{Count} tenants were read for their first calls.")]
    public static partial void Preloaded(ILogger logger, int count);

    [LoggerMessage(1125, LogLevel.Debug, "Only {Count} tenants could be read for their first calls; it is tried again when the storage answers.")]
    public static partial void NotPreloaded(ILogger logger, int count, Exception exception);
}
