namespace OpBX.Storage;

/// <summary>Where the in-memory storage gets its tenants from (rule A3).</summary>
public sealed class ConfigurationFileOptions
{
    /// <summary>The shortest <see cref="PollInterval"/>: 50 ms.</summary>
    public static readonly TimeSpan MinPollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest <see cref="PollInterval"/>: one hour.</summary>
    public static readonly TimeSpan MaxPollInterval = TimeSpan.FromHours(1);

    /// <summary>
    /// The JSON document, at most 64 MiB; a relative path is relative to the current directory of the process. Null or blank =
    /// no file.
    /// </summary>
    /// <value>Default: null.</value>
    public string? Path { get; set; }

    /// <summary>How often the file is looked at for changes: 50 ms to 1 hour.</summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);
}
