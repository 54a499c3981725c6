using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;

namespace OpBX.State;

/// <summary>
/// A lease that is held and renews itself. It counts its time from before each renewal was sent, and gives up a tenth of it before Redis would
/// let another have it.
/// </summary>
internal sealed class RedisLease : ILease
{
    private readonly RedisLeases _leases;
    private readonly string _owner;
    private readonly TimeSpan _timeToLive;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _renewing;
    private int _isDisposed;

    public RedisLease(RedisLeases leases, string name, string owner, long token, TimeSpan timeToLive, long sentAt, TimeProvider time, ILogger logger)
    {
        _leases = leases;
        Name = name;
        _owner = owner;
        FencingToken = token;
        _timeToLive = timeToLive;
        _time = time;
        _logger = logger;
        _renewing = RenewAsync(sentAt);
    }

    public string Name { get; }

    public long FencingToken { get; }

    public CancellationToken Lost => _lost.Token;

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(false);
        // The job is told first, and only then another may take it.
        await _lost.CancelAsync().ConfigureAwait(false);
        await _leases.TryReleaseAsync(Name, _owner).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RenewAsync(long renewedAt)
    {
        TimeSpan usable = _timeToLive * 0.9;
        TimeSpan rest = _timeToLive / 3;
        while (true)
        {
            TimeSpan left = usable - _time.GetElapsedTime(renewedAt);
            if (left <= TimeSpan.Zero || !await RestAsync(left < rest ? left : rest).ConfigureAwait(false)) break;
            long sentAt = _time.GetTimestamp();
            left = usable - _time.GetElapsedTime(renewedAt);
            if (left <= TimeSpan.Zero) break;
            // A renewal that is under way must not hide that the time is over.
            using var end = new CancellationTokenSource(left, _time);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(end.Token, _stopping.Token);
            try
            {
                if (!await _leases.RenewAsync(Name, _owner, _timeToLive, stop.Token).ConfigureAwait(false)) break;
                renewedAt = sentAt;
                rest = _timeToLive / 3;
            }
            catch (OpBXStateException exception)
            {
                RedisLog.LeaseNotRenewed(_logger, Name, exception);
                rest = _timeToLive / 20;
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        if (_stopping.IsCancellationRequested) return;
        RedisLog.LeaseLost(_logger, Name);
        await _lost.CancelAsync().ConfigureAwait(false);
    }

    private async Task<bool> RestAsync(TimeSpan rest)
    {
        try
        {
            await Task.Delay(rest, _time, _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
