using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>What may still be dialled: calls at the same time and per minute (rules O4, R5).</summary>
internal static class AdmissionChecks
{
    public static IEnumerable<StateCheck> All =>
    [
        new("admission.concurrent", "No more calls at the same time than the limit; a call that ends makes room.", async run =>
        {
            await AdmittedAsync(run, "s1", concurrent: 2);
            await AdmittedAsync(run, "s2", concurrent: 2, node: 1);
            await RefusedAsync(run, "organization.concurrent", "s3", concurrent: 2, node: 1);
            await run.OtherNode.Admission.ReleaseAsync(StateRun.Tenant, "s1", 5, run.Cancellation);
            await AdmittedAsync(run, "s4", concurrent: 2);
            await RefusedAsync(run, "organization.concurrent", "s5", concurrent: 2);
        }),
        new("admission.burst", "A burst over several nodes admits exactly the cap.", async run =>
        {
            AdmissionAnswer[] answers = await StateRun.AtOnceAsync(1000, i => AskAsync(run, "s" + i, concurrent: 100, node: i));
            StateRun.Same(100, answers.Count(static answer => answer.Verdict == AdmissionVerdict.Admitted), "calls admitted of 1000 with a limit of 100");
        }),
        new("admission.burst-per-minute", "A burst over several nodes admits exactly the calls of a minute.", async run =>
        {
            AdmissionAnswer[] answers = await StateRun.AtOnceAsync(500, i => AskAsync(run, "s" + i, perMinute: 60, node: i));
            StateRun.Same(60, answers.Count(static answer => answer.Verdict == AdmissionVerdict.Admitted), "calls admitted of 500 with a limit of 60 per minute");
        }),
        new("admission.same-step-counts-once", "A repeated webhook gets the same answer and is counted once.", async run =>
        {
            AdmissionAnswer[] answers = await StateRun.AtOnceAsync(20, i => AskAsync(run, "s", concurrent: 2, node: i));
            StateRun.That(answers.All(static answer => answer.Verdict == AdmissionVerdict.Admitted && answer.MaxSeconds == 600), "twenty repeats of one step must all be admitted for 600 s");
            await AdmittedAsync(run, "t", concurrent: 2);
            await RefusedAsync(run, "organization.concurrent", "u", concurrent: 2);
        }),
        new("admission.refusal-stays", "A step that was refused stays refused, also when there is room by then; another step is asked anew.", async run =>
        {
            await AdmittedAsync(run, "s1", concurrent: 1);
            await RefusedAsync(run, "organization.concurrent", "s2", concurrent: 1);
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 5, run.Cancellation);
            await RefusedAsync(run, "organization.concurrent", "s2", concurrent: 1, node: 1);
            await AdmittedAsync(run, "s2", concurrent: 1, step: "later");
        }),
        new("admission.per-minute", "No more calls are started in any 60 seconds than the limit; ended calls count too.", async run =>
        {
            await AdmittedAsync(run, "s1", perMinute: 2);
            run.Advance(TimeSpan.FromSeconds(30));
            await AdmittedAsync(run, "s2", perMinute: 2);
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 5, run.Cancellation);
            await RefusedAsync(run, "organization.per_minute", "s3", perMinute: 2);
            run.Advance(TimeSpan.FromSeconds(31));
            await AdmittedAsync(run, "s4", perMinute: 2);
            await RefusedAsync(run, "organization.per_minute", "s5", perMinute: 2);
        }),
        new("admission.slot-ends-by-itself", "A slot that nobody gives back ends 60 seconds after the call's longest duration, not before.", async run =>
        {
            await AdmittedAsync(run, "s1", concurrent: 1);
            run.Advance(TimeSpan.FromSeconds(650));
            await RefusedAsync(run, "organization.concurrent", "s2", concurrent: 1);
            run.Advance(TimeSpan.FromSeconds(11));
            await AdmittedAsync(run, "s3", concurrent: 1);
        }),
        new("admission.stages", "A session that asks at another stage has ended the calls of the stages before: they give their slots back.", async run =>
        {
            await AdmittedAsync(run, "s", concurrent: 2, step: "1a", stage: "1");
            await AdmittedAsync(run, "s", concurrent: 2, step: "1b", stage: "1", node: 1);
            await RefusedAsync(run, "organization.concurrent", "t", concurrent: 2);
            await AdmittedAsync(run, "s", concurrent: 2, step: "2a", stage: "2", node: 1);
            await AdmittedAsync(run, "u", concurrent: 2);
            await RefusedAsync(run, "organization.concurrent", "v", concurrent: 2);
        }),
        new("admission.empty-stage", "Without a stage nothing is known of the session's other calls: they stay.", async run =>
        {
            await AdmittedAsync(run, "s", concurrent: 2, step: "1", stage: "1");
            await AdmittedAsync(run, "s", concurrent: 2, step: "2");
            await RefusedAsync(run, "organization.concurrent", "s", concurrent: 2, step: "3");
        }),
        new("admission.extension", "An extension has limits of its own; the organization's are looked at first.", async run =>
        {
            await AdmittedAsync(run, "s1", concurrent: 2, extension: 21, ownConcurrent: 1);
            await RefusedAsync(run, "extension.concurrent", "s2", concurrent: 2, extension: 21, ownConcurrent: 1, node: 1);
            await AdmittedAsync(run, "s3", concurrent: 2, extension: 22, ownConcurrent: 1, node: 1);
            await RefusedAsync(run, "organization.concurrent", "s4", concurrent: 2, extension: 21, ownConcurrent: 1);
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 5, run.Cancellation);
            await RefusedAsync(run, "extension.concurrent", "s5", concurrent: 2, extension: 22, ownConcurrent: 1);
            await AdmittedAsync(run, "s6", concurrent: 2, extension: 21, ownConcurrent: 1);
        }),
        new("admission.extension-per-minute", "Calls per minute are counted by extension too.", async run =>
        {
            await AdmittedAsync(run, "s1", extension: 21, ownPerMinute: 1);
            await AdmittedAsync(run, "s2", extension: 22, ownPerMinute: 1);
            await RefusedAsync(run, "extension.per_minute", "s3", extension: 21, ownPerMinute: 1, node: 1);
            run.Advance(TimeSpan.FromSeconds(61));
            await AdmittedAsync(run, "s4", extension: 21, ownPerMinute: 1);
        }),
        new("admission.counts-before-limits", "Calls are counted also before a limit was set.", async run =>
        {
            await AdmittedAsync(run, "s1", extension: 21, perMinute: 100);
            await RefusedAsync(run, "extension.concurrent", "s2", extension: 21, ownConcurrent: 1);
            await RefusedAsync(run, "organization.concurrent", "s3", concurrent: 1);
        }),
        new("admission.no-session", "Without a session every request is a call of its own.", async run =>
        {
            await AdmittedAsync(run, null, concurrent: 2);
            await AdmittedAsync(run, null, concurrent: 2, node: 1);
            await RefusedAsync(run, "organization.concurrent", null, concurrent: 2);
        }),
        new("admission.tenants-apart", "Tenants have limits, sessions and extensions of their own.", async run =>
        {
            await AdmittedAsync(run, "s", concurrent: 1, extension: 21);
            await AdmittedAsync(run, "s", concurrent: 1, extension: 21, tenant: StateRun.Neighbour);
            await run.State.Admission.ReleaseAsync(StateRun.Neighbour, "s", 5, run.Cancellation);
            await RefusedAsync(run, "organization.concurrent", "t", concurrent: 1);
        }),
        new("admission.release-again", "Giving back twice, or what nobody holds, changes nothing.", async run =>
        {
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "nobody", 5, run.Cancellation);
            await AdmittedAsync(run, "s1", concurrent: 2);
            await AdmittedAsync(run, "s2", concurrent: 2);
            for (int i = 0; i < 3; i++) await run.Node(i).Admission.ReleaseAsync(StateRun.Tenant, "s1", i == 1 ? null : 5, run.Cancellation);
            await AdmittedAsync(run, "s3", concurrent: 2);
            await RefusedAsync(run, "organization.concurrent", "s4", concurrent: 2);
        }),
        new("admission.zero", "A limit of nothing admits nothing.", async run =>
        {
            await RefusedAsync(run, "organization.concurrent", "s1", concurrent: 0);
            await RefusedAsync(run, "organization.per_minute", "s2", perMinute: 0);
        }),
        new("admission.cancelled", "A cancelled request counts nothing.", async run =>
        {
            await StateRun.CancelledAsync("an admission", async token => await run.State.Admission.AdmitAsync(Request("s1", 1, null, null, null, null, null, "1", "", 600, StateRun.Tenant, null), token));
            await AdmittedAsync(run, "s2", concurrent: 1);
            await StateRun.CancelledAsync("a release", async token => await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s2", 5, token));
            await RefusedAsync(run, "organization.concurrent", "s3", concurrent: 1);
        }),
    ];

    public static async Task<int> AdmittedAsync(
        StateRun run, string? session, int? concurrent = null, int? perMinute = null, int? minutes = null, long? extension = null,
        int? ownConcurrent = null, int? ownPerMinute = null, int? ownMinutes = null, string step = "1", string stage = "", int node = 0, int seconds = 600, TenantId? tenant = null)
    {
        AdmissionAnswer answer = await run.Node(node).Admission.AdmitAsync(
            Request(session, concurrent, perMinute, minutes, ownConcurrent, ownPerMinute, ownMinutes, step, stage, seconds, tenant ?? StateRun.Tenant, extension), run.Cancellation).ConfigureAwait(false);
        StateRun.That(answer.Verdict == AdmissionVerdict.Admitted, $"session {session ?? "none"}, step {step} must be admitted; it was {answer.Verdict} by {answer.Limit}");
        StateRun.Same(null, answer.Limit, "the limit of an admitted call");
        return answer.MaxSeconds;
    }

    public static async Task RefusedAsync(
        StateRun run, string limit, string? session, int? concurrent = null, int? perMinute = null, int? minutes = null, long? extension = null,
        int? ownConcurrent = null, int? ownPerMinute = null, int? ownMinutes = null, string step = "1", string stage = "", int node = 0)
    {
        AdmissionAnswer answer = await run.Node(node).Admission.AdmitAsync(
            Request(session, concurrent, perMinute, minutes, ownConcurrent, ownPerMinute, ownMinutes, step, stage, 600, StateRun.Tenant, extension), run.Cancellation).ConfigureAwait(false);
        StateRun.That(answer.Verdict == AdmissionVerdict.Refused, $"session {session ?? "none"}, step {step} must be refused; it was {answer.Verdict}");
        StateRun.Same(limit, answer.Limit, "the limit that refused");
    }

    private static async Task<AdmissionAnswer> AskAsync(StateRun run, string session, int? concurrent = null, int? perMinute = null, int node = 0)
        => await run.Node(node).Admission.AdmitAsync(
            Request(session, concurrent, perMinute, null, null, null, null, "1", "", 600, StateRun.Tenant, null), run.Cancellation).ConfigureAwait(false);

    private static AdmissionRequest Request(
        string? session, int? concurrent, int? perMinute, int? minutes, int? ownConcurrent, int? ownPerMinute, int? ownMinutes,
        string step, string stage, int seconds, TenantId tenant, long? extension) => new()
        {
            Tenant = tenant,
            Session = session,
            Step = step,
            Stage = stage,
            Number = PhoneNumber.Parse("+12025550123"),
            ExtensionId = extension,
            Organization = new OutboundLimits(concurrent, perMinute, minutes),
            Extension = new OutboundLimits(ownConcurrent, ownPerMinute, ownMinutes),
            MaxSeconds = seconds,
        };
}
