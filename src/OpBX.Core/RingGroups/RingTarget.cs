using OpBX.Cxml;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.RingGroups;

/// <summary>What ringing one member of a group means (rules G1, G2).</summary>
/// <param name="Member">The member's extension id.</param>
/// <param name="Noun">What is dialled.</param>
/// <param name="Call">The call to the public network; null for phones.</param>
/// <param name="Trunk">The trunk that the outbound policy names for it; null = none.</param>
internal readonly record struct RingTarget(long Member, IDialNoun Noun, OutboundCall? Call, string? Trunk)
{
    private const int MaxForwards = RoutingEngine.MaxRequestHops;

    /// <summary>Finds what a member rings, following forwards; null = the member is skipped, which is noted.</summary>
    public static RingTarget? Find(RoutingContext context, long memberId)
        => Find(context, memberId, out string why) is { } target ? target : Skip(context, memberId, why);

    /// <summary>The members that ring, limits aside; the list itself when all do.</summary>
    public static long[] Ringable(RoutingContext context, long[] members)
    {
        foreach (long member in members)
        {
            if (!Rings(context, member)) return [.. members.Where(other => Rings(context, other))];
        }
        return members;
    }

    private static bool Rings(RoutingContext context, long memberId)
        => context.Tenant.FindExtension(memberId) is { Extension.Type: ExtensionType.User } || Find(context, memberId, out _) is not null;

    private static RingTarget? Find(RoutingContext context, long memberId, out string why)
    {
        why = "type";
        ExtensionNode? node = context.Tenant.FindExtension(memberId);
        // A member that is a user rings by number, whatever its own forward says.
        if (node is { Extension.Type: ExtensionType.User }) return Phone(memberId, node);
        for (int hop = 0; hop < MaxForwards && node is { Extension.IsActive: true }; hop++)
        {
            switch (node.Extension.Type)
            {
                case ExtensionType.User when node.Leads is null && node.ForwardNumber is null:
                    return Phone(memberId, node);
                case ExtensionType.User or ExtensionType.Forward when node.ForwardNumber is { } number:
                    if (Public(context, memberId, node, number) is { } target) return target;
                    why = "denied";
                    return null;
                case ExtensionType.User or ExtensionType.Forward when node.Leads is { Target.Fault: null } leads:
                    if (leads.Ref.Kind == DestinationKind.Sip) return new RingTarget(memberId, new Sip(leads.Ref.Target), null, null);
                    if (ExtensionOf(context, leads) is not { } extensionId) return null;
                    node = context.Tenant.FindExtension(extensionId);
                    break;
                default:
                    return null;
            }
        }
        why = node is { Extension.IsActive: true } ? "forward-loop" : "inactive";
        return null;
    }

    /// <summary>The extension that a forward leads to, directly or by one of the tenant's own numbers.</summary>
    private static long? ExtensionOf(RoutingContext context, Destination leads)
    {
        Destination? target = leads.Ref.Kind == DestinationKind.Did ? context.Tenant.FindDid(leads.Target.Id)?.Route.Destination : leads;
        return target is { Target.Fault: null } && target.Ref.Kind == DestinationKind.Extension ? target.Target.Id : null;
    }

    private static RingTarget Phone(long memberId, ExtensionNode node) => new(memberId, new Number(node.Extension.ExtensionNumber), null, null);

    private static RingTarget? Public(RoutingContext context, long memberId, ExtensionNode node, PhoneNumber number)
    {
        var call = new OutboundCall { Number = number, Origin = OutboundOrigin.Tenant, Extension = node.Extension };
        OutboundVerdict verdict = context.EvaluateOutbound(call);
        return verdict.IsAllowed ? new RingTarget(memberId, new Number(number.Value), call, verdict.Trunk) : null;
    }

    /// <summary>Notes that a member is not rung, and why.</summary>
    public static RingTarget? Skip(RoutingContext context, long memberId, string why)
    {
        context.Trace("G1", "member-skipped-" + why, context.Tenant.FindExtension(memberId)?.Extension.ExtensionNumber);
        return null;
    }
}
