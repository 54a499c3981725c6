using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace OpBX.Cdr;

/// <summary>One file of the spool. Tests put another one in its place to break the disk.</summary>
internal class SpoolFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly FileStream _stream;

    public SpoolFile(string path, FileMode mode)
    {
        Path = path;
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        _stream = new FileStream(path, options);
    }

    public string Path { get; }

    public long Length => RandomAccess.GetLength(_stream.SafeFileHandle);

    private SafeFileHandle Handle => _stream.SafeFileHandle;

    /// <summary>Writes at a place, wholly or with an exception.</summary>
    public virtual void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(Handle, bytes, offset);

    /// <summary>Returns when everything written is on the disk.</summary>
    public virtual void Flush() => RandomAccess.FlushToDisk(Handle);

    /// <summary>Reads until the buffer is full or the file ends.</summary>
    public int Read(Span<byte> buffer, long offset)
    {
        int read = 0;
        while (read < buffer.Length)
        {
            int now = RandomAccess.Read(Handle, buffer[read..], offset + read);
            if (now == 0) break;
            read += now;
        }
        return read;
    }

    public void Cut(long length) => RandomAccess.SetLength(Handle, length);

    public void Dispose()
    {
        _stream.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes new and removed names of a folder outlive a power cut, where the system can do that.</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS()) return;
        int descriptor = OpenFolder(folder, 0);
        if (descriptor < 0) return;
        _ = SyncFolder(descriptor);
        _ = CloseFolder(descriptor);
    }

    [DllImport("libc", EntryPoint = "open", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SyncFolder(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFolder(int descriptor);
}
