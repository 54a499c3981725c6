using OpBX.Calls;
using OpBX.Core.Tests.Cdr;
using OpBX.State;

namespace OpBX.Core.Tests.Calls;

public sealed class InMemoryLiveCallsTests
{
    private readonly FixedTime _time = new();
    private readonly ILiveCalls _calls;

    public InMemoryLiveCallsTests()
        => _calls = new InMemoryOpBXState(_time, new InMemoryStateLimits { LiveCallMemory = TimeSpan.FromHours(1), MaxEntries = 3 }).LiveCalls;

    [Fact]
    public async Task Set_state_never_goes_back_and_an_ended_call_stays_ended()
    {
        await SetAsync("s1", CallStatus.Answered);
        await SetAsync("s1", CallStatus.Ringing);
        (await ListAsync()).Single().Status.Should().Be(CallStatus.Answered);

        await _calls.EndAsync(RecordHost.Tenant, "s1", default);
        await SetAsync("s1", CallStatus.Answered);
        (await ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task List_is_by_tenant_and_oldest_first()
    {
        await SetAsync("s2", CallStatus.Ringing, startedAfter: 5);
        await SetAsync("s1", CallStatus.Ringing, startedAfter: 1);
        await _calls.SetAsync(RecordHost.Other, new LiveCall { Session = "s3", Status = CallStatus.Ringing }, default);

        (await ListAsync()).Select(static c => c.Session).Should().Equal("s1", "s2");
    }

    [Fact]
    public async Task Calls_of_which_nothing_is_heard_leave()
    {
        await SetAsync("s1", CallStatus.Answered);
        _time.Now += TimeSpan.FromMinutes(61);

        (await ListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Calls_beyond_the_bound_push_out_the_longest_unheard()
    {
        for (int i = 0; i < 5; i++) await SetAsync("s" + i, CallStatus.Ringing, startedAfter: i);

        (await ListAsync()).Select(static c => c.Session).Should().Equal("s2", "s3", "s4");
    }

    private ValueTask SetAsync(string session, CallStatus status, int startedAfter = 0)
        => _calls.SetAsync(RecordHost.Tenant, new LiveCall { Session = session, Status = status, StartedAt = RecordHost.Start.AddSeconds(startedAfter) }, default);

    private ValueTask<IReadOnlyList<LiveCall>> ListAsync() => _calls.ListAsync(RecordHost.Tenant, default);
}
