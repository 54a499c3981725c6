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
        local last, mine
        if KEYS[2] then
          local known = redis.call('MGET', KEYS[1], KEYS[2])
          last, mine = known[1], known[2]
        else
          last = redis.call('GET', KEYS[1])
        end
        local count, place = #ARGV - 2, 0
        local turn = mine or last
        if turn then
          local member, was = string.match(turn, '^(%-?%d+):(%d+)$')
          was = tonumber(was)
          local at
          if was < count and ARGV[was + 3] == member then
            at = was
          else
            for i = 0, count - 1 do
              if ARGV[i + 3] == member then
                at = i
                break
              end
            end
          end
          if mine then
            if at then return member end
            place = was % count
          else
            place = (at and at + 1 or was) % count
          end
        end
        local chosen = ARGV[place + 3]
        turn = chosen .. ':' .. place
        if not mine or mine == last then redis.call('SET', KEYS[1], turn, 'PX', ARGV[2]) end
        if KEYS[2] then redis.call('SET', KEYS[2], turn, 'PX', ARGV[1]) end
        return chosen
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
