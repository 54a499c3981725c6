using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using StackExchange.Redis;

namespace OpBX.State;

/// <summary>Copies of records that wait for the database (rule C7): taken with a time after which they can be taken again, removed when they are stored.</summary>
internal sealed class RedisRecordCopies(RedisLink link, RedisKeys keys, RedisClock clock, RedisMetrics metrics, ILogger logger) : IRecordCopies
{
    private const int MaxCopies = 10_000;
    private const long MaxBytes = 64 * 1024 * 1024;
    private const int MaxAnswerBytes = 1024 * 1024;

    /// <summary>How many ids are acknowledged by one script; a table in Lua holds not much more as arguments.</summary>
    private const int AcknowledgeBatch = 500;

    private static readonly RedisValue Memory = (long)TimeSpan.FromDays(7).TotalMilliseconds;

    /// <summary>Microseconds, which keep the order of arrival better.</summary>
    private const string Now = """
        local contents, due, bytes = KEYS[1], KEYS[2], KEYS[3]
        local t = redis.call('TIME')
        local now = t[1] * 1000000 + t[2] + ARGV[1] * 1000

        """;

    private static readonly RedisScript Enqueue = new("records.enqueue", Now + """
        local id, content = ARGV[2], ARGV[3]
        local count = redis.call('HLEN', contents)
        if redis.call('HEXISTS', contents, id) == 1 then
          redis.call('ZADD', due, 'NX', now, id)
          return {1, count}
        end
        local size = count == 0 and 0 or tonumber(redis.call('GET', bytes) or '0')
        if count >= tonumber(ARGV[4]) or size + #content > tonumber(ARGV[5]) then return {0, count} end
        redis.call('HSET', contents, id, content)
        redis.call('ZADD', due, now, id)
        redis.call('SET', bytes, string.format('%.0f', size + #content), 'PX', ARGV[6])
        redis.call('PEXPIRE', contents, ARGV[6])
        redis.call('PEXPIRE', due, ARGV[6])
        return {1, count + 1}
        """);

    private static readonly RedisScript Take = new("records.take", Now + """
        local taken, size = {redis.call('HLEN', contents)}, 0
        for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', now, 'LIMIT', 0, ARGV[2])) do
          local content = redis.call('HGET', contents, id)
          if content then
            size = size + #content
            if #taken > 1 and size > tonumber(ARGV[4]) then break end
            redis.call('ZADD', due, now + ARGV[3] * 1000, id)
            taken[#taken + 1] = id
            taken[#taken + 1] = content
          else
            redis.call('ZREM', due, id)
          end
        end
        return taken
        """);

    private static readonly RedisScript Acknowledge = new("records.acknowledge", Now + """
        for i = 2, #ARGV do
          local size = redis.call('HSTRLEN', contents, ARGV[i])
          if redis.call('HDEL', contents, ARGV[i]) == 1 and redis.call('EXISTS', bytes) == 1 then redis.call('DECRBY', bytes, size) end
          redis.call('ZREM', due, ARGV[i])
        end
        return redis.call('HLEN', contents)
        """);

    private static readonly RedisScript Count = new("records.count", "return redis.call('HLEN', KEYS[1])");

    private RedisKey[] Keys => [keys.RecordContents, keys.RecordsDue, keys.RecordBytes];

    public async ValueTask<bool> EnqueueAsync(RecordCopy copy, CancellationToken cancellationToken)
    {
        StateBounds.CheckRecord(copy);
        RedisValue[] values = [clock.Offset, copy.Id, copy.Content.ToArray(), MaxCopies, MaxBytes, Memory];
        RedisResult answer = await link.RunBulkAsync(Enqueue, Keys, values, cancellationToken).ConfigureAwait(false);
        if ((RedisResult[]?)answer is not [{ } kept, { } count]) throw new OpBXStateException("Redis gave no answer to a record.");
        metrics.QueueSeen((long?)count ?? 0);
        bool isKept = (long?)kept == 1;
        metrics.Queued(isKept ? "enqueued" : "full", 1);
        if (!isKept) RedisLog.QueueFull(logger);
        return isKept;
    }

    public async ValueTask<IReadOnlyList<RecordCopy>> TakeAsync(int max, TimeSpan visibility, CancellationToken cancellationToken)
    {
        StateBounds.CheckTake(max, visibility);
        RedisValue[] values = [clock.Offset, max, (long)visibility.TotalMilliseconds, MaxAnswerBytes];
        RedisResult answer = await link.RunBulkAsync(Take, Keys, values, cancellationToken).ConfigureAwait(false);
        RedisResult[] parts = (RedisResult[]?)answer ?? [];
        if (parts.Length > 0) metrics.QueueSeen((long?)parts[0] ?? 0);
        var taken = new List<RecordCopy>(parts.Length / 2);
        for (int i = 1; i + 1 < parts.Length; i += 2) taken.Add(new RecordCopy((string?)parts[i] ?? "", (byte[]?)parts[i + 1]));
        if (taken.Count > 0) metrics.Queued("taken", taken.Count);
        return taken;
    }

    public async ValueTask AcknowledgeAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (string[] batch in ids.Chunk(AcknowledgeBatch))
        {
            RedisValue[] values = [clock.Offset, .. batch.Select(static id => (RedisValue)id)];
            RedisResult answer = await link.RunBulkAsync(Acknowledge, Keys, values, cancellationToken).ConfigureAwait(false);
            metrics.QueueSeen((long?)answer ?? 0);
            metrics.Queued("acknowledged", batch.Length);
        }
    }

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        RedisResult answer = await link.RunAsync(Count, [keys.RecordContents], [], cancellationToken).ConfigureAwait(false);
        long count = (long?)answer ?? 0;
        metrics.QueueSeen(count);
        return count;
    }
}
