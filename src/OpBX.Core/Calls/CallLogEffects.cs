using Microsoft.Extensions.Logging;
using OpBX.Cdr;
using OpBX.Diagnostics;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>
/// What follows when the row of a call changed, whoever changed it: events, once each; the list of live calls (rule S4); and
/// when the call is over, its outbound slots (rule O4). The row is kept by then, so nothing here may fail the delivery.
/// </summary>
internal sealed class CallLogEffects(ICallEventSink events, IOpBXState state, TimeProvider time, ILogger<CallLogEffects> logger)
{
    public async ValueTask ApplyAsync(TenantId tenant, RecordResult result)
    {
        if (result.Outcome != RecordOutcome.Stored || result.After is not { } call || ReferenceEquals(result.Before, call)) return;
        bool answeredNow = call.Evidence.HasAnswered && result.Before?.Evidence.HasAnswered != true;
        bool endedNow = call.Evidence.HasEnded && result.Before?.Evidence.HasEnded != true;
        if (answeredNow) events.Post(Answered(tenant, call));
        if (endedNow) events.Post(Ended(tenant, call));
        bool isOver = call.IsClosed || call.Status.IsFinal();
        // Not cancelled with the delivery: the record is kept, and nobody would do this later.
        await TellAsync(tenant, call, isOver
            ? static (state, tenant, call) => state.LiveCalls.EndAsync(tenant, call.CallId, CancellationToken.None)
            : static (state, tenant, call) => state.LiveCalls.SetAsync(tenant, Live(call), CancellationToken.None)).ConfigureAwait(false);
        if (!endedNow && !HasSessionEnded(call)) return;
        // The CDR says later how long it was; until then its time so far counts.
        await TellAsync(tenant, call, static (state, tenant, call) =>
            state.Admission.ReleaseAsync(tenant, call.CallId, call.Evidence.ClosingLeg?.BilledSeconds, CancellationToken.None)).ConfigureAwait(false);
    }

    private static bool HasSessionEnded(CallLog call) => !call.IsClosed && call.Status.IsFinal() && call.EndedAt is not null;

    private async ValueTask TellAsync(TenantId tenant, CallLog call, Func<IOpBXState, TenantId, CallLog, ValueTask> tell)
    {
#pragma warning disable CA1031 // State may be any provider; what it throws must not make the platform deliver a kept record again.
        try
        {
            await tell(state, tenant, call).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            RecordLog.StateDown(logger, call.CallId, tenant.Value, exception);
        }
#pragma warning restore CA1031
    }

    private CallAnswered Answered(TenantId tenant, CallLog call) => new()
    {
        Tenant = tenant,
        Session = call.CallId,
        At = call.AnsweredAt ?? time.GetUtcNow(),
        From = call.FromNumber,
        To = call.ToNumber,
        Direction = call.Direction,
        DidId = call.DidId,
        ExtensionId = call.ExtensionId,
    };

    private CallEnded Ended(TenantId tenant, CallLog call) => new()
    {
        Tenant = tenant,
        Session = call.CallId,
        At = call.EndedAt ?? time.GetUtcNow(),
        From = call.FromNumber,
        To = call.ToNumber,
        Direction = call.Direction,
        Status = call.Status,
        DurationSeconds = call.DurationSeconds,
        BilledSeconds = call.Evidence.ClosingLeg?.BilledSeconds,
        DidId = call.DidId,
        ExtensionId = call.ExtensionId,
        RingGroupId = call.RingGroupId,
        RecordingUrl = call.RecordingUrl,
    };

    private static LiveCall Live(CallLog call) => new()
    {
        Session = call.CallId,
        Status = call.Status,
        Direction = call.Direction,
        From = call.FromNumber,
        To = call.ToNumber,
        DidId = call.DidId,
        ExtensionId = call.ExtensionId,
        RingGroupId = call.RingGroupId,
        StartedAt = call.InitiatedAt,
        AnsweredAt = call.AnsweredAt,
    };
}
