using OpBX.Diagnostics;

namespace OpBX.Core.Tests.Diagnostics;

public sealed class ManualTimeProviderTests
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Advance_moves_time_and_timestamps_together()
    {
        long before = _clock.GetTimestamp();

        _clock.GetUtcNow().Should().Be(Start);
        _clock.Advance(TimeSpan.FromMilliseconds(1_500));

        _clock.GetUtcNow().Should().Be(Start.AddMilliseconds(1_500));
        _clock.GetElapsedTime(before).Should().Be(TimeSpan.FromMilliseconds(1_500));
        _clock.GetLocalNow().Should().Be(_clock.GetUtcNow());
    }

    [Fact]
    public void Advance_backwards_is_refused()
    {
        Action act = () => _clock.Advance(TimeSpan.FromTicks(-1));

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void SetUtcNow_moves_the_wall_clock_alone()
    {
        int fired = 0;
        using ITimer timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        long before = _clock.GetTimestamp();

        _clock.SetUtcNow(Start.AddDays(2));
        _clock.SetUtcNow(Start.AddDays(-1));

        _clock.GetUtcNow().Should().Be(Start.AddDays(-1));
        _clock.GetElapsedTime(before).Should().Be(TimeSpan.Zero);
        fired.Should().Be(0);
        _clock.Advance(TimeSpan.FromMinutes(1));
        fired.Should().Be(1);
    }

    [Fact]
    public void CreateTimer_fires_in_order_each_at_its_own_instant()
    {
        var fired = new List<string>();
        using ITimer late = Timer("late", 30, 0);
        using ITimer often = Timer("often", 10, 15);

        _clock.Advance(TimeSpan.FromSeconds(9));
        fired.Should().BeEmpty();
        _clock.Advance(TimeSpan.FromSeconds(31));

        fired.Should().Equal("often 10", "often 25", "late 30", "often 40");

        ITimer Timer(string name, int due, int period) => _clock.CreateTimer(
            _ => fired.Add($"{name} {(_clock.GetUtcNow() - Start).TotalSeconds}"),
            null,
            TimeSpan.FromSeconds(due),
            period == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
    }

    [Fact]
    public void CreateTimer_changed_or_disposed_timer_keeps_to_it()
    {
        int fired = 0;
        ITimer timer = _clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));

        timer.Change(TimeSpan.FromSeconds(20), Timeout.InfiniteTimeSpan).Should().BeTrue();
        _clock.Advance(TimeSpan.FromSeconds(19));
        fired.Should().Be(0);
        _clock.Advance(TimeSpan.FromSeconds(60));
        fired.Should().Be(1);

        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan).Should().BeTrue();
        fired.Should().Be(2, "a timer due at once fires at once");
        timer.Dispose();
        timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan).Should().BeFalse();
        _clock.Advance(TimeSpan.FromDays(1));
        fired.Should().Be(2);
    }

    [Fact]
    public async Task Delay_ends_when_the_clock_gets_there()
    {
        Task delay = Task.Delay(TimeSpan.FromMinutes(5), _clock);

        _clock.Advance(TimeSpan.FromMinutes(4));
        delay.IsCompleted.Should().BeFalse();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await delay;
    }
}
