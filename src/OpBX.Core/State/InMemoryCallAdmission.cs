using System.Runtime.InteropServices;
using OpBX.Outbound;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>
/// Counts outbound calls against limits, in the memory of one process (rule O4). One lock makes each question and each
/// release one step.
/// </summary>
/// <remarks>
/// The minutes of a call belong to the UTC day on which it was admitted. Of several calls that one session was admitted,
/// the last one is charged with the length of the session's call and the others with nothing, because a session talks on
/// one outbound leg only: earlier attempts were not answered.
/// </remarks>
internal sealed class InMemoryCallAdmission(TimeProvider timeProvider, InMemoryStateLimits limits) : ICallAdmission
{
    private static readonly TimeSpan SlotGrace = TimeSpan.FromSeconds(60);

    // Longer than a day and longer than any call, so that an account which nobody asked for that long holds nothing.
    private static readonly TimeSpan AccountMemory = TimeSpan.FromDays(2);

    private readonly Lock _lock = new();
    private readonly long _start = timeProvider.GetTimestamp();
    private readonly BoundedTable<(TenantId Tenant, long? Extension), AdmissionAccount> _accounts = new(limits.MaxEntries, AccountMemory);
    private readonly Dictionary<(TenantId Tenant, string Session), List<AdmittedCall>> _sessions = [];
    private readonly SortedSet<AdmittedCall> _live = new(Comparer<AdmittedCall>.Create(static (a, b) =>
    {
        int order = a.EndsAt.CompareTo(b.EndsAt);
        return order == 0 ? a.Sequence.CompareTo(b.Sequence) : order;
    }));

    // Ended calls and refusals, which are kept only to answer the same again, in the order in which they are forgotten.
    private readonly Queue<AdmittedCall> _ended = new();
    private long _sequence;

