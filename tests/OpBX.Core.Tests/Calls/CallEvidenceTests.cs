using OpBX.Calls;
using OpBX.Core.Tests.Cdr;

namespace OpBX.Core.Tests.Calls;

public sealed class CallEvidenceTests
{
    [Fact]
    public void Merge_in_any_order_and_any_number_of_times_gives_the_same_row()
    {
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++)
        {
            CallReport[] reports = [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => RandomReport(random))];
            CallLog straight = Merge(reports);
            CallReport[] shuffled = [.. reports.Concat(reports)];
            random.Shuffle(shuffled);

            Plain(Merge(shuffled)).Should().Be(Plain(straight));
        }
    }

    [Fact]
    public void Merge_that_says_nothing_new_gives_the_same_instance()
    {
        CallReport report = RandomReport(new Random(1));
        CallLog row = CallLog.Create(report, RecordHost.Start);

        row.Merge(report, RecordHost.Start.AddHours(1)).Should().BeSameAs(row);
    }

    [Fact]
    public void ToJson_comes_back_equal()
    {
        var random = new Random(3);
        for (int round = 0; round < 500; round++)
        {
            CallEvidence evidence = Merge([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => RandomReport(random))]).Evidence;

            CallEvidence.FromJson("s1", evidence.ToJson()).Should().Be(evidence);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void FromJson_of_nothing_is_none(string? json)
        => CallEvidence.FromJson("s1", json).Should().Be(CallEvidence.None);

    [Fact]
    public void With_more_legs_than_are_kept_keeps_the_own_leg_and_the_latest()
    {
        CallEvidence evidence = CallEvidence.None;
        for (int i = 0; i < 100; i++)
        {
            evidence = evidence.With(new CallReport
            {
                CallId = "s1", Source = CallReportSource.Cdr, At = RecordHost.Start, Status = CallStatus.Failed, LegId = $"leg-{i}", OwnLegId = "leg-0",
                EndedAt = RecordHost.Start.AddSeconds(i),
            });
        }

        evidence.Legs.Should().HaveCount(CallEvidence.MaxLegs);
        evidence.ClosingLeg!.LegId.Should().Be("leg-0");
        evidence.Legs.Select(static leg => leg.LegId).Should().Contain("leg-99").And.NotContain("leg-1");
    }

    [Fact]
    public void Join_is_the_greater_state_and_codes_come_back()
    {
        CallStatus[] order = [CallStatus.Initiated, CallStatus.Ringing, CallStatus.Answered, CallStatus.Failed, CallStatus.NoAnswer, CallStatus.Busy, CallStatus.Completed];
        order.Should().BeInAscendingOrder().And.HaveCount(Enum.GetValues<CallStatus>().Length);
        foreach (CallStatus a in order)
        {
            CallStatuses.TryParse(a.Code(), out CallStatus back).Should().BeTrue();
            back.Should().Be(a);
            foreach (CallStatus b in order) CallStatuses.Join(a, b).Should().Be((CallStatus)Math.Max((int)a, (int)b)).And.Be(CallStatuses.Join(b, a));
        }
        CallStatuses.TryParse("ended", out CallStatus none).Should().BeFalse();
        none.Should().Be(CallStatus.Initiated);
        CallStatuses.Join(null, CallStatus.Busy).Should().Be(CallStatus.Busy);
    }

    private static CallLog Plain(CallLog row) => row with { UpdatedAt = default, Evidence = row.Evidence with { HasAnswered = false, HasEnded = false } };

    private static CallLog Merge(CallReport[] reports)
        => reports.Skip(1).Aggregate(CallLog.Create(reports[0], RecordHost.Start), static (row, report) => row.Merge(report, RecordHost.Start));

    private static CallReport RandomReport(Random random)
    {
        var source = (CallReportSource)random.Next(4);
        return new CallReport
        {
            CallId = "s1",
            Source = source,
            At = RecordHost.Start.AddSeconds(random.Next(3)),
            Status = source is CallReportSource.Cdr || (source is CallReportSource.SessionUpdate && random.Next(3) > 0) ? (CallStatus)random.Next(7) : null,
            Direction = random.Next(3) switch { 0 => RecordedDirection.Inbound, 1 => RecordedDirection.Outbound, _ => null },
            From = random.Next(4) switch { 0 => "anonymous", 1 => "+15550100001", 2 => "1004", _ => null },
            To = random.Next(3) switch { 0 => "+15550100002", 1 => "", _ => null },
            DidId = random.Next(2) == 0 ? null : random.Next(3),
            ExtensionId = random.Next(2) == 0 ? null : random.Next(3),
            RingGroupId = random.Next(2) == 0 ? null : random.Next(3),
            InitiatedAt = Time(random),
            AnsweredAt = Time(random),
            EndedAt = Time(random),
            DurationSeconds = random.Next(2) == 0 ? null : random.Next(100),
            BilledSeconds = random.Next(2) == 0 ? null : random.Next(100),
            RecordingUrl = random.Next(3) == 0 ? "https://example.test/" + random.Next(3) : null,
            LegId = source is CallReportSource.Cdr ? "leg-" + random.Next(4) : null,
            OwnLegId = random.Next(4) == 0 ? "leg-" + random.Next(2) : null,
            OtherLegIds = random.Next(4) == 0 ? ["leg-" + random.Next(2, 4)] : [],
        };
    }

    private static DateTimeOffset? Time(Random random) => random.Next(3) == 0 ? null : RecordHost.Start.AddMilliseconds(random.Next(5) * 700);
}
