using OpBX.Diagnostics;
using OpBX.RingGroups;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Core.Tests.State;

public sealed class InMemoryRingRotationTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task NextAsync_consecutive_calls_start_at_consecutive_members()
    {
        IRingRotation rotation = Rotation();

        (await Turns(rotation, [11, 12, 13], 7)).Should().Equal(11, 12, 13, 11, 12, 13, 11);
    }

    [Fact]
    public async Task NextAsync_same_session_and_step_consumes_nothing()
    {
        IRingRotation rotation = Rotation();
        await Turns(rotation, [11, 12, 13], 1);

        for (int i = 0; i < 5; i++) (await rotation.NextAsync(Ask([11, 12, 13], "session"), default)).Should().Be(12);
        (await rotation.NextAsync(Ask([11, 12, 13], "other session"), default)).Should().Be(13);
        (await rotation.NextAsync(Ask([11, 12, 13], "session") with { Step = "later" }, default)).Should().Be(11);
        (await rotation.NextAsync(Ask([11, 12, 13], "session"), default)).Should().Be(12);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task NextAsync_without_session_is_always_a_new_turn(string? session)
    {
        IRingRotation rotation = Rotation();
        var turns = new List<long>();
        for (int i = 0; i < 4; i++) turns.Add(await rotation.NextAsync(Ask([11, 12, 13], session), default));

        turns.Should().Equal(11, 12, 13, 11);
    }

    [Fact]
    public async Task NextAsync_groups_and_tenants_are_apart()
    {
        IRingRotation rotation = Rotation();
        await Turns(rotation, [11, 12, 13], 2);

        (await rotation.NextAsync(Ask([11, 12, 13], "a") with { RingGroupId = 8 }, default)).Should().Be(11);
        (await rotation.NextAsync(Ask([11, 12, 13], "a") with { Tenant = new TenantId(2) }, default)).Should().Be(11);
        (await rotation.NextAsync(Ask([11, 12, 13], "a"), default)).Should().Be(13);
    }

    [Theory]
    [InlineData(new long[] { 11, 13, 14 }, 13)]
    [InlineData(new long[] { 13, 14 }, 14)]
    [InlineData(new long[] { 11, 15, 12, 13, 14 }, 13)]
    [InlineData(new long[] { 12, 11, 13, 14 }, 11)]
    [InlineData(new long[] { 11, 12, 15, 13 }, 15)]
    [InlineData(new long[] { 12 }, 12)]
    [InlineData(new long[] { 11 }, 11)]
    [InlineData(new long[] { 21, 22 }, 22)]
    public async Task NextAsync_after_an_edit_goes_on_where_it_was(long[] edited, long expected)
    {
        IRingRotation rotation = Rotation();
        (await Turns(rotation, [11, 12, 13, 14], 2)).Should().EndWith(12);

        // The member after 12 comes next or, when 12 is gone, the one that has its place now.
        (await rotation.NextAsync(Ask(edited, "after"), default)).Should().Be(expected);
    }

    [Fact]
    public async Task NextAsync_last_member_removed_begins_at_the_first()
    {
        IRingRotation rotation = Rotation();
        await Turns(rotation, [11, 12, 13], 3);

        (await rotation.NextAsync(Ask([11, 12], "after"), default)).Should().Be(11);
    }

    [Fact]
    public async Task NextAsync_member_listed_twice_keeps_both_places()
    {
        (await Turns(Rotation(), [11, 12, 11, 13], 8)).Should().Equal(11, 12, 11, 13, 11, 12, 11, 13);
    }

    [Fact]
    public async Task NextAsync_remembered_member_gone_is_replaced_once_by_the_next()
    {
        IRingRotation rotation = Rotation();
        await Turns(rotation, [11, 12, 13], 1);
        (await rotation.NextAsync(Ask([11, 12, 13], "session"), default)).Should().Be(12);

        (await rotation.NextAsync(Ask([11, 13], "session"), default)).Should().Be(13);
        (await rotation.NextAsync(Ask([11, 13], "session"), default)).Should().Be(13);
        (await rotation.NextAsync(Ask([11, 12, 13], "session"), default)).Should().Be(13, "the stand-in is remembered");
        (await rotation.NextAsync(Ask([11, 13], "next call"), default)).Should().Be(11, "13 was first for the last call");
    }

    [Fact]
    public async Task NextAsync_replacement_for_an_old_call_takes_no_turn()
    {
        IRingRotation rotation = Rotation();
        await rotation.NextAsync(Ask([11, 12, 13], "old"), default);
        await rotation.NextAsync(Ask([11, 12, 13], "new"), default);

        (await rotation.NextAsync(Ask([12, 13], "old"), default)).Should().Be(12);
        (await rotation.NextAsync(Ask([12, 13], "newer"), default)).Should().Be(13);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task NextAsync_under_threads_is_fair(int members)
    {
        const int callsPerThread = 1_003;
        IRingRotation rotation = Rotation();
        long[] order = [.. Enumerable.Range(1, members).Select(i => (long)i)];
        var firsts = new long[ManyThreads.Count][];
        await ManyThreads.RunAsync(async thread =>
        {
            firsts[thread] = new long[callsPerThread];
            for (int i = 0; i < callsPerThread; i++)
            {
                TurnRequest request = Ask(order, $"{thread}-{i}");
                firsts[thread][i] = await rotation.NextAsync(request, default);
                (await rotation.NextAsync(request, default)).Should().Be(firsts[thread][i]);
            }
        });

        int calls = ManyThreads.Count * callsPerThread;
        foreach (long member in order)
        {
            firsts.Sum(row => row.Count(first => first == member)).Should().BeInRange(calls / members, (calls + members - 1) / members);
        }
    }

    [Fact]
    public async Task NextAsync_session_is_forgotten_after_a_while()
    {
        IRingRotation rotation = Rotation(new InMemoryStateLimits { SessionMemory = TimeSpan.FromHours(1) });
        await rotation.NextAsync(Ask([11, 12, 13], "session"), default);

        _clock.Advance(TimeSpan.FromMinutes(59));
        (await rotation.NextAsync(Ask([11, 12, 13], "session"), default)).Should().Be(11);
        _clock.Advance(TimeSpan.FromMinutes(1));
        (await rotation.NextAsync(Ask([11, 12, 13], "session"), default)).Should().Be(12);
    }

    [Fact]
    public async Task NextAsync_too_many_sessions_forget_the_oldest()
    {
        IRingRotation rotation = Rotation(new InMemoryStateLimits { MaxEntries = 2 });
        foreach (string session in (string[])["a", "b", "c"]) await rotation.NextAsync(Ask([11, 12, 13, 14], session), default);

        (await rotation.NextAsync(Ask([11, 12, 13, 14], "b"), default)).Should().Be(12);
        (await rotation.NextAsync(Ask([11, 12, 13, 14], "c"), default)).Should().Be(13);
        (await rotation.NextAsync(Ask([11, 12, 13, 14], "a"), default)).Should().Be(14);
    }

    [Fact]
    public async Task NextAsync_without_members_is_a_mistake_of_the_caller()
    {
        Func<Task> act = async () => await Rotation().NextAsync(Ask([], "session"), default);

        await act.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task NextAsync_cancelled_takes_no_turn()
    {
        IRingRotation rotation = Rotation();
        Func<Task> act = async () => await rotation.NextAsync(Ask([11, 12], "session"), new CancellationToken(canceled: true));

        await act.Should().ThrowAsync<OperationCanceledException>();
        (await rotation.NextAsync(Ask([11, 12], "session"), default)).Should().Be(11);
    }

    private IRingRotation Rotation() => new InMemoryOpBXState(_clock).Rotation;

    private IRingRotation Rotation(InMemoryStateLimits limits) => new InMemoryOpBXState(_clock, limits).Rotation;

    private static async Task<List<long>> Turns(IRingRotation rotation, long[] members, int calls)
    {
        var turns = new List<long>();
        for (int i = 0; i < calls; i++) turns.Add(await rotation.NextAsync(Ask(members, "call " + i), default));
        return turns;
    }

    private static TurnRequest Ask(long[] members, string? session) => new()
    {
        Tenant = new TenantId(1),
        RingGroupId = 7,
        Session = session,
        Step = "ring-group:7",
        Members = members,
    };
}
