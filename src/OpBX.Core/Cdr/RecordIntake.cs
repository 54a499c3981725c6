using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>What taking in is the same for all records: the tenant's facts, dead letters, the spool, and the answer to the platform.</summary>
internal sealed class RecordIntake(
    IOpBXStorage storage,
    IDeadLetterStore deadLetters,
    ITenantFacts tenants,
    CallLogEffects effects,
    RecordSpool spool,
    RecordMetrics metrics,
    TimeProvider time,
    ILogger<RecordIntake> logger)
{
    /// <summary>Code of a body that names no session.</summary>
    public const string NoSession = "no-session";

    /// <summary>Code of a record whose session token another tenant holds (rule C1).</summary>
    public const string ForeignToken = "foreign-token";

    private const int MaxDepth = 1000;

    // Where the spool can keep a delivery, nobody waits for a storage that hangs longer than for one attempt.
    private static readonly TimeSpan StorageWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BusyTime = TimeSpan.FromSeconds(2);

    private readonly long _begin = time.GetTimestamp();
    private long _lastDelivery = -BusyTime.Ticks;

    private readonly ConcurrentDictionary<string, long> _stored = new(StringComparer.Ordinal);

    public IOpBXStorage Storage => storage;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Whether records come in, or did a moment ago: then others have to wait.</summary>
    public bool IsBusy => time.GetElapsedTime(_begin).Ticks - Volatile.Read(ref _lastDelivery) < BusyTime.Ticks;

    /// <summary>The tenant's facts; a record is kept without them rather than not at all.</summary>
    public async ValueTask<TenantFacts> GetFactsAsync(TenantId tenant, CancellationToken cancellationToken)
    {
#pragma warning disable CA1031 // Whatever keeps the configuration from being read must not cost a record.
        try
        {
            return await tenants.GetAsync(tenant, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            RecordLog.FactsMissing(logger, tenant.Value, exception);
            return TenantFacts.None;
        }
#pragma warning restore CA1031
    }

    /// <summary>
    /// Runs one delivery: stored, set aside, or kept in the spool while the storage does not answer (rules H4, C7). What can't be
    /// kept at all is told to the platform.
    /// </summary>
    /// <param name="source">The source.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="json">The body; undefined = the raw body tells.</param>
    /// <param name="raw">The body as it came.</param>
    /// <param name="take">Takes it in, as delivered at an instant.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<IngestResult> RunAsync(
        string source, TenantId tenant, JsonElement json, Func<ReadOnlyMemory<byte>> raw, Func<DateTimeOffset, ValueTask<Taken>> take, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Now;
        NoteDelivery();
        IngestResult result = IngestResult.Unavailable;
        if (spool.IsPreferred) result = await SpoolAsync(Entry, isStorageDown: true, cancellationToken).ConfigureAwait(false);
        if (result == IngestResult.Unavailable)
        {
            try
            {
                Taken taken = await InTimeAsync(take(now), cancellationToken).ConfigureAwait(false);
                result = taken.Code is { } code
                    ? await InTimeAsync(KeepAsideAsync(source, tenant, code, raw(), now, cancellationToken), cancellationToken).ConfigureAwait(false)
                    : taken.Result;
                if (taken.Code is null) NoteStored(source);
                spool.NoteStorageUp();
            }
            catch (OpBXStorageException exception)
            {
                RecordLog.StorageDown(logger, source, tenant.Value, exception);
                result = await SpoolAsync(Entry, exception.IsTransient, cancellationToken).ConfigureAwait(false);
            }
        }
        metrics.Delivered(source, result.ToString());
        return result;

        SpoolEntry Entry()
        {
            JsonElement whole = json.ValueKind == JsonValueKind.Undefined ? Parse(raw()) : json;
            bool isRecord = DeliveredBody.TryRead(whole, out DeliveredBody body, out _);
            return new SpoolEntry
            {
                Source = source,
                Tenant = tenant,
                ReceivedAt = now,
                Session = isRecord ? SessionOf(body.Json) : "",
                Body = isRecord ? SpoolBody.Of(body) : Masked(raw()),
            };
        }
    }

    /// <summary>Sets a delivery aside, on the disk while the storage does not answer.</summary>
    public async ValueTask<IngestResult> DeadLetterAsync(string source, TenantId tenant, string code, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        DateTimeOffset now = Now;
        IngestResult result;
        try
        {
            result = await InTimeAsync(KeepAsideAsync(source, tenant, code, body, now, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (OpBXStorageException exception)
        {
            RecordLog.StorageDown(logger, source, tenant.Value, exception);
            var entry = new SpoolEntry { Source = source, Tenant = tenant, ReceivedAt = now, Code = code, Body = Masked(body) };
            result = await SpoolAsync(() => entry, exception.IsTransient, cancellationToken).ConfigureAwait(false);
        }
        metrics.Delivered(source, result.ToString());
        return result;
    }

    /// <summary>Sets a delivery aside in the storage.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public async ValueTask<IngestResult> KeepAsideAsync(
        string source, TenantId tenant, string code, ReadOnlyMemory<byte> body, DateTimeOffset receivedAt, CancellationToken cancellationToken)
    {
        var letter = new DeadLetter { Source = source, Tenant = tenant, Code = code, Body = body, ReceivedAt = receivedAt };
        bool isKept = await deadLetters.AddAsync(letter, cancellationToken).ConfigureAwait(false);
        if (isKept) RecordLog.DeadLettered(logger, source, tenant.Value, code, body.Length);
        else RecordLog.DeadLetterLost(logger, source, tenant.Value, code, body.Length);
        return isKept ? IngestResult.DeadLettered : IngestResult.Unavailable;
    }

    /// <summary>Keeps in the spool what is not delivered but known to this process alone.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="isStorageDown">Whether others need not try the storage now: it does not answer, and not merely refused this entry.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<bool> TrySpoolAsync(SpoolEntry entry, bool isStorageDown, CancellationToken cancellationToken)
        => await SpoolAsync(() => entry, isStorageDown, cancellationToken).ConfigureAwait(false) == IngestResult.Spooled;

    /// <summary>Answers for a record that the storage has looked at.</summary>
    public async ValueTask<Taken> FinishAsync(string source, TenantId tenant, string session, RecordResult result)
    {
        if (result.Outcome == RecordOutcome.ForeignToken) return Taken.Not(ForeignToken);
        await effects.ApplyAsync(tenant, result).ConfigureAwait(false);
        IngestResult answer = result.Outcome == RecordOutcome.Stored ? IngestResult.Stored : IngestResult.Duplicate;
        if (logger.IsEnabled(LogLevel.Debug)) RecordLog.Ingested(logger, source, session, tenant.Value, answer.ToString());
        return new Taken(answer, null);
    }

    /// <summary>The storage took a record of a source.</summary>
    public void NoteStored(string source)
    {
        NoteDelivery();
        _stored.AddOrUpdate(source, 1, static (_, count) => count + 1);
    }

    /// <summary>How many records of a source the storage has taken.</summary>
    public long StoredCount(string source) => _stored.GetValueOrDefault(source);

    /// <summary>Reads a body that was kept; undefined when it is no JSON.</summary>
    public static JsonElement Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private void NoteDelivery() => Volatile.Write(ref _lastDelivery, time.GetElapsedTime(_begin).Ticks);

    /// <summary>
    /// Waits for the storage, with a spool not longer than <see cref="StorageWait"/>. What is left behind may still be stored: then the
    /// entry of the spool is a duplicate.
    /// </summary>
    private async ValueTask<T> InTimeAsync<T>(ValueTask<T> work, CancellationToken cancellationToken)
    {
        if (work.IsCompleted || !spool.IsOpen) return await work.ConfigureAwait(false);
        Task<T> task = work.AsTask();
        try
        {
            return await task.WaitAsync(StorageWait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception) when (!task.IsCompleted)
        {
            _ = task.ContinueWith(static left => _ = left.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            throw new OpBXStorageException("The storage did not answer in time.", exception) { IsTransient = true };
        }
    }

    private async ValueTask<IngestResult> SpoolAsync(Func<SpoolEntry> entry, bool isStorageDown, CancellationToken cancellationToken)
    {
        if (!spool.IsOpen) return IngestResult.Unavailable;
        bool isFirst = spool.Waiting == 0;
        // What refuses one record, such as that of a deleted tenant, takes the others all the same.
        if (isStorageDown) spool.NoteStorageDown();
        if (!await spool.AppendAsync(entry(), cancellationToken).ConfigureAwait(false)) return IngestResult.Unavailable;
        if (isFirst) RecordLog.SpoolInUse(logger);
        return IngestResult.Spooled;
    }

    private static string SessionOf(JsonElement body)
    {
        string? token = TolerantJson.Text(TolerantJson.Object(body, "session"), "token") ?? TolerantJson.Text(body, "token")
            ?? TolerantJson.Text(body, "session_token") ?? TolerantJson.Text(body, "session") ?? TolerantJson.Text(body, "id");
        return token is null ? "" : ColumnText.Key(token);
    }

    // What is no JSON is masked as a text; what is no text either is kept as it is, in a file of its owner's.
    private static ReadOnlyMemory<byte> Masked(ReadOnlyMemory<byte> body)
        => Utf8.IsValid(body.Span) ? Encoding.UTF8.GetBytes(CredentialText.Mask(Encoding.UTF8.GetString(body.Span))) : body;
}
