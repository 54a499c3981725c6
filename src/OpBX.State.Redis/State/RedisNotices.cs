using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Tenants;
using StackExchange.Redis;

namespace OpBX.State;

/// <summary>Change notices by publish and subscribe (rule A2), numbered so that a gap is seen.</summary>
internal sealed class RedisNotices(RedisLink link, RedisKeys keys, TimeProvider time, ILogger logger) : IConfigurationNotices
{
    private static readonly RedisScript Publish = new("notices.publish", """
        local number = redis.call('INCR', KEYS[1])
        redis.call('PUBLISH', ARGV[1], string.format('%.0f', number) .. ':' .. ARGV[2] .. ':' .. ARGV[3])
        return number
        """);

    public async ValueTask PublishAsync(TenantId tenant, long version, CancellationToken cancellationToken)
        => await link.RunAsync(Publish, [keys.NoticeSequence], [keys.NoticeChannel, tenant.Value, version], cancellationToken).ConfigureAwait(false);

    public async IAsyncEnumerable<ConfigurationNotice> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var listener = new Listener(link, keys.NoticeChannel, time, logger);
        Task listening = listener.RunAsync(stop.Token);
        try
        {
            await foreach (ConfigurationNotice notice in listener.Notices.ReadAllAsync(cancellationToken).ConfigureAwait(false)) yield return notice;
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await listening.ConfigureAwait(false);
        }
    }

    /// <summary>One listener: subscribes on whatever connection is in use, again on every new one.</summary>
    private sealed class Listener(RedisLink link, string channel, TimeProvider time, ILogger logger)
    {
        private const int Capacity = 1000;
        private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
        private static readonly TimeSpan SubscribeLimit = TimeSpan.FromSeconds(3);

        private readonly Channel<ConfigurationNotice> _notices = Channel.CreateBounded<ConfigurationNotice>(Capacity);
        private readonly RedisChannel _name = new(channel, RedisChannel.PatternMode.Literal);
        private readonly NoticeOrder _order = new(time);
        private IConnectionMultiplexer? _subscribed;
        private bool _isMissed;

        public ChannelReader<ConfigurationNotice> Notices => _notices.Reader;

        public async Task RunAsync(CancellationToken cancellationToken)
        {
            try
            {
                while (true)
                {
                    await FollowAsync(cancellationToken).ConfigureAwait(false);
                    lock (_order)
                    {
                        if (_order.TakeMissed())
                        {
                            RedisLog.NoticesMissed(logger, "a number is missing");
                            _isMissed = true;
                        }
                        if (_isMissed && _notices.Writer.TryWrite(ConfigurationNotice.Missed)) _isMissed = false;
                    }
                    await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
            }
            if (_subscribed is { } last) await LeaveAsync(last).ConfigureAwait(false);
        }

        /// <summary>Subscribes, if the connection in use is not the one that was.</summary>
        private async Task FollowAsync(CancellationToken cancellationToken)
        {
#pragma warning disable CA1031 // Listening goes on whatever happens; the version check finds changes meanwhile.
            try
            {
                IConnectionMultiplexer now = await link.ConnectAsync(cancellationToken).ConfigureAwait(false);
                if (ReferenceEquals(now, _subscribed)) return;
                if (_subscribed is { } before) await LeaveAsync(before).ConfigureAwait(false);
                now.ConnectionRestored += Restored;
                _subscribed = now;
                lock (_order) _order.Reset();
                await now.GetSubscriber().SubscribeAsync(_name, Take, CommandFlags.None).WaitAsync(SubscribeLimit, time, cancellationToken).ConfigureAwait(false);
                await Task.Yield();
                lock (_order) _isMissed = true;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The client keeps the subscription and makes it when it can; Restored then says so.
                RedisLog.NotListening(logger, exception);
            }
#pragma warning restore CA1031
        }

        private async Task LeaveAsync(IConnectionMultiplexer connection)
        {
            connection.ConnectionRestored -= Restored;
#pragma warning disable CA1031 // Nobody listens any more, so it does not matter how the link ends.
            try
            {
                await connection.GetSubscriber().UnsubscribeAsync(_name, Take, CommandFlags.None).WaitAsync(TimeSpan.FromMilliseconds(200), time).ConfigureAwait(false);
            }
            catch (Exception)
            {
            }
#pragma warning restore CA1031
        }

        private void Restored(object? sender, ConnectionFailedEventArgs arguments)
        {
            lock (_order)
            {
                _order.Reset();
                _isMissed = true;
            }
            RedisLog.NoticesMissed(logger, "the link to Redis was lost");
        }

        /// <summary>Runs on the client's threads, several at once: enqueues and returns.</summary>
        private void Take(RedisChannel from, RedisValue message)
        {
            string[] parts = ((string?)message ?? "").Split(':');
            if (parts.Length != 3 || !Number(parts[0], out long number) || !Number(parts[1], out long tenant) || !Number(parts[2], out long version)) return;
            lock (_order)
            {
                _order.Take(number);
                if (!_notices.Writer.TryWrite(new ConfigurationNotice(new TenantId(tenant), version))) _isMissed = true;
            }
        }

        private static bool Number(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
