using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>
/// Whose turn it is, in the memory of one process (rule G4). The member that was first is kept with its place in the
/// order: when it is gone, whoever moved up to its place comes next, so that an edit skips nobody.
/// </summary>
internal sealed class InMemoryRingRotation(TimeProvider timeProvider, InMemoryStateLimits limits) : IRingRotation
{
    private readonly Lock _lock = new();
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly BoundedTable<GroupKey, Turn> _turns = new(limits.MaxEntries, limits.TurnMemory);
    private readonly BoundedTable<SessionKey, Turn> _sessions = new(limits.MaxEntries, limits.SessionMemory);

    public ValueTask<long> NextAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Members.Count == 0) throw new ArgumentException("A turn needs at least one member.", nameof(request));
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<long>(cancellationToken);
        lock (_lock) return ValueTask.FromResult(Next(request, timeProvider.GetElapsedTime(_start)));
    }

    private long Next(TurnRequest request, TimeSpan now)
    {
        var group = new GroupKey(request.Tenant, request.RingGroupId);
        if (string.IsNullOrEmpty(request.Session)) return TakeTurn(group, request.Members, now).Member;

        var session = new SessionKey(group, request.Session, request.Step);
        if (!_sessions.TryGet(session, now, out Turn remembered))
        {
            Turn turn = TakeTurn(group, request.Members, now);
            _sessions.Set(session, turn, now);
            return turn.Member;
        }
        return IndexOf(request.Members, remembered) >= 0 ? remembered.Member : Replace(group, session, remembered, request.Members, now);
    }

    private Turn TakeTurn(GroupKey group, IReadOnlyList<long> members, TimeSpan now)
    {
        int place = 0;
        if (_turns.TryGet(group, now, out Turn last))
        {
            int index = IndexOf(members, last);
            place = (index >= 0 ? index + 1 : last.Place) % members.Count;
        }
        var turn = new Turn(members[place], place);
        _turns.Set(group, turn, now);
        return turn;
    }

    /// <summary>The member that a session got is gone: the one in its place stands in, and the group's turn is no further than it was.</summary>
    private long Replace(GroupKey group, SessionKey session, Turn gone, IReadOnlyList<long> members, TimeSpan now)
    {
        int place = gone.Place % members.Count;
        var turn = new Turn(members[place], place);
        _sessions.Set(session, turn, now);
        if (_turns.TryGet(group, now, out Turn last) && last == gone) _turns.Set(group, turn, now);
        return turn.Member;
    }

    /// <summary>Where a member is now: its own place when it is still there, which also tells apart a member that is listed twice.</summary>
    private static int IndexOf(IReadOnlyList<long> members, Turn turn)
    {
        if (turn.Place < members.Count && members[turn.Place] == turn.Member) return turn.Place;
        for (int i = 0; i < members.Count; i++)
        {
            if (members[i] == turn.Member) return i;
        }
        return -1;
    }

    private readonly record struct Turn(long Member, int Place);

    private readonly record struct GroupKey(TenantId Tenant, long RingGroup);

    private readonly record struct SessionKey(GroupKey Group, string Session, string Step);
}
