using StackExchange.Redis;

namespace OpBX.State;

/// <summary>
/// What is added to the server's time in scripts: nothing, except in tests, which cannot wait for a day. The clocks of the nodes are
/// never asked, because they differ.
/// </summary>
internal sealed class RedisClock
{
    private long _offset;

    /// <summary>Milliseconds.</summary>
    public RedisValue Offset => Volatile.Read(ref _offset);

    /// <summary>Moves the clock forward.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _offset, (long)by.TotalMilliseconds);
}
