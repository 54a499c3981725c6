using OpBX.State;
using StackExchange.Redis;

namespace OpBX.RingGroups;

/// <summary>
/// Whose turn it is, for all nodes (rule G4). The member that was first is kept with its place in the order: when it is gone,
/// whoever moved up to its place comes next, so that an edit skips nobody.
/// </summary>
internal sealed class RedisRingRotation(RedisLink link, RedisKeys keys) : IRingRotation
{
    private static readonly RedisValue SessionMemory = (long)TimeSpan.FromHours(2).TotalMilliseconds;
    private static readonly RedisValue TurnMemory = (long)TimeSpan.FromDays(7).TotalMilliseconds;

    private static readonly RedisScript Next = new("rotation.next", """
        local count = #ARGV - 2
        local function place_of(turn)
          local member, place = string.match(turn, '^(%-?%d+):(%d+)$')
          place = tonumber(place)
          if place < count and ARGV[place + 3] == member then return place, place end
          for i = 0, count - 1 do
            if ARGV[i + 3] == member then return i, place end
          end
          return nil, place
        end
        if KEYS[2] then
          local mine = redis.call('GET', KEYS[2])
          if mine then
            local at, place = place_of(mine)
            if at then return string.match(mine, '^[^:]+') end
            place = place % count
            local turn = ARGV[place + 3] .. ':' .. place
            redis.call('SET', KEYS[2], turn, 'PX', ARGV[1])
            if redis.call('GET', KEYS[1]) == mine then redis.call('SET', KEYS[1], turn, 'PX', ARGV[2]) end
            return ARGV[place + 3]
          end
        end
        local place = 0
        local last = redis.call('GET', KEYS[1])
        if last then
          local at, was = place_of(last)
          place = (at and at + 1 or was) % count
        end
        local turn = ARGV[place + 3] .. ':' .. place
        redis.call('SET', KEYS[1], turn, 'PX', ARGV[2])
        if KEYS[2] then redis.call('SET', KEYS[2], turn, 'PX', ARGV[1]) end
        return ARGV[place + 3]
        """);

    public async ValueTask<long> NextAsync(TurnRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Members.Count == 0) throw new ArgumentException("A turn needs at least one member.", nameof(request));
        RedisKey group = keys.Turn(request.Tenant, request.RingGroupId);
        RedisKey[] names = string.IsNullOrEmpty(request.Session)
            ? [group]
            : [group, keys.TurnOfSession(request.Tenant, request.RingGroupId, request.Session, request.Step)];
        var values = new RedisValue[request.Members.Count + 2];
        values[0] = SessionMemory;
        values[1] = TurnMemory;
        for (int i = 0; i < request.Members.Count; i++) values[i + 2] = request.Members[i];
        RedisResult answer = await link.RunAsync(Next, names, values, cancellationToken).ConfigureAwait(false);
        return (long?)answer ?? throw new OpBXStateException("Redis gave no turn.");
    }
}
