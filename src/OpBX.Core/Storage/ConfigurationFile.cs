using System.Security.Cryptography;

namespace OpBX.Storage;

/// <summary>What a look at the configuration file found.</summary>
internal enum ConfigurationFileState
{
    /// <summary>What was read last.</summary>
    Unchanged,

    /// <summary>A content that was not read before.</summary>
    Changed,

    /// <summary>No file.</summary>
    Missing,

    /// <summary>More than <see cref="ConfigurationFile.MaxLength"/> bytes.</summary>
    TooLarge,
}

/// <summary>
/// Finds out by looking whether a file changed. Neither the time nor the length of a file tells for certain: clocks of file
/// systems are coarse and edits may keep the length. So a small file is compared by its content at every look, and a
/// large one whenever time or length changed and for some looks after that.
/// </summary>
internal sealed class ConfigurationFile(string path)
{
    /// <summary>The longest file that is read: 64 MiB.</summary>
    public const long MaxLength = 64L << 20;

    private const long SmallLength = 1 << 20;
    private const int LooksAfterChange = 5;

    private (DateTime WrittenAt, long Length)? _stamp;
    private byte[]? _hash;
    private int _looksLeft;

    public string Path { get; } = path;

    /// <summary>Looks at the file. Not to be called from two threads at once.</summary>
    /// <param name="content">The content, when it changed.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public ConfigurationFileState TryRead(out byte[]? content)
    {
        content = null;
        var info = new FileInfo(Path);
        if (!info.Exists) return ForgetAs(ConfigurationFileState.Missing);
        if (info.Length > MaxLength) return ForgetAs(ConfigurationFileState.TooLarge);
        (DateTime, long) stamp = (info.LastWriteTimeUtc, info.Length);
        if (stamp != _stamp) _looksLeft = LooksAfterChange;
        else if (info.Length > SmallLength && _looksLeft-- <= 0) return ConfigurationFileState.Unchanged;

        byte[] bytes;
        try
        {
            bytes = Read();
        }
        catch (FileNotFoundException)
        {
            return ForgetAs(ConfigurationFileState.Missing);
        }
        if (bytes.Length > MaxLength) return ForgetAs(ConfigurationFileState.TooLarge);
        _stamp = stamp;
        byte[] hash = SHA256.HashData(bytes);
        if (_hash is not null && hash.AsSpan().SequenceEqual(_hash)) return ConfigurationFileState.Unchanged;
        _hash = hash;
        content = bytes;
        return ConfigurationFileState.Changed;
    }

    /// <summary>Takes whatever the next look finds as changed, so that the log says what became of a file that comes back.</summary>
    public void Forget()
    {
        _stamp = null;
        _hash = null;
    }

    private ConfigurationFileState ForgetAs(ConfigurationFileState state)
    {
        Forget();
        return state;
    }

    // The file may be replaced, grow or be deleted by its writer meanwhile, who must not be kept from it.
    private byte[] Read()
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var buffer = new MemoryStream((int)Math.Min(stream.Length, MaxLength));
        var chunk = new byte[64 * 1024];
        int count;
        while (buffer.Length <= MaxLength && (count = stream.Read(chunk)) > 0) buffer.Write(chunk, 0, count);
        return buffer.ToArray();
    }
}
