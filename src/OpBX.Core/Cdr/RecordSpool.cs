using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;

namespace OpBX.Cdr;

/// <summary>
/// Keeps deliveries on the local disk while the storage can't (rule C7). Appends that come at once share one flush. Without a
/// folder, or while another process has it, nothing is kept here.
/// </summary>
internal sealed class RecordSpool : IAsyncDisposable, IDisposable
{
    private const int MaxGroupBytes = 4 * 1024 * 1024;

    private readonly SpoolOptions _options;
    private readonly RecordMetrics _metrics;
    private readonly ILogger<RecordSpool> _logger;
    private readonly Func<string, FileMode, SpoolFile> _openFile;
    private readonly SpoolCopySender? _copies;
    private readonly Lock _gate = new();
    private readonly Channel<Pending> _appends = Channel.CreateUnbounded<Pending>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private SpoolFolder? _folder;
    private Task _writing = Task.CompletedTask;
    private long _reserved;
    private volatile bool _isStorageDown;
    private bool _isFull;
    private bool _isRefusalTold;

    public RecordSpool(SpoolOptions options, RecordMetrics metrics, ILogger<RecordSpool> logger, SpoolCopySender? copies = null)
        : this(options, metrics, logger, static (path, mode) => new SpoolFile(path, mode), copies)
    {
    }

    public RecordSpool(SpoolOptions options, RecordMetrics metrics, ILogger<RecordSpool> logger, Func<string, FileMode, SpoolFile> openFile, SpoolCopySender? copies = null)
    {
        _options = options;
        _metrics = metrics;
        _logger = logger;
        _openFile = openFile;
        _copies = copies;
        metrics.Watch(this);
    }

    public bool IsConfigured => _options.Directory is not null;

    /// <summary>Whether this process has the folder.</summary>
    public bool IsOpen => _folder is not null;

    /// <summary>How many entries wait.</summary>
    public long Waiting => _folder?.Waiting ?? 0;

    /// <summary>The bytes of all files.</summary>
    public long Bytes => _folder?.Bytes ?? 0;

    /// <summary>
    /// Whether deliveries go to the spool without asking the storage first: it did not answer the last time, entries wait, and
    /// the drainer asks it again and again.
    /// </summary>
    public bool IsPreferred => _isStorageDown && Waiting > 0;

    /// <summary>Opens the folder.</summary>
    /// <returns>False when another process has it or the disk refuses, which is logged.</returns>
    public bool TryOpen()
    {
        if (_options.Directory is not { } directory || IsOpen) return IsOpen;
        try
        {
            SpoolFolder? folder = SpoolFolder.TryOpen(Path.GetFullPath(directory), _options.SegmentBytes, _openFile, _logger);
            if (folder is null)
            {
                if (!_isRefusalTold) RecordLog.SpoolLocked(_logger, directory);
                _isRefusalTold = true;
                return false;
            }
            if (_isRefusalTold) RecordLog.SpoolTaken(_logger, directory);
            _folder = folder;
            _writing = Task.Run(WriteAllAsync);
            if (folder.Waiting > 0) _signal.Writer.TryWrite(true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            // It is tried again and again; once is enough to say so.
            if (!_isRefusalTold) RecordLog.SpoolUnusable(_logger, directory, exception);
            _isRefusalTold = true;
            return false;
        }
    }

    /// <summary>The storage did not answer: the drainer will find out when it does.</summary>
    public void NoteStorageDown() => _isStorageDown = true;

    /// <summary>The storage answered.</summary>
    public void NoteStorageUp() => _isStorageDown = false;

    /// <summary>Keeps an entry.</summary>
    /// <returns>Whether it is on the disk now; false = it is not kept.</returns>
    public async ValueTask<bool> AppendAsync(SpoolEntry entry, CancellationToken cancellationToken)
    {
        if (!IsOpen) return false;
        byte[] payload = entry.ToBytes();
        if (payload.Length > SpoolFrame.MaxPayloadBytes) return false;
        var pending = new Pending(SpoolFrame.Wrap(payload));
        if (!TryReserve(pending.Frame.Length))
        {
            _metrics.SpoolRefused();
            return false;
        }
        if (!_appends.Writer.TryWrite(pending))
        {
            Interlocked.Add(ref _reserved, -pending.Frame.Length);
            return false;
        }
        if (!await pending.Kept.Task.WaitAsync(cancellationToken).ConfigureAwait(false)) return false;
        _copies?.Offer(entry, payload);
        return true;
    }

    /// <summary>Waits until something was appended since the last wait, or was there when the folder was opened.</summary>
    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        while (Waiting == 0) await _signal.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The entries that wait, oldest first.</summary>
    public IReadOnlyList<SpoolItem> Read(int max) => _folder?.Read(max) ?? [];

    /// <summary>These entries are stored.</summary>
    public void Advance(IReadOnlyList<SpoolItem> items)
    {
        if (items.Count == 0) return;
        _folder?.Advance(items[^1].End, items.Count);
        _metrics.SpoolDrained(items.Count);
        _copies?.Forget(items);
    }

    /// <summary>Keeps an entry that nothing would take in a file for a person.</summary>
    public void Reject(SpoolItem item) => _folder?.Reject(item.Payload);

    /// <summary>Writes what was promised and gives the folder back.</summary>
    public async ValueTask DisposeAsync()
    {
        _appends.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
        _folder?.Dispose();
        _folder = null;
    }

    /// <summary>Gives the folder back at once: who still waits is told that nothing was kept.</summary>
    public void Dispose()
    {
        _appends.Writer.TryComplete();
        _folder?.Dispose();
        _folder = null;
    }

    private bool TryReserve(int bytes)
    {
        lock (_gate)
        {
            bool isFull = Bytes + _reserved + bytes > _options.MaxBytes;
            if (isFull && !_isFull) RecordLog.SpoolFull(_logger, _options.MaxBytes);
            _isFull = isFull;
            if (!isFull) _reserved += bytes;
            return !isFull;
        }
    }

    private async Task WriteAllAsync()
    {
        var group = new List<Pending>();
        while (await _appends.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            group.Clear();
            int bytes = 0;
            while (bytes < MaxGroupBytes && _appends.Reader.TryRead(out Pending? pending))
            {
                group.Add(pending);
                bytes += pending.Frame.Length;
            }
            Write(group, bytes);
        }
    }

    private void Write(List<Pending> group, int bytes)
    {
        bool isKept = false;
#pragma warning disable CA1031 // Whatever the disk does: those who wait are told, and the next group is tried.
        try
        {
            _folder!.Append([.. group.Select(static pending => pending.Frame)]);
            isKept = true;
            _metrics.SpoolAppended(group.Count);
            _signal.Writer.TryWrite(true);
        }
        catch (Exception exception)
        {
            RecordLog.SpoolNotWritten(_logger, group.Count, exception);
        }
#pragma warning restore CA1031
        lock (_gate) _reserved -= bytes;
        foreach (Pending pending in group) pending.Kept.TrySetResult(isKept);
    }

    private sealed class Pending(byte[] frame)
    {
        public byte[] Frame { get; } = frame;

        public TaskCompletionSource<bool> Kept { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
