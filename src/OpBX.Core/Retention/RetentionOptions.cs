using Microsoft.Extensions.Options;

namespace OpBX.Retention;

/// <summary>How the background service of retention works (rule D1). What is kept how long is a setting of each organization.</summary>
public sealed class RetentionOptions
{
    /// <summary>Whether the service runs in this process. It does nothing where the storage has no archive.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool IsEnabled { get; set; } = true;

    /// <summary>How long after a run the next one begins.</summary>
    /// <value>Default: 1 hour. 1 second to 7 days.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most rows of one batch, which is one transaction, while no records come in. Batches follow each other without pauses then.</summary>
    /// <value>Default: 500. 1 to 10,000.</value>
    public int BatchRows { get; set; } = 500;

    /// <summary>The same while records come in to this process, or did in the last two seconds; never more than <see cref="BatchRows"/>.</summary>
    /// <value>Default: 50. 1 to 10,000.</value>
    public int BusyBatchRows { get; set; } = 50;

    /// <summary>
    /// The share of the time in which a batch is under way while records come in; the rest is pauses, so that a storage that answers
    /// slowly because it is busy is asked less often.
    /// </summary>
    /// <value>Default: 0.05. 0.001 to 1 = no pauses.</value>
    public double BusyWorkShare { get; set; } = 0.05;

    /// <summary>Whether the service only counts and logs what it would do.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IsDryRun { get; set; }
}

/// <summary>Finds all faults of <see cref="RetentionOptions"/>.</summary>
internal sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        List<string> faults = [];
        if (options.Interval < TimeSpan.FromSeconds(1) || options.Interval > TimeSpan.FromDays(7)) faults.Add("RetentionOptions.Interval must be from 1 second to 7 days.");
        if (options.BatchRows is < 1 or > 10_000) faults.Add("RetentionOptions.BatchRows must be from 1 to 10,000.");
        if (options.BusyBatchRows is < 1 or > 10_000) faults.Add("RetentionOptions.BusyBatchRows must be from 1 to 10,000.");
        if (!(options.BusyWorkShare is >= 0.001 and <= 1)) faults.Add("RetentionOptions.BusyWorkShare must be from 0.001 to 1.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
