using System.Collections.Immutable;
using System.Globalization;
using OpBX.Cxml;
using OpBX.Outbound;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.RingGroups;

/// <summary>
/// One Dial of a ring group. <c>trunks</c> belongs to a whole Dial and would send extensions to the carrier, so members
/// that need a trunk are dialled after the others in the same turn, one Dial per trunk (rule G2).
/// </summary>
internal ref struct RingAttempt(RoutingContext context, RingGroupNode node, long first, int turn)
{
    private readonly List<RingTarget> _targets = [];
    private string? _trunk;
    private string? _callerId;
    private int? _timeLimit;

    /// <summary>Collects the members that share one Dial; members that can't be rung count as tried.</summary>
    /// <returns>Whether there is somebody to dial.</returns>
    public bool Add(scoped ReadOnlySpan<long> members, ref ImmutableArray<long> tried, out RoutingQuestion? question)
    {
        question = null;
        var all = new List<RingTarget>(members.Length);
        ImmutableArray<long>.Builder done = tried.ToBuilder();
        foreach (long member in members)
        {
            if (RingTarget.Find(context, member) is { } target) all.Add(target);
            else if (!done.Contains(member)) done.Add(member);
        }
        _trunk = TrunkOfNextDial(all);
        foreach (RingTarget target in all)
        {
            // Limits are asked about those alone that this Dial rings.
            if (!string.Equals(target.Trunk, _trunk, StringComparison.Ordinal)) continue;
            if (MayRing(target, out question)) _targets.Add(target);
            else if (question is not null) return false;
            if (!done.Contains(target.Member)) done.Add(target.Member);
        }
        tried = done.ToImmutable();
        return _targets.Count > 0;
    }

    private bool MayRing(in RingTarget target, out RoutingQuestion? question)
    {
        question = null;
        if (target.Call is not { } call) return true;
        OutboundPermit permit = context.Authorize(call, target.Member.ToString(CultureInfo.InvariantCulture), out question);
        if (question is not null) return false;
        if (!permit.IsGranted)
        {
            RingTarget.Skip(context, target.Member, "denied");
            return false;
        }
        _callerId ??= permit.Verdict.CallerId;
        _timeLimit = Math.Min(_timeLimit ?? int.MaxValue, permit.TimeLimitSeconds);
        return true;
    }

    /// <summary>Those without trunk go first; then trunk by trunk, in the order of the members.</summary>
    private static string? TrunkOfNextDial(List<RingTarget> targets)
    {
        foreach (RingTarget target in targets)
        {
            if (target.Trunk is null) return null;
        }
        return targets.Count > 0 ? targets[0].Trunk : null;
    }

    public readonly RoutingAction Dial(ImmutableArray<long> tried)
    {
        ImmutableArray<IDialNoun>.Builder nouns = ImmutableArray.CreateBuilder<IDialNoun>(_targets.Count);
        foreach (RingTarget target in _targets) nouns.Add(target.Noun);
        RoutingStep next = context.NextStep() with { Turn = turn, First = first, Tried = tried };
        var dial = new Dial
        {
            Nouns = nouns.MoveToImmutable(),
            Timeout = node.Timeout,
            CallerId = _callerId,
            TimeLimit = _timeLimit,
            Trunks = _trunk,
            Action = context.Action(next),
        };
        context.Trace("G", "ring", _trunk);
        long? owner = _targets.Count == 1 ? _targets[0].Member : null;
        return new RoutingAction.Respond(
            CallRecording.Document(context, dial, next, outbound: _timeLimit is not null, owner), RoutingOutcome.Dial);
    }
}
