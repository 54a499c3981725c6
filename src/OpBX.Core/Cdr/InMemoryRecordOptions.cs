using Microsoft.Extensions.Options;

namespace OpBX.Cdr;

/// <summary>
/// How many records the storage in memory keeps. The oldest go first, whoever's they are; all are lost when the process ends.
/// </summary>
public sealed class InMemoryRecordOptions
{
    /// <summary>The most rows of each kind: calls, CDRs, session updates, recordings.</summary>
    /// <value>Default: 100,000. At least 1.</value>
    public int MaxRecords { get; set; } = 100_000;

    /// <summary>The most dead letters.</summary>
    /// <value>Default: 1,000. At least 1.</value>
    public int MaxDeadLetters { get; set; } = 1_000;

    /// <summary>The most bytes of dead letters together.</summary>
    /// <value>Default: 16 MiB. At least 1.</value>
    public long MaxDeadLetterBytes { get; set; } = 16 * 1024 * 1024;
}

/// <summary>Finds all faults of <see cref="InMemoryRecordOptions"/>.</summary>
internal sealed class InMemoryRecordOptionsValidator : IValidateOptions<InMemoryRecordOptions>
{
    public ValidateOptionsResult Validate(string? name, InMemoryRecordOptions options)
    {
        List<string> faults = [];
        if (options.MaxRecords < 1) faults.Add("InMemoryRecordOptions.MaxRecords must be at least 1.");
        if (options.MaxDeadLetters < 1) faults.Add("InMemoryRecordOptions.MaxDeadLetters must be at least 1.");
        if (options.MaxDeadLetterBytes < 1) faults.Add("InMemoryRecordOptions.MaxDeadLetterBytes must be at least 1.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
