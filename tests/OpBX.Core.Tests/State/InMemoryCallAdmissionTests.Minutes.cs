using OpBX.Outbound;
using OpBX.Tenants;

namespace OpBX.Core.Tests.State;

/// <summary>Minutes per day: reserved when a call begins, settled when it ends.</summary>
public sealed partial class InMemoryCallAdmissionTests
{
    [Fact]
    public async Task AdmitAsync_minutes_are_reserved_then_settled_with_the_true_length()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, null, 15);
        (await admission.AdmitAsync(Ask("a", limits), default)).Should().Be(Granted);
        (await admission.AdmitAsync(Ask("b", limits), default)).MaxSeconds.Should().Be(300, "10 of 15 minutes are reserved");
        (await admission.AdmitAsync(Ask("c", limits), default)).Should().Be(Refused("organization.minutes_per_day"));

        await admission.ReleaseAsync(new TenantId(1), "a", 61, default);

        (await admission.AdmitAsync(Ask("d", limits), default)).MaxSeconds.Should().Be(539);
        await admission.ReleaseAsync(new TenantId(1), "b", 300, default);
        await admission.ReleaseAsync(new TenantId(1), "d", 0, default);
        (await admission.AdmitAsync(Ask("e", limits), default)).MaxSeconds.Should().Be(539);
    }

    [Fact]
    public async Task AdmitAsync_fewer_minutes_of_organization_or_extension_decide()
    {
        ICallAdmission admission = Admission();
        var few = new OutboundLimits(null, null, 2);
        var many = new OutboundLimits(null, null, 100);

        (await admission.AdmitAsync(Ask("a", many, 5, few), default)).MaxSeconds.Should().Be(120);
        (await admission.AdmitAsync(Ask("b", few, 6, many), default)).Should().Be(Refused("organization.minutes_per_day"));
        (await admission.AdmitAsync(Ask("c", many, 5, few), default)).Should().Be(Refused("extension.minutes_per_day"));
    }

    [Fact]
    public async Task AdmitAsync_minutes_begin_anew_with_the_utc_day()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, null, 10);
        _clock.Advance(new TimeSpan(11, 59, 0));
        await admission.AdmitAsync(Ask("late", limits), default);
        (await admission.AdmitAsync(Ask("later", limits), default)).Should().Be(Refused("organization.minutes_per_day"));

        _clock.Advance(TimeSpan.FromMinutes(1));
        (await admission.AdmitAsync(Ask("early", limits), default)).Should().Be(Granted);
        await admission.ReleaseAsync(new TenantId(1), "late", 0, default);
        (await admission.AdmitAsync(Ask("next", limits), default)).Should().Be(Refused("organization.minutes_per_day"), "yesterday's call gives back yesterday's minutes");
    }

    [Fact]
    public async Task AdmitAsync_clock_set_back_over_midnight_gives_no_new_minutes()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, null, 10);
        _clock.SetUtcNow(new DateTimeOffset(2030, 3, 6, 0, 0, 1, TimeSpan.Zero));
        await admission.AdmitAsync(Ask("a", limits), default);

        _clock.SetUtcNow(new DateTimeOffset(2030, 3, 5, 23, 59, 59, TimeSpan.Zero));
        (await admission.AdmitAsync(Ask("b", limits), default)).Should().Be(Refused("organization.minutes_per_day"));
        _clock.SetUtcNow(new DateTimeOffset(2030, 3, 6, 0, 0, 1, TimeSpan.Zero));
        (await admission.AdmitAsync(Ask("c", limits), default)).Should().Be(Refused("organization.minutes_per_day"));
    }

    [Fact]
    public async Task ReleaseAsync_without_length_charges_the_time_since_the_call_was_admitted()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, null, 10);
        await admission.AdmitAsync(Ask("a", limits), default);
        _clock.Advance(TimeSpan.FromMilliseconds(89_001));
        await admission.ReleaseAsync(new TenantId(1), "a", null, default);

        (await admission.AdmitAsync(Ask("b", limits), default)).MaxSeconds.Should().Be(600 - 90);
    }

    [Fact]
    public async Task ReleaseAsync_true_length_corrects_an_estimate_and_nothing_corrects_the_true_length()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, null, 10);
        await admission.AdmitAsync(Ask("a", limits), default);
        _clock.Advance(TimeSpan.FromSeconds(100));
        await admission.ReleaseAsync(new TenantId(1), "a", null, default);
        await admission.ReleaseAsync(new TenantId(1), "a", 40, default);
        await admission.ReleaseAsync(new TenantId(1), "a", 90, default);
        await admission.ReleaseAsync(new TenantId(1), "a", null, default);

        (await admission.AdmitAsync(Ask("b", limits), default)).MaxSeconds.Should().Be(560);
    }

    [Theory]
    [InlineData(-5, 600)]
    [InlineData(0, 600)]
    [InlineData(601, 300)]
    [InlineData(int.MaxValue, 300)]
    public async Task ReleaseAsync_absurd_length_is_brought_into_what_was_granted(int seconds, int left)
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(null, null, 15);
        await admission.AdmitAsync(Ask("a", limits), default);
        await admission.ReleaseAsync(new TenantId(1), "a", seconds, default);

        (await admission.AdmitAsync(Ask("b", limits), default)).MaxSeconds.Should().Be(left);
    }

    [Fact]
    public async Task ReleaseAsync_frees_all_slots_of_the_session_and_charges_its_length_once()
    {
        ICallAdmission admission = Admission();
        var limits = new OutboundLimits(3, null, 40);
        foreach (string step in (string[])["first", "second", "third"]) await admission.AdmitAsync(Ask("a", limits) with { Step = step }, default);
        (await admission.AdmitAsync(Ask("b", limits), default)).Should().Be(Refused("organization.concurrent"));

        await admission.ReleaseAsync(new TenantId(1), "a", 300, default);
        await admission.ReleaseAsync(new TenantId(1), "a", 300, default);

        var answers = new List<AdmissionAnswer>();
        foreach (string session in (string[])["c", "d", "e", "f"]) answers.Add(await admission.AdmitAsync(Ask(session, limits), default));
        answers.Select(answer => answer.Limit).Should().Equal(null, null, null, "organization.concurrent");
        await admission.ReleaseAsync(new TenantId(1), "c", 600, default);
        (await admission.AdmitAsync(Ask("g", limits), default)).MaxSeconds.Should().Be((40 * 60) - 300 - 1_800);
    }
}
