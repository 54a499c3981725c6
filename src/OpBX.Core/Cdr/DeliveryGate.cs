using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;

namespace OpBX.Cdr;

/// <summary>How deliveries of records are taken in. Checked when the host starts.</summary>
public sealed class RecordIntakeOptions
{
    /// <summary>
    /// The most deliveries over HTTP at once; one more is answered with 503 and <c>Retry-After</c>. It bounds memory while the
    /// storage is slow: each holds its body, mostly a few KiB, at most 4 MiB.
    /// </summary>
    /// <value>Default: 1,000. At least 1.</value>
    public int MaxConcurrentDeliveries { get; set; } = 1_000;
}

/// <summary>Finds all faults of <see cref="RecordIntakeOptions"/>.</summary>
internal sealed class RecordIntakeOptionsValidator : IValidateOptions<RecordIntakeOptions>
{
    public ValidateOptionsResult Validate(string? name, RecordIntakeOptions options)
        => options.MaxConcurrentDeliveries >= 1 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail("RecordIntakeOptions.MaxConcurrentDeliveries must be at least 1.");
}

/// <summary>Lets in so many deliveries at once and turns further ones away.</summary>
internal sealed class DeliveryGate(IOptions<RecordIntakeOptions> options, RecordMetrics metrics, ILogger<DeliveryGate> logger)
{
    private readonly int _limit = options.Value.MaxConcurrentDeliveries;
    private int _inside;
    private int _isClosed;

    /// <summary>Lets one in; it must leave.</summary>
    public bool TryEnter(string source)
    {
        if (Interlocked.Increment(ref _inside) <= _limit)
        {
            if (Volatile.Read(ref _isClosed) != 0 && _inside <= _limit / 2) Volatile.Write(ref _isClosed, 0);
            return true;
        }
        Interlocked.Decrement(ref _inside);
        // Told once until the crowd has halved: one line for each would make things worse.
        if (Interlocked.Exchange(ref _isClosed, 1) == 0) RecordLog.TooManyDeliveries(logger, _limit);
        metrics.Delivered(source, "refused");
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _inside);
}
