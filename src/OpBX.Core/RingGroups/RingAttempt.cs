using System.Collections.Immutable;
using OpBX.Cxml;
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

    /// <summary>Collects the members that share one Dial; members that can't be rung count as tried.</summary>
    /// <returns>Whether there is somebody to dial.</returns>
    public bool Add(scoped ReadOnlySpan<long> members, ref ImmutableArray<long> tried, out RoutingQuestion? question)
    {
        question = null;
        var all = new List<RingTarget>(members.Length);
        ImmutableArray<long>.Builder done = tried.ToBuilder();
        foreach (long member in members)
        {
            if (RingTarget.Find(context, member, out question) is { } target) all.Add(target);
            else if (question is not null) return false;
            else if (!done.Contains(member)) done.Add(member);
        }
        _trunk = TrunkOfNextDial(all);
        foreach (RingTarget target in all)
        {
            if (!string.Equals(target.Trunk, _trunk, StringComparison.Ordinal)) continue;
            _targets.Add(target);
            if (!done.Contains(target.Member)) done.Add(target.Member);
        }
        tried = done.ToImmutable();
        return _targets.Count > 0;
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
        string? callerId = null;
        int? timeLimit = null;
        foreach (RingTarget target in _targets)
        {
            nouns.Add(target.Noun);
            if (!target.IsPublic) continue;
            callerId ??= target.Permit.Verdict.CallerId;
            timeLimit = Math.Min(timeLimit ?? int.MaxValue, target.Permit.TimeLimitSeconds);
        }
        RoutingStep next = context.NextStep() with { Turn = turn, First = first, Tried = tried };
        var dial = new Dial
        {
            Nouns = nouns.MoveToImmutable(),
            Timeout = node.Timeout,
            CallerId = callerId,
            TimeLimit = timeLimit,
            Trunks = _trunk,
            Action = context.Action(next),
        };
        context.Trace("G", "ring", _trunk);
        long? owner = _targets.Count == 1 ? _targets[0].Member : null;
        return new RoutingAction.Respond(
            CallRecording.Document(context, dial, next, outbound: timeLimit is not null, owner), RoutingOutcome.Dial);
    }
}