    public ValueTask<AdmissionAnswer> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.MaxSeconds, nameof(request));
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<AdmissionAnswer>(cancellationToken);
        lock (_lock)
        {
            TimeSpan now = timeProvider.GetElapsedTime(_start);
            Sweep(now);
            return ValueTask.FromResult(Admit(request, now));
        }
    }

    public ValueTask ReleaseAsync(TenantId tenant, string session, int? seconds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        lock (_lock)
        {
            TimeSpan now = timeProvider.GetElapsedTime(_start);
            Sweep(now);
            if (_sessions.TryGetValue((tenant, session), out List<AdmittedCall>? calls)) Release(calls, seconds, now);
        }
        return ValueTask.CompletedTask;
    }

    private AdmissionAnswer Admit(AdmissionRequest request, TimeSpan now)
    {
        (TenantId, string)? session = string.IsNullOrEmpty(request.Session) ? null : (request.Tenant, request.Session);
        if (session is { } asked && _sessions.TryGetValue(asked, out List<AdmittedCall>? calls))
        {
            foreach (AdmittedCall known in calls)
            {
                if (string.Equals(known.Step, request.Step, StringComparison.Ordinal)) return known.Answer;
            }
            EndEarlierStages(calls, request.Stage, now);
        }

        int today = DateOnly.FromDateTime(timeProvider.GetUtcNow().UtcDateTime).DayNumber;
        AdmissionAccount organization = AccountOf(request.Tenant, null, now);
        AdmissionAccount? extension = request.ExtensionId is { } id ? AccountOf(request.Tenant, id, now) : null;
        string? refusedBy = OrganizationLimit(organization.Check(request.Organization, now, today, out long secondsLeft));
        if (extension is not null)
        {
            AdmissionLimit reached = extension.Check(request.Extension, now, today, out long extensionLeft);
            refusedBy ??= ExtensionLimit(reached);
            secondsLeft = Math.Min(secondsLeft, extensionLeft);
        }

        int granted = refusedBy is null ? (int)Math.Min(request.MaxSeconds, secondsLeft) : 0;
        var call = new AdmittedCall
        {
            Session = session,
            Step = request.Step,
            Stage = request.Stage,
            Answer = new AdmissionAnswer(refusedBy is null ? AdmissionVerdict.Admitted : AdmissionVerdict.Refused, granted, refusedBy),
            Organization = refusedBy is null ? organization : null,
            Extension = refusedBy is null ? extension : null,
            Sequence = ++_sequence,
            AdmittedAt = now,
            EndsAt = now + TimeSpan.FromSeconds(granted) + SlotGrace,
            Day = today,
        };
        Remember(call, now);
        return call.Answer;
    }

    /// <summary>A session that asks at another stage has ended the calls of the stages before, unanswered.</summary>
    private void EndEarlierStages(List<AdmittedCall> calls, string stage, TimeSpan now)
    {
        if (stage.Length == 0) return;
        foreach (AdmittedCall call in calls)
        {
            if (!call.IsLive || call.Stage.Length == 0 || string.Equals(call.Stage, stage, StringComparison.Ordinal)) continue;
            End(call, now);
            call.Settle(0, Settlement.Estimated);
        }
    }

    private void Remember(AdmittedCall call, TimeSpan now)
    {
        if (call.Session is { } session)
        {
            ref List<AdmittedCall>? calls = ref CollectionsMarshal.GetValueRefOrAddDefault(_sessions, session, out _);
            (calls ??= new List<AdmittedCall>(1)).Add(call);
        }
        if (!call.IsAdmitted)
        {
            KeepAnswer(call, now);
            return;
        }
        call.Start();
        _live.Add(call);
        if (_live.Count > limits.MaxEntries) End(_live.Min!, now);
    }

    private void Release(List<AdmittedCall> calls, int? seconds, TimeSpan now)
    {
        Settlement settlement = seconds is null ? Settlement.Estimated : Settlement.Exact;
        AdmittedCall? last = calls.FindLast(call => call.IsAdmitted && call.Settlement < settlement);
        foreach (AdmittedCall call in calls)
        {
            if (call.IsLive) End(call, now);
            if (!call.IsAdmitted || call.Settlement >= settlement) continue;
            long length = ReferenceEquals(call, last) ? seconds ?? (long)Math.Ceiling((now - call.AdmittedAt).TotalSeconds) : 0;
            call.Settle(length, settlement);
        }
    }

    /// <summary>Ends what has lived its time and forgets what was kept long enough, or is too much.</summary>
    private void Sweep(TimeSpan now)
    {
        while (_live.Min is { } soonest && soonest.EndsAt <= now) End(soonest, now);
        while (_ended.TryPeek(out AdmittedCall? oldest) && (oldest.ForgetAt <= now || _ended.Count > limits.MaxEntries))
        {
            _ended.Dequeue();
            Forget(oldest);
        }
    }

    private void End(AdmittedCall call, TimeSpan now)
    {
        _live.Remove(call);
        call.End();
        KeepAnswer(call, now);
    }

    private void KeepAnswer(AdmittedCall call, TimeSpan now)
    {
        if (call.Session is null) return;
        call.ForgetAt = now + limits.SessionMemory;
        _ended.Enqueue(call);
    }

    private void Forget(AdmittedCall call)
    {
        if (call.Session is not { } session || !_sessions.TryGetValue(session, out List<AdmittedCall>? calls)) return;
        calls.Remove(call);
        if (calls.Count == 0) _sessions.Remove(session);
    }

    private AdmissionAccount AccountOf(TenantId tenant, long? extension, TimeSpan now)
    {
        if (!_accounts.TryGet((tenant, extension), now, out AdmissionAccount? account)) account = new AdmissionAccount();
        _accounts.Set((tenant, extension), account, now);
        return account;
    }

    private static string? OrganizationLimit(AdmissionLimit limit) => limit switch
    {
        AdmissionLimit.Concurrent => "organization.concurrent",
        AdmissionLimit.PerMinute => "organization.per_minute",
        AdmissionLimit.MinutesPerDay => "organization.minutes_per_day",
        _ => null,
    };

    private static string? ExtensionLimit(AdmissionLimit limit) => limit switch
    {
        AdmissionLimit.Concurrent => "extension.concurrent",
        AdmissionLimit.PerMinute => "extension.per_minute",
        AdmissionLimit.MinutesPerDay => "extension.minutes_per_day",
        _ => null,
    };
}
