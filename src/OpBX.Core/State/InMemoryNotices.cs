using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>Change notices within one process (rule A2).</summary>
internal sealed class InMemoryNotices : IConfigurationNotices
{
    /// <summary>How many notices wait for a slow listener before it is told that it missed some.</summary>
    private const int Capacity = 1000;

    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();

    public ValueTask PublishAsync(TenantId tenant, long version, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach ((Listener listener, _) in _listeners) listener.Tell(new ConfigurationNotice(tenant, version));
        return default;
    }

    public async IAsyncEnumerable<ConfigurationNotice> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listener = new Listener();
        _listeners[listener] = 0;
        try
        {
            yield return ConfigurationNotice.Missed;
            while (true) yield return await listener.NextAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _listeners.TryRemove(listener, out _);
        }
    }

    private sealed class Listener
    {
        private readonly Channel<ConfigurationNotice> _notices = Channel.CreateBounded<ConfigurationNotice>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        private int _missed;

        public void Tell(ConfigurationNotice notice)
        {
            if (_notices.Writer.TryWrite(notice)) return;
            Interlocked.Exchange(ref _missed, 1);
            // The listener may have emptied the channel since and wait.
            _notices.Writer.TryWrite(ConfigurationNotice.Missed);
        }

        public async ValueTask<ConfigurationNotice> NextAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Exchange(ref _missed, 0) != 0) return ConfigurationNotice.Missed;
            return await _notices.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
