using System.Globalization;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;

namespace OpBX.Cdr;

/// <summary>A place in the spool: the end of an entry.</summary>
internal readonly record struct SpoolPosition(long Segment, long Offset);

/// <summary>An entry as read from the spool.</summary>
/// <param name="Payload">Its bytes.</param>
/// <param name="End">Where it ends.</param>
internal sealed record SpoolItem(byte[] Payload, SpoolPosition End);

/// <summary>
/// The files of the spool: <c>00000000000000000001.spool</c> and so on, oldest first, each with a mark and then entries
/// (<see cref="SpoolFrame"/>); <c>position</c>, how far they are stored, which may lag behind; <c>spool.lock</c>, held by the
/// process. One writer and one reader at a time; both at once.
/// </summary>
internal sealed class SpoolFolder : IDisposable
{
    private const string Extension = ".spool";
    private const string PositionName = "position";
    private const string RejectedName = "rejected";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly int _segmentBytes;
    private readonly Func<string, FileMode, SpoolFile> _openFile;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private readonly Lock _disk = new();
    private readonly Lock _gate = new();
    private readonly LinkedList<Segment> _segments = new();
    private Segment? _active;
    private long _lastNumber;
    private long _readOffset = Mark.Length;
    private long _waiting;

    private SpoolFolder(string folder, int segmentBytes, Func<string, FileMode, SpoolFile> openFile, ILogger logger, FileStream lockFile)
    {
        _folder = folder;
        _segmentBytes = segmentBytes;
        _openFile = openFile;
        _logger = logger;
        _lock = lockFile;
    }

    private static ReadOnlySpan<byte> Mark => "OPBXSPL1"u8;

    /// <summary>How many entries wait.</summary>
    public long Waiting => Interlocked.Read(ref _waiting);

    /// <summary>The bytes of all files.</summary>
    public long Bytes
    {
        get { lock (_gate) return _segments.Sum(static segment => segment.Length); }
    }

