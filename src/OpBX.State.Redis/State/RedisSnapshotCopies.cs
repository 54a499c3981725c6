using StackExchange.Redis;

namespace OpBX.State;

/// <summary>Copies of configurations for nodes that start while the database is down (rule F1).</summary>
internal sealed class RedisSnapshotCopies(RedisLink link, RedisKeys keys) : ISnapshotCopies
{
    private static readonly RedisValue Memory = (long)TimeSpan.FromDays(7).TotalMilliseconds;
    private static readonly RedisValue[] Fields = ["version", "content"];

    private static readonly RedisScript Put = new("snapshot-copies.put", """
        local known = redis.call('HGET', KEYS[1], 'version')
        if known and tonumber(known) > tonumber(ARGV[1]) then return 0 end
        redis.call('HSET', KEYS[1], 'version', ARGV[1], 'content', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 1
        """);

    public async ValueTask<bool> PutAsync(string name, SnapshotCopy copy, CancellationToken cancellationToken)
    {
        StateBounds.CheckCopy(name, copy);
        RedisValue[] values = [copy.Version, copy.Content.ToArray(), Memory];
        RedisResult answer = await link.RunBulkAsync(Put, [keys.SnapshotCopy(name)], values, cancellationToken).ConfigureAwait(false);
        return (long?)answer == 1;
    }

    public async ValueTask<SnapshotCopy?> GetAsync(string name, CancellationToken cancellationToken)
    {
        StateBounds.CheckCopyName(name);
        RedisValue[] found = await link.BulkAsync(
            "snapshot-copies.get", keys.SnapshotCopy(name), static (database, key) => database.HashGetAsync(key, Fields, CommandFlags.None), cancellationToken).ConfigureAwait(false);
        return found is [{ IsNull: false } version, { IsNull: false } content] ? new SnapshotCopy((long)version, (byte[]?)content) : null;
    }

    public async ValueTask RemoveAsync(string name, CancellationToken cancellationToken)
    {
        StateBounds.CheckCopyName(name);
        await link.BulkAsync(
            "snapshot-copies.remove", keys.SnapshotCopy(name), static (database, key) => database.KeyDeleteAsync(key, CommandFlags.None), cancellationToken).ConfigureAwait(false);
    }
}
