using OpBX.Extensions;
using OpBX.Numbers;

namespace OpBX.Tenants;

/// <summary>
/// What records need to know of a tenant: how its numbers are read and which of them are its own. Look-ups must be fast,
/// safe for concurrent use and never throw.
/// </summary>
internal abstract class TenantFacts : IExtensionLookup
{
    /// <summary>Facts of a tenant of which nothing is known: its records are kept nevertheless.</summary>
    public static TenantFacts None { get; } = new NoFacts();

    /// <summary>The organization's country; null or empty = not set.</summary>
    public abstract string? Country { get; }

    /// <summary>The id of the extension with exactly this number, whatever its status; null = none of the tenant's.</summary>
    public abstract long? FindExtension(string number);

    /// <summary>The id of the active DID with this number; null = none of the tenant's.</summary>
    public abstract long? FindDid(PhoneNumber number);

    bool IExtensionLookup.IsExtension(ReadOnlySpan<char> text) => FindExtension(text.ToString()) is not null;

    private sealed class NoFacts : TenantFacts
    {
        public override string? Country => null;

        public override long? FindExtension(string number) => null;

        public override long? FindDid(PhoneNumber number) => null;
    }
}

/// <summary>Tells records what they need to know of a tenant.</summary>
internal interface ITenantFacts
{
    /// <summary>The facts of one tenant; <see cref="TenantFacts.None"/> when they can't be had in time.</summary>
    ValueTask<TenantFacts> GetAsync(TenantId tenant, CancellationToken cancellationToken);
}

/// <summary>The facts that routing snapshots hold.</summary>
internal sealed class SnapshotTenantFacts(TenantSnapshotCache cache) : ITenantFacts
{
    public async ValueTask<TenantFacts> GetAsync(TenantId tenant, CancellationToken cancellationToken)
        => await cache.GetAsync(tenant, cancellationToken).ConfigureAwait(false) is { } lease ? new SnapshotFacts(lease.Snapshot) : TenantFacts.None;
}

/// <summary>The facts of one snapshot.</summary>
internal sealed class SnapshotFacts(ITenantSnapshot snapshot) : TenantFacts
{
    public override string? Country => snapshot.Country;

    public override long? FindExtension(string number) => snapshot.TryGetExtension(number, out Extension? extension) ? extension.Id : null;

    public override long? FindDid(PhoneNumber number) => snapshot.TryGetDid(number, out DidNumber? did) ? did.Id : null;
}
