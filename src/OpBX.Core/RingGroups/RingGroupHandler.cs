using System.Collections.Immutable;
using OpBX.Calls;
using OpBX.Extensions;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.RingGroups;

/// <summary>Rings the members of a group as its strategy says, then falls back (rules G1–G6).</summary>
internal sealed class RingGroupHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.RingGroup;

    public DestinationTarget Parse(string target) => DestinationTarget.ParseId(target);

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (Find(routing, target.Id, out RoutingAction.Unavailable? why) is not { } node) return why!;
        if (routing.Groups.Contains(node.Group.Id)) return new RoutingAction.Loop("same-group");
        routing.Groups = routing.Groups.Add(node.Group.Id);
        routing.RingGroupId = node.Group.Id;
        foreach (long skipped in node.Skipped)
        {
            Extension? extension = routing.Tenant.FindExtension(skipped)?.Extension;
            bool rings = extension?.Type is ExtensionType.User or ExtensionType.Forward;
            context.Trace("G1", rings ? "member-skipped-too-many" : "member-skipped-type", extension?.ExtensionNumber);
        }
        if (node.Members.Length == 0)
        {
            context.Trace("G1", "no-members", null);
            return FallBack(routing, node);
        }
        long first = 0;
        // A turn goes to a member that rings: those that are skipped would pass theirs to whoever follows them (rule G4).
        if (node.Strategy!.NeedsTurn && RingTarget.Ringable(routing, node.Members) is { Length: > 0 } members)
        {
            var request = new TurnRequest
            {
                Tenant = routing.Tenant.Id,
                RingGroupId = node.Group.Id,
                Session = context.Request.CallToken,
                Step = routing.Step.IsStart ? "start" : $"{routing.Step.At}/{routing.Step.Hops}",
                Members = members,
            };
            if (context.TurnOf(request) is not { } turn) return new RoutingAction.Ask(new RoutingQuestion.TurnNeeded(request));
            first = turn;
            context.Trace("G4", "first", routing.Tenant.FindExtension(turn)?.Extension.ExtensionNumber);
        }
        return Ring(routing, node, first, turn: 1, tried: []);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
    {
        if (context.Request.DialResult == DialResult.Answered) return context.HangUp(RoutingOutcome.Hangup);
        var routing = (RoutingContext)context;
        if (Find(routing, target.Id, out RoutingAction.Unavailable? why) is not { } node) return why!;
        context.Trace("G5", "not-answered", context.Request.DialCallStatus ?? context.Request.CallStatus);
        return Ring(routing, node, context.Step.First, Math.Max(1, context.Step.Turn), context.Step.Tried);
    }

    private static RingGroupNode? Find(RoutingContext context, long id, out RoutingAction.Unavailable? why)
    {
        RingGroupNode? node = context.Tenant.FindGroup(id);
        why = node is null ? new RoutingAction.Unavailable("missing", null)
            : node.Group.Status != EntityStatus.Active ? new RoutingAction.Unavailable("inactive", null)
            : node.Strategy is null ? new RoutingAction.Unavailable("unknown-strategy", null)
            : null;
        return why is null ? node : null;
    }

    /// <summary>The next attempt: this turn's untried members, else the next turn, else the fallback.</summary>
    private static RoutingAction Ring(RoutingContext context, RingGroupNode node, long first, int turn, ImmutableArray<long> tried)
    {
        Span<long> chosen = node.Members.Length <= 64 ? stackalloc long[node.Members.Length] : new long[node.Members.Length];
        // In one request every member is looked at once per turn, so this ends.
        while (turn <= node.Turns)
        {
            var round = new RingRound { Members = node.Members, Tried = tried.AsSpan(), Turn = turn, First = first };
            int count = node.Strategy!.Choose(round, chosen);
            if (count > 0 && AnyNew(chosen[..count], tried))
            {
                var attempt = new RingAttempt(context, node, first, turn);
                if (attempt.Add(chosen[..count], ref tried, out RoutingQuestion? question)) return attempt.Dial(tried);
                if (question is not null) return new RoutingAction.Ask(question);
                continue;
            }
            turn++;
            tried = [];
        }
        return FallBack(context, node);
    }

    private static bool AnyNew(ReadOnlySpan<long> chosen, ImmutableArray<long> tried)
    {
        foreach (long member in chosen)
        {
            if (!tried.Contains(member)) return true;
        }
        return false;
    }

    private static RoutingAction FallBack(RoutingContext context, RingGroupNode node)
    {
        if (node.Fallback is { } fallback)
        {
            context.Trace("G6", "fallback", fallback.Ref.Target);
            return new RoutingAction.GoTo(fallback);
        }
        context.Trace("G6", "hangup", null);
        return context.EndCall(context.Announcements.RingGroupNoAnswer, RoutingOutcome.NoAnswer);
    }
}
