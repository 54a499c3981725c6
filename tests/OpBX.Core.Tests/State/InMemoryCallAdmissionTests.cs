using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Core.Tests.State;

public sealed partial class InMemoryCallAdmissionTests
{
    private static readonly AdmissionAnswer Granted = new(AdmissionVerdict.Admitted, 600, null);
    private readonly ManualTimeProvider _clock = new(new DateTimeOffset(2030, 3, 5, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task AdmitAsync_without_limits_admits_for_the_time_asked()
    {
        (await Admission().AdmitAsync(Ask("a", default), default)).Should().Be(Granted);
    }

    [Fact]
    public async Task AdmitAsync_concurrent_calls_are_limited_until_one_ends()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(2, null, null);
        (await admission.AdmitAsync(Ask("a", limits), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("b", limits), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("c", limits), default)).Should().Be(Refused("organization.concurrent"));

        await admission.ReleaseAsync(new TenantId(1), "a", 5, default);

        (await admission.AdmitAsync(Ask("d", limits), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("e", limits), default)).Should().Be(Refused("organization.concurrent"));
    }

    [Fact]
    public async Task AdmitAsync_next_stage_of_a_session_gives_back_what_the_stages_before_held()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(2, null, 20);
        (await admission.AdmitAsync(Ask("a", limits) with { Stage = "1", Step = "1/x" }, default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("a", limits) with { Stage = "1", Step = "1/y" }, default)).Should().Be(Granted, "legs of one stage ring together");
        (await admission.AdmitAsync(Ask("b", limits), default)).Should().Be(Refused("organization.concurrent"));

        (await admission.AdmitAsync(Ask("a", limits) with { Stage = "2", Step = "2/x" }, default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("c", limits), default)).Should().Be(Granted, "one slot and ten minutes are free again");
        (await admission.AdmitAsync(Ask("d", limits), default)).Should().Be(Refused("organization.concurrent"));
    }

    [Theory]
    [InlineData("concurrent")]
    [InlineData("per_minute")]
    [InlineData("minutes_per_day")]
    public async Task AdmitAsync_limit_zero_lets_nothing_through(string limit)
    {
        var zero = new OutboundLimits(limit == "concurrent" ? 0 : null, limit == "per_minute" ? 0 : null, limit == "minutes_per_day" ? 0 : null);

        (await Admission().AdmitAsync(Ask("a", zero), default)).Should().Be(Refused("organization." + limit));
        (await Admission().AdmitAsync(Ask("a", default, extension: 5, extensionLimits: zero), default)).Should().Be(Refused("extension." + limit));
    }

    [Fact]
    public async Task AdmitAsync_extension_limits_count_for_that_extension_alone()
    {
        ICallAdmission admission = Admission();
        var one = new OutboundLimits(1, null, null);
        await admission.AdmitAsync(Ask("a", default, 5, one), default);

        (await admission.AdmitAsync(Ask("b", default, 5, one), default)).Should().Be(Refused("extension.concurrent"));
        (await admission.AdmitAsync(Ask("c", default, 6, one), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("d", new OutboundLimits(2, null, null), 7, one), default)).Should().Be(Refused("organization.concurrent"));
    }

    [Fact]
    public async Task AdmitAsync_refused_by_the_extension_takes_nothing_from_the_organization()
    {
        ICallAdmission admission = Admission();
        var organization = new OutboundLimits(1, 1, 10);
        await admission.AdmitAsync(Ask("a", organization, 5, new OutboundLimits(0, null, null)), default);

        (await admission.AdmitAsync(Ask("b", organization), default)).Should().Be(Granted);
    }

    [Fact]
    public async Task AdmitAsync_tenants_are_apart()
    {
        ICallAdmission admission = Admission();
        var one = new OutboundLimits(1, 1, 10);
        await admission.AdmitAsync(Ask("a", one), default);

        (await admission.AdmitAsync(Ask("a", one) with { Tenant = new TenantId(2) }, default)).Should().Be(Granted);
        await admission.ReleaseAsync(new TenantId(3), "a", 0, default);
        (await admission.AdmitAsync(Ask("b", one), default)).Should().Be(Refused("organization.concurrent"));
    }

