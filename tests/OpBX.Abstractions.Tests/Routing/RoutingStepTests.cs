using OpBX.Routing;

namespace OpBX.Abstractions.Tests.Routing;

public sealed class RoutingStepTests
{
    [Fact]
    public void ToString_full_step_reads_back_the_same()
    {
        RoutingStep step = new RoutingStep
        {
            At = new DestinationRef(DestinationKind.ExternalNumber, "+15550100100 & «x»"),
            Stage = "pin",
            Turn = 2,
            First = 12,
            Tried = [12, 14],
            Hops = 3,
            Answered = true,
            Announced = true,
            Groups = [7, 8],
            Data = "a=b&c",
        }.WithAttempts(3, 1).WithAttempts(5, 2);

        RoutingStep.TryParse("https://pbx.example.com/api" + step, out RoutingStep read).Should().BeTrue();

        read.ToString().Should().Be(step.ToString());
        read.At.Should().Be(step.At);
        read.Tried.Should().Equal(12, 14);
        read.AttemptsAt(5).Should().Be(2);
        read.Data.Should().Be("a=b&c");
    }

    [Fact]
    public void ToString_is_short_and_readable()
        => new RoutingStep { At = DestinationRef.To(DestinationKind.RingGroup, 7), Turn = 1, First = 12, Tried = [12, 14], Hops = 3 }.ToString()
            .Should().Be("/voice/continue?at=ring_group:7&turn=1&first=12&tried=12,14&hops=3");

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?at=")]
    [InlineData("?at=:7")]
    [InlineData("?at=RING:7")]
    [InlineData("?at=ivr:3&turn=-1")]
    [InlineData("?at=ivr:3&turn=x")]
    [InlineData("?at=ivr:3&turn=1001")]
    [InlineData("?at=ivr:3&tried=1,,2")]
    [InlineData("?at=ivr:3&tries=3")]
    [InlineData("?at=ivr:3&tries=3:x")]
    [InlineData("?at=ivr:3&answered=2")]
    [InlineData("?at=ivr:3&first=99999999999999999999")]
    public void TryParse_what_nobody_wrote_is_refused(string query)
    {
        RoutingStep.TryParse("/voice/continue" + query, out RoutingStep step).Should().BeFalse();
        step.Should().Be(RoutingStep.Start);
    }

    [Fact]
    public void TryParse_lists_are_bounded()
    {
        string ids(int count) => "/voice/continue?at=ring_group:7&tried=" + string.Join(',', Enumerable.Range(1, count));
        RoutingStep.TryParse(ids(RoutingStep.MaxListLength), out _).Should().BeTrue();
        RoutingStep.TryParse(ids(RoutingStep.MaxListLength + 1), out _).Should().BeFalse();
    }

    [Fact]
    public void TryFormat_without_room_writes_nothing()
    {
        var step = new RoutingStep { At = DestinationRef.To(DestinationKind.Ivr, 3), Hops = 1 };
        step.TryFormat(new byte[10], out int written, default, null).Should().BeFalse();
        written.Should().Be(0);
    }

    [Fact]
    public void WithAttempts_counts_by_menu_and_forgets_at_zero()
    {
        RoutingStep step = RoutingStep.Start.WithAttempts(3, 1).WithAttempts(5, 1).WithAttempts(3, 2);
        step.AttemptsAt(3).Should().Be(2);
        step.AttemptsAt(5).Should().Be(1);
        step.WithAttempts(3, 0).AttemptsAt(3).Should().Be(0);
    }
}
