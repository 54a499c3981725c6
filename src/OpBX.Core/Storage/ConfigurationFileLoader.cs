using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// Keeps the in-memory storage as the configuration file says: loads it at start and again whenever it changes (rule A3). A file
/// that can't be used changes nothing: the last good configuration stays, and the log says where the fault is.
/// </summary>
internal sealed class ConfigurationFileLoader : IHostedService, IDisposable
{
    private const int MaxLoggedFaults = 50;

    private readonly InMemoryOpBXStorage _storage;
    private readonly IReadOnlyList<TenantConfiguration> _fixed;
    private readonly ConfigurationFileOptions _options;
    private readonly RoutingCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly ILogger<ConfigurationFileLoader> _logger;
    private readonly ConfigurationFile? _file;
    private readonly CancellationTokenSource _stopping = new();
    private Task? _watching;
    private string? _lastFault;
    private string? _lastReadFault;

    public ConfigurationFileLoader(
        InMemoryOpBXStorage storage,
        IEnumerable<TenantConfiguration> fixedTenants,
        IOptions<ConfigurationFileOptions> options,
        RoutingCatalog catalog,
        TimeProvider time,
        ILogger<ConfigurationFileLoader> logger)
    {
        _catalog = catalog;
        _storage = storage;
        _fixed = [.. fixedTenants];
        _options = options.Value;
        _time = time;
        _logger = logger;
        if (!string.IsNullOrWhiteSpace(_options.Path)) _file = new ConfigurationFile(Path.GetFullPath(_options.Path));
    }

    /// <summary>Why the file on the disk is not what is served; null = it is.</summary>
    public string? LastFault => Volatile.Read(ref _lastFault);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_file is null) return Task.CompletedTask;
        Reload();
        _watching = WatchAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        if (_watching is { } watching) await watching.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>Looks at the file once, and serves what it says if that is new. It never throws.</summary>
    /// <returns>Whether a new configuration is served.</returns>
    internal bool Reload()
    {
        if (_file is null) return false;
        try
        {
            switch (_file.TryRead(out byte[]? content))
            {
                case ConfigurationFileState.Unchanged:
                    return false;
                case ConfigurationFileState.Missing:
                    ReportUnreadable("The file does not exist.");
                    return false;
                case ConfigurationFileState.TooLarge:
                    ReportUnreadable("The file is larger than 64 MiB.");
                    return false;
                default:
                    _lastReadFault = null;
                    return Serve(content!);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _file.Forget();
            ReportUnreadable("The file can't be read: " + exception.GetType().Name + ".");
            return false;
        }
    }

    private bool Serve(byte[] content)
    {
        TenantDocumentResult result = ConfigurationReader.Read(content);
        LogFaults(result);
        if (!result.IsValid)
        {
            TenantDocumentFault first = result.Faults.First(static fault => fault.Severity == TenantDocumentSeverity.Error);
            SetFault(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The configuration file has {result.Errors} error(s); the first: {first}"));
            StorageLog.ConfigurationRefused(_logger, _file!.Path, result.Errors);
            return false;
        }
        foreach (TenantConfiguration tenant in result.Tenants) LogFaultsOf(tenant);
        try
        {
            _storage.Replace(Merge(result.Tenants));
        }
        catch (Exception exception)
        {
            // A handler of Changed failed: the new configuration is served all the same, and the watch must go on.
            StorageLog.ObserverFailed(_logger, exception);
        }
        SetFault(null);
        StorageLog.ConfigurationLoaded(_logger, _file!.Path, result.Tenants.Count);
        return true;
    }

    // A tenant that the host gave in code is not replaced by a file.
    private List<TenantConfiguration> Merge(IReadOnlyList<TenantConfiguration> tenants)
    {
        var all = new List<TenantConfiguration>(_fixed);
        foreach (TenantConfiguration tenant in tenants)
        {
            if (_fixed.Any(known => known.Organization.Id == tenant.Organization.Id))
                StorageLog.TenantGivenInCode(_logger, tenant.Organization.Id.Value);
            else
                all.Add(tenant);
        }
        return all;
    }

    /// <summary>What a call will not be able to use; the rest of the tenant is served.</summary>
    private void LogFaultsOf(TenantConfiguration tenant)
    {
        IReadOnlyList<TenantConfigurationFault> faults = TenantConfigurationValidator.Validate(tenant, _catalog);
        foreach (TenantConfigurationFault fault in faults.OrderBy(static fault => fault.IsWarning).Take(MaxLoggedFaults))
        {
            StorageLog.ConfigurationUnusable(_logger, tenant.Organization.Id.Value, fault.Path, fault.Code, fault.Reason);
        }
        if (faults.Count > MaxLoggedFaults) StorageLog.MoreFaults(_logger, faults.Count - MaxLoggedFaults);
    }

    private void LogFaults(TenantDocumentResult result)
    {
        foreach (TenantDocumentFault fault in result.Faults.OrderByDescending(static fault => fault.Severity).Take(MaxLoggedFaults))
        {
            if (fault.Severity == TenantDocumentSeverity.Error) StorageLog.ConfigurationError(_logger, fault.Line, fault.Path, fault.Reason);
            else StorageLog.ConfigurationWarning(_logger, fault.Line, fault.Path, fault.Reason);
        }
        if (result.Faults.Count > MaxLoggedFaults) StorageLog.MoreFaults(_logger, result.Faults.Count - MaxLoggedFaults);
    }

    // Every look finds the same: it is said once.
    private void ReportUnreadable(string reason)
    {
        SetFault(reason);
        if (_lastReadFault == reason) return;
        _lastReadFault = reason;
        StorageLog.ConfigurationUnreadable(_logger, _file!.Path, reason);
    }

    private void SetFault(string? fault) => Volatile.Write(ref _lastFault, fault);

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(_options.PollInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token)) Reload();
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
