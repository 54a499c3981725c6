namespace OpBX.State;

/// <summary>What may still be dialled: minutes of the day (rule O4).</summary>
internal static class MinuteChecks
{
    public static IEnumerable<StateCheck> All =>
    [
        new("minutes.reserved", "A call holds back its longest duration, and gets no more than the minutes that are left.", async run =>
        {
            StateRun.Same(600, await AdmissionChecks.AdmittedAsync(run, "s1", minutes: 15), "seconds granted to the first call");
            StateRun.Same(300, await AdmissionChecks.AdmittedAsync(run, "s2", minutes: 15, node: 1), "seconds granted to the second call");
            await AdmissionChecks.RefusedAsync(run, "organization.minutes_per_day", "s3", minutes: 15);
        }),
        new("minutes.settled", "When the call ends, only what it took stays charged.", async run =>
        {
            await AdmissionChecks.AdmittedAsync(run, "s1", minutes: 10);
            await AdmissionChecks.RefusedAsync(run, "organization.minutes_per_day", "s2", minutes: 10);
            await run.OtherNode.Admission.ReleaseAsync(StateRun.Tenant, "s1", 90, run.Cancellation);
            StateRun.Same(510, await AdmissionChecks.AdmittedAsync(run, "s3", minutes: 10), "seconds granted after 90 were used");
        }),
        new("minutes.estimated", "Without a known length the time since admission is charged; the true length corrects it later, once.", async run =>
        {
            await AdmissionChecks.AdmittedAsync(run, "s1", minutes: 10);
            run.Advance(TimeSpan.FromSeconds(100));
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", null, run.Cancellation);
            int left = await AdmissionChecks.AdmittedAsync(run, "s2", minutes: 10);
            StateRun.That(left is >= 490 and <= 500, $"about 100 s must be charged by now, so about 500 granted; {left} were");
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s2", 0, run.Cancellation);
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 30, run.Cancellation);
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 300, run.Cancellation);
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", null, run.Cancellation);
            StateRun.Same(570, await AdmissionChecks.AdmittedAsync(run, "s3", minutes: 10), "seconds granted after the true length, 30 s, was told");
        }),
        new("minutes.clamped", "A call is never charged more than it was granted, nor less than nothing.", async run =>
        {
            await AdmissionChecks.AdmittedAsync(run, "s1", minutes: 20);
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 100_000, run.Cancellation);
            StateRun.Same(600, await AdmissionChecks.AdmittedAsync(run, "s2", minutes: 20), "seconds granted after a call that claims to have been too long");
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s2", -5, run.Cancellation);
            StateRun.Same(600, await AdmissionChecks.AdmittedAsync(run, "s3", minutes: 20), "seconds granted after a call of less than nothing");
        }),
        new("minutes.stages", "Earlier stages of a session were not answered: they are charged with nothing, the last one with the length of the call.", async run =>
        {
            await AdmissionChecks.AdmittedAsync(run, "s", minutes: 20, step: "1", stage: "1");
            StateRun.Same(600, await AdmissionChecks.AdmittedAsync(run, "s", minutes: 10, step: "2", stage: "2"), "seconds granted at the second stage");
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s", 60, run.Cancellation);
            StateRun.Same(540, await AdmissionChecks.AdmittedAsync(run, "t", minutes: 10), "seconds granted after a call of 60 s with two stages");
        }),
        new("minutes.slot-ended", "A slot that ended by itself keeps its minutes charged until the true length is told.", async run =>
        {
            await AdmissionChecks.AdmittedAsync(run, "s1", minutes: 15, seconds: 60);
            run.Advance(TimeSpan.FromSeconds(121));
            StateRun.Same(600, await AdmissionChecks.AdmittedAsync(run, "s2", minutes: 11), "seconds granted while 60 are charged");
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s2", 0, run.Cancellation);
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 10, run.Cancellation);
            StateRun.Same(590, await AdmissionChecks.AdmittedAsync(run, "s3", minutes: 10), "seconds granted after 10 were told");
        }),
        new("minutes.extension", "Minutes are counted by extension too; the smaller rest is granted.", async run =>
        {
            StateRun.Same(300, await AdmissionChecks.AdmittedAsync(run, "s1", minutes: 20, extension: 21, ownMinutes: 5), "seconds granted to extension 21");
            await AdmissionChecks.RefusedAsync(run, "extension.minutes_per_day", "s2", minutes: 20, extension: 21, ownMinutes: 5, node: 1);
            StateRun.Same(600, await AdmissionChecks.AdmittedAsync(run, "s3", minutes: 20, extension: 22, ownMinutes: 10), "seconds granted to extension 22");
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 60, run.Cancellation);
            StateRun.Same(240, await AdmissionChecks.AdmittedAsync(run, "s4", minutes: 20, extension: 21, ownMinutes: 5), "seconds granted to extension 21 after a call of 60 s");
        }),
        new("minutes.next-day", "The next day (UTC) has minutes of its own; a call of the day before does not touch them.", async run =>
        {
            await AdmissionChecks.AdmittedAsync(run, "s1", minutes: 10);
            await AdmissionChecks.RefusedAsync(run, "organization.minutes_per_day", "s2", minutes: 10);
            run.Advance(TimeSpan.FromDays(1));
            StateRun.Same(600, await AdmissionChecks.AdmittedAsync(run, "s3", minutes: 10), "seconds granted on the next day");
            await run.State.Admission.ReleaseAsync(StateRun.Tenant, "s1", 1, run.Cancellation);
            await AdmissionChecks.RefusedAsync(run, "organization.minutes_per_day", "s4", minutes: 10);
        }),
    ];
}
