using OpBX.Extensions;
using OpBX.Tenants;

namespace OpBX.Outbound;

/// <summary>What a snapshot holds for the outbound policy.</summary>
internal interface IOutboundTables
{
    /// <summary>The compiled rules.</summary>
    OutboundRuleSet OutboundRules { get; }

    /// <summary>Caller ids, trunks and limits.</summary>
    CallerIdBook CallerIds { get; }
}

/// <summary>Options of the outbound policy.</summary>
public sealed class OutboundOptions
{
    /// <summary>The types of extension that may dial numbers of the public network (rule O1).</summary>
    /// <value>Default: <see cref="ExtensionType.User"/> alone. Empty: no subscriber may.</value>
    public ISet<ExtensionType> CallerTypes { get; } = new HashSet<ExtensionType> { ExtensionType.User };
}

/// <summary>The outbound policy (rules O1–O3) over the tables of a snapshot. Reads its options once; allocates nothing.</summary>
internal sealed class OutboundPolicy : IOutboundPolicy
{
    private readonly ulong _callerTypes;

    public OutboundPolicy(OutboundOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (ExtensionType type in options.CallerTypes) _callerTypes |= BitOf(type);
    }

    public OutboundVerdict Evaluate(ITenantSnapshot tenant, in OutboundCall call)
    {
        ArgumentNullException.ThrowIfNull(tenant);
        if (tenant is not IOutboundTables tables)
        {
            throw new ArgumentException("The outbound policy reads compiled rules, which only snapshots made by OpBX hold; this one is a " + tenant.GetType().Name + ".", nameof(tenant));
        }

        Extension? extension = call.Extension;
        if (call.Origin != OutboundOrigin.Tenant && RefuseCaller(tenant, ref extension) is { } refusal) return Deny(refusal, null);

        OutboundWhitelistRule? rule = tables.OutboundRules.Match(call.Number);
        if (rule is null) return Deny("no-rule", null);
        if (!rule.IsAllowed) return Deny("denied-by-rule", rule);

        CallerId callerId = tables.CallerIds.CallerIdFor(extension);
        return new OutboundVerdict
        {
            IsAllowed = true,
            Reason = "allowed",
            Rule = rule,
            CallerId = callerId.Number,
            CallerIdSource = callerId.Source,
            Trunk = string.IsNullOrWhiteSpace(rule.Trunk) ? tables.CallerIds.OutboundTrunk : rule.Trunk,
        };
    }

    /// <summary>Why a subscriber may not dial out at all (rule O1); null = it may. The caller is looked up anew, so that no other tenant's extension counts.</summary>
    private string? RefuseCaller(ITenantSnapshot tenant, ref Extension? caller)
    {
        if (caller is null || !tenant.TryGetExtension(caller.Id, out Extension? known)) return "caller-unknown";
        caller = known;
        if (!known.IsActive) return "caller-inactive";
        return (_callerTypes & BitOf(known.Type)) == 0 ? "caller-type" : null;
    }

    private static ulong BitOf(ExtensionType type) => (uint)type < 64 ? 1UL << (int)type : 0;

    private static OutboundVerdict Deny(string reason, OutboundWhitelistRule? rule) => new() { IsAllowed = false, Reason = reason, Rule = rule };
}
