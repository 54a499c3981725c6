using OpBX.Diagnostics;

namespace OpBX.State.Redis.Tests.State;

public sealed class LinkBreakerTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly LinkBreaker _breaker;

    public LinkBreakerTests() => _breaker = new LinkBreaker(5, _time);

    [Fact]
    public void Five_failures_in_a_row_open_it_and_a_success_between_starts_the_count_anew()
    {
        for (int i = 0; i < 4; i++) Fail(waitedOut: false).Should().BeFalse();
        _breaker.Succeeded();
        for (int i = 0; i < 4; i++) Fail(waitedOut: false).Should().BeFalse();
        _breaker.IsOpen.Should().BeFalse();

        Fail(waitedOut: false).Should().BeTrue();
        _breaker.IsOpen.Should().BeTrue();
        Fail(waitedOut: false).Should().BeFalse("it is open already, and one trial is enough");
    }

    [Fact]
    public void One_call_that_waited_its_limit_while_nobody_was_answered_opens_it()
        => Fail(waitedOut: true).Should().BeTrue();

    [Fact]
    public void One_call_that_waited_its_limit_while_others_were_answered_does_not()
    {
        long started = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        _breaker.Succeeded();
        _time.Advance(TimeSpan.FromMilliseconds(100));

        _breaker.Failed(started, waitedOut: true).Should().BeFalse();
    }

    [Fact]
    public void A_late_answer_does_not_close_it_a_trial_does()
    {
        Fail(waitedOut: true);
        _breaker.Succeeded();
        _breaker.IsOpen.Should().BeTrue();

        _breaker.Close();
        _breaker.IsOpen.Should().BeFalse();
        Fail(waitedOut: false).Should().BeFalse("the count starts anew");
    }

    [Fact]
    public void How_long_it_fails_is_counted_from_the_begin_of_the_first_call_that_failed()
    {
        _breaker.FailingFor.Should().Be(TimeSpan.Zero);
        Fail(waitedOut: true);
        _time.Advance(TimeSpan.FromSeconds(2));
        Fail(waitedOut: true);

        _breaker.FailingFor.Should().Be(TimeSpan.FromSeconds(2.4));
        _breaker.Close();
        _breaker.FailingFor.Should().Be(TimeSpan.Zero);
    }

    private bool Fail(bool waitedOut)
    {
        long started = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(200));
        return _breaker.Failed(started, waitedOut);
    }
}

public sealed class NoticeOrderTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly NoticeOrder _order;

    public NoticeOrderTests() => _order = new NoticeOrder(_time);

    [Fact]
    public void Of_numbers_in_any_order_and_twice_nothing_is_missed()
    {
        foreach (long number in (long[])[9, 7, 8, 11, 10, 9, 11, 7]) _order.Take(number);
        _time.Advance(TimeSpan.FromSeconds(5));

        _order.TakeMissed().Should().BeFalse();
    }

    [Fact]
    public void A_gap_counts_as_missed_once_after_a_second()
    {
        _order.Take(1);
        _order.Take(3);
        _order.TakeMissed().Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(1));

        _order.TakeMissed().Should().BeTrue();
        _order.TakeMissed().Should().BeFalse();
    }

    [Fact]
    public void A_large_gap_and_a_count_that_starts_anew_are_missed_at_once()
    {
        _order.Take(1);
        _order.Take(5000);
        _order.TakeMissed().Should().BeTrue();

        _order.Take(1);
        _order.TakeMissed().Should().BeTrue("Redis lost its number");
        _order.Take(2);
        _order.TakeMissed().Should().BeFalse();
    }
}
