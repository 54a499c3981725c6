using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.State;
using OpBX.Tenants;
using StackExchange.Redis;

namespace OpBX.Calls;

/// <summary>Who is on a call now, for all nodes (rule S4). Listing reads one hash of one tenant; no key is searched for.</summary>
internal sealed class RedisLiveCalls(RedisLink link, RedisKeys keys, RedisClock clock, ILogger logger) : ILiveCalls
{
    /// <summary>More than a large tenant ends in the time for which they are remembered.</summary>
    private const int MaxEnded = 50_000;

    private static readonly RedisValue Memory = (long)TimeSpan.FromHours(6).TotalMilliseconds;

    /// <summary>Forgets what was not heard of for long, and what is too much.</summary>
    private const string Forget = """
        local calls, heard, ended = KEYS[1], KEYS[2], KEYS[3]
        local function forget(limit)
          repeat
            local old = redis.call('ZRANGEBYSCORE', heard, '-inf', now - ARGV[2], 'LIMIT', 0, limit)
            if #old > 0 then
              redis.call('HDEL', calls, unpack(old))
              redis.call('ZREM', heard, unpack(old))
            end
          until #old < limit or limit < 1000
        end

        """;

    private static readonly RedisScript Set = new("live-calls.set", RedisScript.Now + Forget + """
        local session, status, text, most = ARGV[3], ARGV[4], ARGV[5], tonumber(ARGV[6])
        local over = redis.call('ZSCORE', ended, session)
        if over and tonumber(over) > now - ARGV[2] then return 0 end
        local known = redis.call('HGET', calls, session)
        if known and string.sub(known, 1, 1) > status and tonumber(redis.call('ZSCORE', heard, session) or 0) > now - ARGV[2] then return 0 end
        redis.call('HSET', calls, session, status .. text)
        if redis.call('ZADD', heard, now, session) == 0 then return 1 end
        forget(100)
        if redis.call('ZCARD', heard) > most then
          local out = redis.call('ZPOPMIN', heard)
          redis.call('HDEL', calls, out[1])
        end
        redis.call('PEXPIRE', calls, ARGV[2] * 4)
        redis.call('PEXPIRE', heard, ARGV[2] * 4)
        return 1
        """);

    private static readonly RedisScript End = new("live-calls.end", RedisScript.Now + Forget + """
        local session = ARGV[3]
        redis.call('HDEL', calls, session)
        redis.call('ZREM', heard, session)
        redis.call('ZADD', ended, now, session)
        redis.call('PEXPIRE', ended, ARGV[2])
        if t[2] % 16 == 0 then
          redis.call('ZREMRANGEBYSCORE', ended, '-inf', now - ARGV[2])
          redis.call('ZREMRANGEBYRANK', ended, 0, -1 - ARGV[4])
        end
        return 1
        """);

    private static readonly RedisScript List = new("live-calls.list", RedisScript.Now + Forget + """
        forget(1000)
        return redis.call('HVALS', calls)
        """);

    public async ValueTask SetAsync(TenantId tenant, LiveCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Status.IsFinal())
        {
            await EndAsync(tenant, call.Session, cancellationToken).ConfigureAwait(false);
            return;
        }
        RedisValue[] values = [clock.Offset, Memory, call.Session, (int)call.Status, LiveCallJson.Write(call), ILiveCalls.MaxCallsPerTenant];
        await link.RunAsync(Set, Keys(tenant), values, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask EndAsync(TenantId tenant, string session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        await link.RunAsync(End, Keys(tenant), [clock.Offset, Memory, session, MaxEnded], cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<LiveCall>> ListAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        RedisResult answer = await link.RunBulkAsync(List, Keys(tenant), [clock.Offset, Memory], cancellationToken).ConfigureAwait(false);
        var calls = new List<LiveCall>();
        foreach (RedisResult item in (RedisResult[]?)answer ?? [])
        {
            if (Read((byte[]?)item) is { } call) calls.Add(call);
            else RedisLog.LiveCallUnreadable(logger, tenant.Value);
        }
        return [.. calls.OrderBy(static call => call.StartedAt ?? DateTimeOffset.MaxValue).ThenBy(static call => call.Session, StringComparer.Ordinal)];
    }

    /// <summary>The state's digit, then JSON. A later version may write more; what cannot be read is left out.</summary>
    private static LiveCall? Read(byte[]? value)
    {
        if (value is not { Length: > 1 }) return null;
        try
        {
            return LiveCallJson.Read(value.AsSpan(1), (CallStatus)(value[0] - '0'));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private RedisKey[] Keys(TenantId tenant) => [keys.LiveCalls(tenant), keys.LiveCallsHeard(tenant), keys.LiveCallsEnded(tenant)];
}
