using OpBX.Tenants;

namespace OpBX.State;

/// <summary>A configuration changed, or notices of that may have been missed (rule A2).</summary>
/// <param name="Tenant">Whose configuration changed; null = notices may have been missed, so every configuration that is held should be verified.</param>
/// <param name="Version">The version it has now; 0 = not known.</param>
public readonly record struct ConfigurationNotice(TenantId? Tenant, long Version)
{
    /// <summary>Notices may have been missed: anything may have changed.</summary>
    public static ConfigurationNotice Missed => default;

    /// <summary>Whether notices may have been missed.</summary>
    public bool IsMissed => Tenant is null;
}

/// <summary>
/// Tells the nodes that share state which configuration changed (rule A2). A notice is a hint, delivered soon, usually once, in
/// any order; the version check of the storage stays the truth. Notices of one's own node come too.
/// </summary>
public interface IConfigurationNotices
{
    /// <summary>Tells every node that listens. A notice published twice does no harm.</summary>
    /// <param name="tenant">Whose configuration changed.</param>
    /// <param name="version">The version it has now; 0 = not known.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OpBXStateException">The shared state did not answer; the others learn of the change by their version check.</exception>
    ValueTask PublishAsync(TenantId tenant, long version, CancellationToken cancellationToken);

    /// <summary>
    /// Listens until cancelled; never throws for a state that does not answer. The first notice is
    /// <see cref="ConfigurationNotice.Missed"/> and says that listening began; the same comes whenever the link was
    /// lost, a gap was seen, or the listener was too slow.
    /// </summary>
    /// <param name="cancellationToken">Ends the listening; the enumeration then ends with <see cref="OperationCanceledException"/>.</param>
    IAsyncEnumerable<ConfigurationNotice> ListenAsync(CancellationToken cancellationToken);
}
