using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Dead letters in the memory of the process, bounded by count and bytes: the oldest go first, with a warning.</summary>
internal sealed class InMemoryDeadLetters(InMemoryRecordOptions options, ILogger logger) : IDeadLetterStore
{
    private readonly Lock _gate = new();
    private readonly Queue<DeadLetter> _letters = new();
    private long _bytes;

    public ValueTask<bool> AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        cancellationToken.ThrowIfCancellationRequested();
        if (letter.Body.Length > options.MaxDeadLetterBytes) return ValueTask.FromResult(false);
        int evicted = 0;
        lock (_gate)
        {
            // The caller may use its buffer again.
            _letters.Enqueue(letter with { Body = letter.Body.ToArray() });
            _bytes += letter.Body.Length;
            for (; _letters.Count > options.MaxDeadLetters || _bytes > options.MaxDeadLetterBytes; evicted++) _bytes -= _letters.Dequeue().Body.Length;
        }
        if (evicted > 0) RecordLog.DeadLettersEvicted(logger, evicted);
        return ValueTask.FromResult(true);
    }

    public async IAsyncEnumerable<DeadLetter> ListAsync(TenantId? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        DeadLetter[] letters;
        lock (_gate) letters = [.. _letters.Where(letter => letter.Tenant == tenant)];
        foreach (DeadLetter letter in letters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return letter;
        }
    }
}
