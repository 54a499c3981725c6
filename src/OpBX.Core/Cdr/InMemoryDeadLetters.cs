using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Retention;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Dead letters in the memory of the process, bounded by count and bytes: the oldest go first, with a warning.</summary>
internal sealed class InMemoryDeadLetters(InMemoryRecordOptions options, ILogger logger) : IDeadLetterStore
{
    private const int ErrorLength = 100;

    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, DeadLetter> _letters = [];
    private long _lastId;
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
            DeadLetter kept = letter with { Id = ++_lastId, Body = letter.Body.ToArray() };
            _letters.Add(kept.Id, kept);
            _bytes += kept.Body.Length;
            for (; _letters.Count > options.MaxDeadLetters || _bytes > options.MaxDeadLetterBytes; evicted++) Remove(_letters.First().Value);
        }
        if (evicted > 0) RecordLog.DeadLettersEvicted(logger, evicted);
        return ValueTask.FromResult(true);
    }

    public async IAsyncEnumerable<DeadLetter> ListAsync(TenantId? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        DeadLetter[] letters;
        lock (_gate) letters = [.. _letters.Values.Where(letter => letter.Tenant == tenant)];
        foreach (DeadLetter letter in letters)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return letter;
        }
    }

    public ValueTask<IReadOnlyList<DeadLetter>> QueryAsync(DeadLetterQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<DeadLetter>>(
            [
                .. _letters.Values.Where(letter => letter.Tenant == query.Tenant && letter.Id > query.AfterId
                    && (query.Source is null || query.Source == letter.Source) && (query.Code is null || query.Code == letter.Code)).Take(query.PageSize),
            ]);
        }
    }

    public ValueTask<DeadLetter?> FindAsync(TenantId? tenant, long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate) return ValueTask.FromResult(Find(tenant, id));
    }

    public ValueTask<bool> RemoveAsync(TenantId? tenant, long id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (Find(tenant, id) is not { } letter) return ValueTask.FromResult(false);
            Remove(letter);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<bool> NoteAttemptAsync(TenantId? tenant, long id, string error, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(error);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (Find(tenant, id) is not { } letter) return ValueTask.FromResult(false);
            _letters[id] = letter with { Attempts = letter.Attempts + 1, LastError = ColumnText.Cut(error, ErrorLength), LastAttemptAt = at };
            return ValueTask.FromResult(true);
        }
    }

    /// <summary>Erases a number from the bodies of a tenant.</summary>
    public long Erase(TenantId tenant, ErasureRequest request)
    {
        lock (_gate)
        {
            long changed = 0;
            foreach (DeadLetter letter in _letters.Values.Where(letter => letter.Tenant == tenant).ToArray())
            {
                ReadOnlyMemory<byte> erased = request.Erase(letter.Body);
                if (erased.Equals(letter.Body)) continue;
                _letters[letter.Id] = letter with { Body = erased };
                _bytes += erased.Length - letter.Body.Length;
                changed++;
            }
            return changed;
        }
    }

    /// <summary>Removes letters of a tenant.</summary>
    public int Remove(TenantId tenant, int maxLetters)
    {
        lock (_gate)
        {
            DeadLetter[] own = [.. _letters.Values.Where(letter => letter.Tenant == tenant).Take(maxLetters)];
            foreach (DeadLetter letter in own) Remove(letter);
            return own.Length;
        }
    }

    private DeadLetter? Find(TenantId? tenant, long id) => _letters.TryGetValue(id, out DeadLetter? letter) && letter.Tenant == tenant ? letter : null;

    private void Remove(DeadLetter letter)
    {
        _letters.Remove(letter.Id);
        _bytes -= letter.Body.Length;
    }
}