    [Fact]
    public async Task AdmitAsync_per_minute_counts_any_sixty_seconds()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, 2, null);
        (await admission.AdmitAsync(Ask("at 0", limits), default)).Should().Be(Granted);
        _clock.Advance(TimeSpan.FromSeconds(40));
        (await admission.AdmitAsync(Ask("at 40", limits), default)).Should().Be(Granted);
        _clock.Advance(TimeSpan.FromMilliseconds(19_999));
        (await admission.AdmitAsync(Ask("at 59.999", limits), default)).Should().Be(Refused("organization.per_minute"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await admission.AdmitAsync(Ask("at 60", limits), default)).Should().Be(Granted);
        _clock.Advance(TimeSpan.FromMilliseconds(39_999));
        (await admission.AdmitAsync(Ask("at 99.999", limits), default)).Should().Be(Refused("organization.per_minute"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await admission.AdmitAsync(Ask("at 100", limits), default)).Should().Be(Granted);
    }

    [Fact]
    public async Task AdmitAsync_per_minute_agrees_with_a_list_of_all_starts()
    {
        var random = new Random(7);
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, 5, null);
        var starts = new List<TimeSpan>();
        TimeSpan now = TimeSpan.Zero;
        for (int i = 0; i < 2_000; i++)
        {
            bool expected = starts.Count(start => start > now - TimeSpan.FromSeconds(60)) < 5;
            bool admitted = (await admission.AdmitAsync(Ask("call " + i, limits), default)).Verdict == AdmissionVerdict.Admitted;
            admitted.Should().Be(expected, "of call {0} at {1}", i, now);
            if (admitted) starts.Add(now);
            TimeSpan pause = TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 0 : random.Next(12_000));
            now += pause;
            _clock.Advance(pause);
        }
        starts.Count.Should().BeInRange(500, 1_950);
    }

    [Fact]
    public async Task AdmitAsync_released_call_still_counts_for_its_minute()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, 1, null);
        await admission.AdmitAsync(Ask("a", limits), default);
        await admission.ReleaseAsync(new TenantId(1), "a", 1, default);

        (await admission.AdmitAsync(Ask("b", limits), default)).Should().Be(Refused("organization.per_minute"));
    }

    [Fact]
    public async Task ReleaseAsync_unknown_session_is_ignored()
    {
        ICallAdmission admission = Admission();
        await admission.ReleaseAsync(new TenantId(1), "nobody", 60, default);

        (await admission.AdmitAsync(Ask("a", new OutboundLimits(1, 1, 10)), default)).Should().Be(Granted);
    }

    [Fact]
    public async Task AdmitAsync_same_session_and_step_gets_the_same_answer_and_counts_once()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(2, 2, 15);
        for (int i = 0; i < 3; i++) (await admission.AdmitAsync(Ask("a", limits), default)).Should().Be(Granted);
        for (int i = 0; i < 3; i++) (await admission.AdmitAsync(Ask("b", limits), default)).MaxSeconds.Should().Be(300);
        for (int i = 0; i < 3; i++) (await admission.AdmitAsync(Ask("c", limits), default)).Should().Be(Refused("organization.concurrent"));

        await admission.ReleaseAsync(new TenantId(1), "a", 0, default);
        await admission.ReleaseAsync(new TenantId(1), "b", 0, default);
        _clock.Advance(TimeSpan.FromMinutes(2));

        (await admission.AdmitAsync(Ask("c", limits), default)).Should().Be(Refused("organization.concurrent"), "a refusal is remembered too");
        (await admission.AdmitAsync(Ask("a", limits), default)).Should().Be(Granted, "after the call as well");
        (await admission.AdmitAsync(Ask("d", limits), default)).Should().Be(Granted, "and the repetition holds no slot, no start and no minute");
        (await admission.AdmitAsync(Ask("e", limits), default)).MaxSeconds.Should().Be(300);
    }

    [Fact]
    public async Task AdmitAsync_answer_is_forgotten_some_time_after_the_call()
    {
        ICallAdmission admission = Admission(new InMemoryStateLimits { SessionMemory = TimeSpan.FromHours(1) });
        var limits = new OutboundLimits(1, null, null);
        await admission.AdmitAsync(Ask("a", limits), default);
        await admission.AdmitAsync(Ask("b", limits), default);
        await admission.ReleaseAsync(new TenantId(1), "a", 0, default);

        _clock.Advance(TimeSpan.FromMinutes(59));
        (await admission.AdmitAsync(Ask("b", limits), default)).Should().Be(Refused("organization.concurrent"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await admission.AdmitAsync(Ask("b", limits), default)).Should().Be(Granted);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task AdmitAsync_without_session_every_request_is_a_call(string? session)
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(2, null, null);
        (await admission.AdmitAsync(Ask(session, limits), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask(session, limits), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask(session, limits), default)).Should().Be(Refused("organization.concurrent"));

        _clock.Advance(TimeSpan.FromSeconds(660));
        (await admission.AdmitAsync(Ask(session, limits), default)).Should().Be(Granted, "the slots ended by themselves");
    }

    [Fact]
    public async Task AdmitAsync_slot_that_is_never_released_ends_60_seconds_after_the_longest_duration()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(1, null, 15);
        await admission.AdmitAsync(Ask("a", limits), default);

        _clock.Advance(TimeSpan.FromMilliseconds(659_999));
        (await admission.AdmitAsync(Ask("b", limits), default)).Should().Be(Refused("organization.concurrent"));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        (await admission.AdmitAsync(Ask("c", limits), default)).MaxSeconds.Should().Be(300, "its minutes stay taken");

        await admission.ReleaseAsync(new TenantId(1), "a", 60, default);
        await admission.ReleaseAsync(new TenantId(1), "c", 0, default);
        (await admission.AdmitAsync(Ask("d", limits) with { MaxSeconds = 900 }, default)).MaxSeconds.Should().Be(840, "until the true length is known");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public async Task AdmitAsync_burst_over_threads_admits_exactly_the_cap(int cap)
    {
        const int attempts = 1_250;
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(cap, cap + 3, null);
        var admitted = new int[ManyThreads.Count];
        await ManyThreads.RunAsync(async thread =>
        {
            for (int i = 0; i < attempts; i++)
            {
                AdmissionAnswer answer = await admission.AdmitAsync(Ask($"{thread}-{i}", limits, extension: thread), default);
                if (answer.Verdict == AdmissionVerdict.Admitted) admitted[thread]++;
            }
        });

        admitted.Sum().Should().Be(cap);
    }

    [Fact]
    public async Task AdmitAsync_same_question_over_threads_counts_once()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(100, null, null);
        await ManyThreads.RunAsync(async _ =>
        {
            for (int i = 0; i < 50; i++) (await admission.AdmitAsync(Ask("call " + i, limits), default)).Should().Be(Granted);
        });

        for (int i = 0; i < 50; i++) (await admission.AdmitAsync(Ask("more " + i, limits), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("too many", limits), default)).Should().Be(Refused("organization.concurrent"));
    }

    [Fact]
    public async Task AdmitAsync_calls_coming_and_going_over_threads_leave_no_slot_behind()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(ManyThreads.Count, null, null);
        await ManyThreads.RunAsync(async thread =>
        {
            for (int i = 0; i < 2_000; i++)
            {
                string session = $"{thread}-{i}";
                (await admission.AdmitAsync(Ask(session, limits), default)).Should().Be(Granted);
                await admission.ReleaseAsync(new TenantId(1), session, 1, default);
            }
        });

        for (int i = 0; i < ManyThreads.Count; i++) (await admission.AdmitAsync(Ask("after " + i, limits), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("too many", limits), default)).Should().Be(Refused("organization.concurrent"));
    }

    [Fact]
    public async Task AdmitAsync_flood_of_refusals_pushes_out_no_live_call()
    {
        ICallAdmission admission = Admission(new InMemoryStateLimits { MaxEntries = 100 });
        var limits = new OutboundLimits(1, null, null);
        await admission.AdmitAsync(Ask("live", limits), default);

        for (int i = 0; i < 1_000; i++) (await admission.AdmitAsync(Ask("flood " + i, limits), default)).Should().Be(Refused("organization.concurrent"));

        (await admission.AdmitAsync(Ask("live", limits), default)).Should().Be(Granted);
        await admission.ReleaseAsync(new TenantId(1), "live", 0, default);
        (await admission.AdmitAsync(Ask("flood 999", limits), default)).Should().Be(Refused("organization.concurrent"), "the latest refusals are remembered");
        (await admission.AdmitAsync(Ask("flood 0", limits), default)).Should().Be(Granted, "the oldest are not");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task AdmitAsync_call_without_duration_is_a_mistake_of_the_caller(int maxSeconds)
    {
        Func<Task> act = async () => await Admission().AdmitAsync(Ask("a", default) with { MaxSeconds = maxSeconds }, default);

        await act.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task AdmitAsync_cancelled_counts_nothing()
    {
        ICallAdmission admission = Admission();
        var one = new OutboundLimits(1, 1, 10);
        Func<Task> admit = async () => await admission.AdmitAsync(Ask("a", one), new CancellationToken(canceled: true));
        Func<Task> release = async () => await admission.ReleaseAsync(new TenantId(1), "b", 0, new CancellationToken(canceled: true));

        await admit.Should().ThrowAsync<OperationCanceledException>();
        (await admission.AdmitAsync(Ask("b", one), default)).Should().Be(Granted);
        await release.Should().ThrowAsync<OperationCanceledException>();
        (await admission.AdmitAsync(Ask("c", one), default)).Should().Be(Refused("organization.concurrent"));
    }

    private ICallAdmission Admission() => new InMemoryOpBXState(_clock).Admission;

    private ICallAdmission Admission(InMemoryStateLimits limits) => new InMemoryOpBXState(_clock, limits).Admission;

    private static AdmissionAnswer Refused(string limit) => new(AdmissionVerdict.Refused, 0, limit);

    private static AdmissionRequest Ask(string? session, OutboundLimits limits, long? extension = null, OutboundLimits extensionLimits = default) => new()
    {
        Tenant = new TenantId(1),
        Session = session,
        Step = "outbound",
        Number = PhoneNumber.Parse("+12125550123"),
        ExtensionId = extension,
        Organization = limits,
        Extension = extensionLimits,
        MaxSeconds = 600,
    };
}
