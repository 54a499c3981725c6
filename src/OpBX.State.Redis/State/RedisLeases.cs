using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace OpBX.State;

/// <summary>Jobs that one node may run at a time. The token is kept with the lease and never shrinks, not even when Redis lost it: it is no less than the time.</summary>
internal sealed class RedisLeases(RedisLink link, RedisKeys keys, RedisClock clock, TimeProvider time, ILogger logger) : ILeases
{
    /// <summary>How long Redis remembers the last token of a job that nobody runs any more.</summary>
    private static readonly RedisValue Memory = (long)TimeSpan.FromDays(30).TotalMilliseconds;

    private static readonly RedisScript Acquire = new("leases.acquire", RedisScript.Now + """
        local held = redis.call('HMGET', KEYS[1], 'owner', 'token', 'ends')
        local token = tonumber(held[2]) or 0
        if held[1] and (tonumber(held[3]) or 0) > now then
          if held[1] ~= ARGV[2] then return 0 end
          return token
        end
        token = math.max(token + 1, now)
        redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'token', token, 'ends', now + ARGV[3])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        return token
        """);

    private static readonly RedisScript Renew = new("leases.renew", RedisScript.Now + """
        local held = redis.call('HMGET', KEYS[1], 'owner', 'ends')
        if held[1] ~= ARGV[2] or (tonumber(held[2]) or 0) <= now then return 0 end
        redis.call('HSET', KEYS[1], 'ends', now + ARGV[3])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        return 1
        """);

    private static readonly RedisScript Release = new("leases.release", """
        if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
        redis.call('HDEL', KEYS[1], 'owner', 'ends')
        return 1
        """);

    public async ValueTask<ILease?> TryAcquireAsync(string name, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        StateBounds.CheckLease(name, timeToLive);
        string owner = Guid.NewGuid().ToString("N");
        long sentAt = time.GetTimestamp();
        long token;
        try
        {
            RedisResult answer = await link.RunAsync(Acquire, [keys.Lease(name)], [clock.Offset, owner, Milliseconds(timeToLive), Memory], cancellationToken).ConfigureAwait(false);
            token = (long?)answer ?? 0;
        }
        catch (Exception exception) when (exception is OpBXStateException or OperationCanceledException)
        {
            // It may have been taken all the same, for nobody; this frees it sooner than its end would.
            _ = TryReleaseAsync(name, owner);
            throw;
        }
        return token == 0 ? null : new RedisLease(this, name, owner, token, timeToLive, sentAt, time, logger);
    }

    /// <summary>Renews a lease.</summary>
    /// <returns>Whether it is still held.</returns>
    /// <exception cref="OpBXStateException">Redis did not answer.</exception>
    public async ValueTask<bool> RenewAsync(string name, string owner, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        RedisResult answer = await link.RunAsync(Renew, [keys.Lease(name)], [clock.Offset, owner, Milliseconds(timeToLive), Memory], cancellationToken).ConfigureAwait(false);
        return (long?)answer == 1;
    }

    /// <summary>Gives a lease back, if Redis answers; else it ends by itself.</summary>
    public async Task TryReleaseAsync(string name, string owner)
    {
        try
        {
            await link.RunAsync(Release, [keys.Lease(name)], [owner], CancellationToken.None).ConfigureAwait(false);
        }
        catch (OpBXStateException)
        {
            // It ends by itself.
        }
    }

    private static RedisValue Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;
}
