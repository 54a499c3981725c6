using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Outbound;

/// <summary>Who places an outbound call (rule O1).</summary>
public enum OutboundOrigin
{
    /// <summary>A subscriber dialled it: the caller must be an active extension of an allowed type.</summary>
    Subscriber,

    /// <summary>The tenant itself places it: a forward, a ring group member, an IVR option.</summary>
    Tenant,
}

/// <summary>A call to the public network that somebody wants to place.</summary>
public readonly record struct OutboundCall
{
    /// <summary>The number.</summary>
    public required PhoneNumber Number { get; init; }

    /// <summary>Who places it.</summary>
    public required OutboundOrigin Origin { get; init; }

    /// <summary>The extension in whose name it is placed; null = the tenant.</summary>
    public Extension? Extension { get; init; }
}

/// <summary>What the outbound policy says about a call, and why.</summary>
public readonly record struct OutboundVerdict
{
    /// <summary>Whether the call may be placed, limits aside.</summary>
    public required bool IsAllowed { get; init; }

    /// <summary>Why, as a stable code: <c>allowed</c>, <c>denied-by-rule</c>, <c>no-rule</c>, <c>caller-unknown</c>, <c>caller-inactive</c>, <c>caller-type</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>The rule that decided; null = none did.</summary>
    public OutboundWhitelistRule? Rule { get; init; }

    /// <summary>The caller id to dial with (rule O3); null = none of the tenant's numbers qualifies.</summary>
    public string? CallerId { get; init; }

    /// <summary>Where the caller id comes from: <c>extension</c>, <c>extension-did</c>, <c>organization</c>, <c>first-did</c>, or null.</summary>
    public string? CallerIdSource { get; init; }

    /// <summary>The trunk to dial by (rule O3); null = none.</summary>
    public string? Trunk { get; init; }
}

/// <summary>Decides whether and how a number of the public network may be dialled (rules O1–O3). Pure; denies by default.</summary>
public interface IOutboundPolicy
{
    /// <summary>Decides.</summary>
    OutboundVerdict Evaluate(ITenantSnapshot tenant, in OutboundCall call);
}