    /// <summary>Opens the folder and reads what a former process left.</summary>
    /// <returns>Null when another process has it.</returns>
    /// <exception cref="IOException">The disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder is not this process's to use.</exception>
    public static SpoolFolder? TryOpen(string folder, int segmentBytes, Func<string, FileMode, SpoolFile> openFile, ILogger logger)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, OwnerOnly);
        FileStream lockFile;
        try
        {
            lockFile = new FileStream(Path.Combine(folder, "spool.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            return null;
        }
        var spool = new SpoolFolder(folder, segmentBytes, openFile, logger, lockFile);
        try
        {
            spool.Load();
            return spool;
        }
        catch
        {
            spool.Dispose();
            throw;
        }
    }

    /// <summary>Appends entries and returns when they are on the disk.</summary>
    /// <exception cref="IOException">None of them counts as kept.</exception>
    public void Append(IReadOnlyList<byte[]> frames)
    {
        lock (_disk)
        {
            Segment segment = _active is { IsSealed: false } active && active.Length < _segmentBytes ? active : Begin();
            byte[] bytes = frames.Count == 1 ? frames[0] : Join(frames);
            try
            {
                segment.File.Write(bytes, segment.Length);
                segment.File.Flush();
            }
            catch
            {
                // What the disk holds of these bytes is not known: nothing follows them in this file.
                segment.IsSealed = true;
                if (segment.Length == Mark.Length) Forget(segment);
                else Quietly(() => segment.File.Cut(segment.Length));
                throw;
            }
            lock (_gate) segment.Length += bytes.Length;
            Interlocked.Add(ref _waiting, frames.Count);
        }
    }

    /// <summary>The entries after the last advance, oldest first.</summary>
    public IReadOnlyList<SpoolItem> Read(int max)
    {
        var items = new List<SpoolItem>(max);
        (Segment Segment, long Length)[] segments;
        lock (_gate) segments = [.. _segments.Select(static segment => (segment, segment.Length))];
        long offset = _readOffset;
        foreach ((Segment segment, long length) in segments)
        {
            while (items.Count < max && ReadFrame(segment.File, offset, length) is { } frame)
            {
                offset += SpoolFrame.HeaderBytes + frame.Length;
                if (frame.Payload is { } payload) items.Add(new SpoolItem(payload, new SpoolPosition(segment.Number, offset)));
            }
            if (items.Count == max) break;
            offset = Mark.Length;
        }
        return items;
    }

    /// <summary>Everything up to a place is stored. Files that hold nothing else are removed.</summary>
    public void Advance(SpoolPosition position, int entries)
    {
        lock (_disk)
        {
            lock (_gate)
            {
                while (_segments.First is { } first && (first.Value.Number < position.Segment || (first.Value.Number == position.Segment && position.Offset >= first.Value.Length)))
                {
                    Segment segment = first.Value;
                    _segments.RemoveFirst();
                    if (ReferenceEquals(segment, _active)) _active = null;
                    Remove(segment);
                }
                _readOffset = _segments.First is { } next && next.Value.Number == position.Segment ? position.Offset : Mark.Length;
            }
        }
        Interlocked.Add(ref _waiting, -entries);
        WritePosition(position);
    }

    /// <summary>Keeps an entry that nothing would take, for a person to look at.</summary>
    public void Reject(ReadOnlySpan<byte> payload)
    {
        using SpoolFile file = _openFile(Path.Combine(_folder, RejectedName), FileMode.OpenOrCreate);
        file.Write(SpoolFrame.Wrap(payload), file.Length);
        file.Flush();
    }

    public void Dispose()
    {
        lock (_disk)
        {
            lock (_gate)
            {
                foreach (Segment segment in _segments) segment.File.Dispose();
                _segments.Clear();
                _active = null;
            }
        }
        _lock.Dispose();
    }

    private void Load()
    {
        SpoolPosition position = ReadPosition();
        _lastNumber = position.Segment;
        (string Path, long Number)[] files = [.. Directory.GetFiles(_folder, "*" + Extension).Select(static path => (path, NumberOf(path))).Where(static file => file.Item2 > 0).OrderBy(static file => file.Item2)];
        foreach ((string path, long number) in files)
        {
            _lastNumber = Math.Max(_lastNumber, number);
            if (number < position.Segment)
            {
                File.Delete(path);
                continue;
            }
            SpoolFile file = _openFile(path, FileMode.Open);
            long entries = Scan(file, number == files[^1].Number, number == position.Segment ? position.Offset : 0, out long start);
            var segment = new Segment(number, file) { Length = file.Length, IsSealed = true };
            if (entries == 0)
            {
                Remove(segment);
                continue;
            }
            if (_segments.Count == 0) _readOffset = start;
            _segments.AddLast(segment);
            _waiting += entries;
        }
        if (_waiting > 0) RecordLog.SpoolFound(_logger, _waiting, Bytes);
    }

    // Counts the sound entries behind a place, and cuts off what a crash left half written.
    private long Scan(SpoolFile file, bool isLast, long storedTo, out long start)
    {
        long length = file.Length, offset = 0;
        var ends = new List<long>();
        Span<byte> mark = stackalloc byte[Mark.Length];
        if (file.Read(mark, 0) == mark.Length && mark.SequenceEqual(Mark)) offset = Mark.Length;
        while (offset > 0 && ReadFrame(file, offset, length) is { } frame)
        {
            long end = offset + SpoolFrame.HeaderBytes + frame.Length;
            if (frame.Payload is not null) ends.Add(end);
            else if (end == length && isLast) break;
            else RecordLog.SpoolDamaged(_logger, Path.GetFileName(file.Path), offset, end - offset);
            offset = end;
        }
        if (offset < length) Cut(file, offset, length, isLast);
        // A place that is no end of an entry says nothing: all entries count as not stored.
        long from = ends.Contains(storedTo) ? storedTo : Mark.Length;
        start = from;
        return ends.LongCount(end => end > from);
    }

    private void Cut(SpoolFile file, long offset, long length, bool isLast)
    {
        if (isLast)
        {
            RecordLog.SpoolTorn(_logger, Path.GetFileName(file.Path), length - offset);
        }
        else
        {
            // This may have been kept once, so it is put aside rather than dropped.
            File.Copy(file.Path, file.Path + ".damaged", overwrite: true);
            RecordLog.SpoolDamaged(_logger, Path.GetFileName(file.Path), offset, length - offset);
        }
        file.Cut(offset);
    }

    private static (byte[]? Payload, int Length)? ReadFrame(SpoolFile file, long offset, long end)
    {
        Span<byte> header = stackalloc byte[SpoolFrame.HeaderBytes];
        if (offset + header.Length > end || file.Read(header, offset) < header.Length) return null;
        if (SpoolFrame.ReadLength(header) is not { } length || offset + header.Length + length > end) return null;
        byte[] payload = new byte[length];
        if (file.Read(payload, offset + header.Length) < length) return null;
        return (SpoolFrame.IsSound(header, payload) ? payload : null, length);
    }

    private Segment Begin()
    {
        if (_active is not null) _active.IsSealed = true;
        long number = ++_lastNumber;
        string path = Path.Combine(_folder, number.ToString("D20", CultureInfo.InvariantCulture) + Extension);
        SpoolFile file = _openFile(path, FileMode.CreateNew);
        var segment = new Segment(number, file) { Length = Mark.Length };
        try
        {
            file.Write(Mark, 0);
            SpoolFile.FlushFolder(_folder);
        }
        catch
        {
            Remove(segment);
            throw;
        }
        lock (_gate) _segments.AddLast(segment);
        _active = segment;
        return segment;
    }

    private void Forget(Segment segment)
    {
        lock (_gate) _segments.Remove(segment);
        _active = null;
        Remove(segment);
    }

    private static void Remove(Segment segment)
    {
        segment.File.Dispose();
        Quietly(() => File.Delete(segment.File.Path));
    }

    private SpoolPosition ReadPosition()
    {
        string path = Path.Combine(_folder, PositionName);
        if (!File.Exists(path)) return default;
        string[] parts = File.ReadAllText(path).Split(' ');
        return parts.Length == 3 && parts[2] == "end"
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long segment)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long offset) ? new SpoolPosition(segment, offset) : default;
    }

    // Not flushed: a place that lags behind only means that entries are offered again, which changes nothing.
    private void WritePosition(SpoolPosition position) => Quietly(() =>
    {
        string path = Path.Combine(_folder, PositionName);
        File.WriteAllText(path + ".new", string.Create(CultureInfo.InvariantCulture, $"{position.Segment} {position.Offset} end"));
        File.Move(path + ".new", path, overwrite: true);
    });

    private static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left behind is found and dealt with when the folder is opened again.
        }
    }

    private static long NumberOf(string path)
        => long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static byte[] Join(IReadOnlyList<byte[]> frames)
    {
        byte[] bytes = new byte[frames.Sum(static frame => frame.Length)];
        int at = 0;
        foreach (byte[] frame in frames)
        {
            frame.CopyTo(bytes, at);
            at += frame.Length;
        }
        return bytes;
    }

    private sealed class Segment(long number, SpoolFile file)
    {
        public long Number { get; } = number;

        public SpoolFile File { get; } = file;

        /// <summary>How far it is on the disk.</summary>
        public long Length { get; set; }

        public bool IsSealed { get; set; }
    }
}
