using Microsoft.Extensions.Options;

namespace OpBX.Cdr;

/// <summary>
/// The local spool (rule C7): deliveries that the storage can't take now are appended to files and flushed to disk before the
/// platform is told that they are safe, and stored when the storage answers again. Checked when the host starts.
/// </summary>
public sealed class SpoolOptions
{
    /// <summary>
    /// The folder, on a disk that outlives the process and its container. One process at a time uses it. It is made if it is
    /// missing, for its owner only.
    /// </summary>
    /// <value>Default: <see langword="null"/> = no spool: what the storage can't take is answered with 503.</value>
    public string? Directory { get; set; }

    /// <summary>The most bytes of all files together; when they are used up, deliveries are answered with 503.</summary>
    /// <value>Default: 1 GiB. At least 1 MiB.</value>
    public long MaxBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>The size at which a new file is begun. A file is removed when all in it is stored.</summary>
    /// <value>Default: 16 MiB. 64 KiB to 256 MiB.</value>
    public int SegmentBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long to wait after the storage did not answer; doubled each time up to <see cref="MaxRetryDelay"/>.</summary>
    /// <value>Default: 1 second. 10 ms to 1 hour.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    /// <value>Default: 30 seconds. <see cref="RetryDelay"/> to 1 hour.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Finds all faults of <see cref="SpoolOptions"/>.</summary>
internal sealed class SpoolOptionsValidator : IValidateOptions<SpoolOptions>
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, SpoolOptions options)
    {
        List<string> faults = [];
        if (options.Directory is { } directory && (string.IsNullOrWhiteSpace(directory) || directory.Contains('\0'))) faults.Add("SpoolOptions.Directory is no path.");
        if (options.MaxBytes < 1024 * 1024) faults.Add("SpoolOptions.MaxBytes must be at least 1 MiB.");
        if (options.SegmentBytes is < 64 * 1024 or > 256 * 1024 * 1024) faults.Add("SpoolOptions.SegmentBytes must be from 64 KiB to 256 MiB.");
        if (options.RetryDelay < ShortestDelay || options.RetryDelay > LongestDelay) faults.Add("SpoolOptions.RetryDelay must be from 10 ms to 1 hour.");
        if (options.MaxRetryDelay < options.RetryDelay || options.MaxRetryDelay > LongestDelay) faults.Add("SpoolOptions.MaxRetryDelay must be from RetryDelay to 1 hour.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
