using System.Runtime.CompilerServices;
using NodaTime;
using OpBX.BusinessHours;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Reads records for people and other programs (rule C8).</summary>
internal sealed class CallReports(IOpBXStorage storage, CallTraces traces) : ICallReports
{
    private const int MaxDays = 400;

    public async ValueTask<CallStory?> GetStoryAsync(TenantId tenant, string callId, bool includeArchived, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(callId);
        CallLog? call = await storage.CallLogs.FindAsync(tenant, callId, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<CallDetailRecord> legs = await storage.CallRecords.ListBySessionAsync(tenant, callId, cancellationToken).ConfigureAwait(false);
        if (includeArchived)
        {
            if (call is null)
            {
                var query = new CallLogQuery { CallId = callId, IncludeArchived = true, Limit = 1 };
                call = (await storage.CallLogs.QueryAsync(tenant, query, cancellationToken).ConfigureAwait(false)).Items is [{ } found, ..] ? found : null;
            }
            var all = new CallRecordQuery { SessionId = callId, IncludeArchived = true, Limit = CallRecordQuery.MaxLimit };
            legs = [.. (await storage.CallRecords.QueryAsync(tenant, all, cancellationToken).ConfigureAwait(false)).Items.OrderBy(static leg => leg.CreatedAt).ThenBy(static leg => leg.Id)];
        }
        IReadOnlyList<SessionUpdate> updates = await storage.SessionUpdates.ListBySessionAsync(tenant, callId, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Recording> recordings = await storage.Recordings.ListBySessionAsync(tenant, callId, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<CallDecision> decisions = traces.Of(tenant, callId);
        if (call is null && legs.Count == 0 && updates.Count == 0 && recordings.Count == 0 && decisions.Count == 0) return null;
        return new CallStory { CallId = callId, Call = call, Legs = legs, Updates = updates, Recordings = recordings, Decisions = decisions };
    }

    public async ValueTask<IReadOnlyList<DailyCallStatistics>> GetDailyStatisticsAsync(
        TenantId tenant, DateOnly first, DateOnly last, string? timeZone, CancellationToken cancellationToken)
    {
        int days = last.DayNumber - first.DayNumber + 1;
        if (days is < 1 or > MaxDays) throw new ArgumentException($"The last day must be 0 to {MaxDays - 1} days after the first.", nameof(last));
        if (last.Year >= 9999 || first.Year <= 1) throw new ArgumentException("There are no calls so far away.", nameof(first));
        DateTimeZone zone = await ZoneAsync(tenant, timeZone, cancellationToken).ConfigureAwait(false);
        DateTimeOffset[] bounds =
        [
            .. Enumerable.Range(0, days + 1).Select(day => first.AddDays(day))
                .Select(day => zone.AtStartOfDay(new LocalDate(day.Year, day.Month, day.Day)).ToInstant().ToDateTimeOffset()),
        ];
        IReadOnlyList<CallStatistics> statistics = await storage.CallRecords.GetStatisticsAsync(tenant, bounds, cancellationToken).ConfigureAwait(false);
        return
        [
            .. statistics.OrderBy(static s => s.Period).ThenBy(static s => s.Direction).ThenByDescending(static s => s.Disposition)
                .Select(s => new DailyCallStatistics(first.AddDays(s.Period), s.Disposition, s.Direction, s.Count, s.Seconds, s.BilledSeconds, s.Cost)),
        ];
    }

    public async IAsyncEnumerable<CallDetailRecord> ReadAsync(TenantId tenant, CallRecordQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        while (true)
        {
            RecordPage<CallDetailRecord> page = await storage.CallRecords.QueryAsync(tenant, query, cancellationToken).ConfigureAwait(false);
            foreach (CallDetailRecord record in page.Items) yield return record;
            if (page.Next is null) yield break;
            query = query with { After = page.Next };
        }
    }

    public async ValueTask<long> WriteCsvAsync(TenantId tenant, CallRecordQuery query, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(output);
        var csv = new CallRecordCsv();
        long written = 0;
        csv.WriteHeader();
        await foreach (CallDetailRecord record in ReadAsync(tenant, query, cancellationToken).ConfigureAwait(false))
        {
            csv.Write(record);
            written++;
            if (csv.IsFull) await csv.FlushAsync(output, cancellationToken).ConfigureAwait(false);
        }
        await csv.FlushAsync(output, cancellationToken).ConfigureAwait(false);
        await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        return written;
    }

    private async ValueTask<DateTimeZone> ZoneAsync(TenantId tenant, string? timeZone, CancellationToken cancellationToken)
    {
        if (timeZone is not null)
        {
            return TimeZoneCatalog.TryGetCanonicalId(timeZone, out string? id)
                ? DateTimeZoneProviders.Tzdb[id] : throw new ArgumentException("There is no time zone of that name.", nameof(timeZone));
        }
        TenantConfiguration? configuration = await storage.Tenants.LoadAsync(tenant, cancellationToken).ConfigureAwait(false);
        return TimeZoneCatalog.TryGetCanonicalId(configuration?.Organization.TimeZone, out string? own) ? DateTimeZoneProviders.Tzdb[own] : DateTimeZone.Utc;
    }
}
