using Microsoft.Extensions.Options;

namespace OpBX.State;

/// <summary>Finds all faults of the options at once, when the host starts.</summary>
internal sealed class RedisStateOptionsValidator : IValidateOptions<RedisStateOptions>
{
    public ValidateOptionsResult Validate(string? name, RedisStateOptions options)
    {
        var faults = new List<string>();
        if (options.KeyPrefix is not { Length: >= 1 and <= 40 } prefix || prefix.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            faults.Add("KeyPrefix must have 1 to 40 letters, digits, dots, dashes or underscores.");
        }
        Check(options.CallTimeout, 10, 1000, nameof(options.CallTimeout));
        Check(options.BulkTimeout, 10, 30_000, nameof(options.BulkTimeout));
        Check(options.ProbeInterval, 10, 10_000, nameof(options.ProbeInterval));
        Check(options.RebuildAfter, 100, 60_000, nameof(options.RebuildAfter));
        if (options.BreakerFailures is < 1 or > 100) faults.Add("BreakerFailures must be 1 to 100.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(TimeSpan value, int min, int max, string member)
        {
            if (value.TotalMilliseconds < min || value.TotalMilliseconds > max) faults.Add($"{member} must be {min} to {max} ms.");
        }
    }
}
