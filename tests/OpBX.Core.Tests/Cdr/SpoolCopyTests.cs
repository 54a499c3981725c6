using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.State;
using OpBX.Storage;

namespace OpBX.Core.Tests.Cdr;

/// <summary>Copies of what waits on the disk of a node (rule C7).</summary>
public sealed class SpoolCopyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opbx-copies-").FullName;
    private readonly ManualTimeProvider _clock = new(RecordHost.Start);
    private readonly ScriptedState _state;

    public SpoolCopyTests() => _state = new ScriptedState(_clock);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_kept_is_copied_and_the_copy_leaves_when_it_is_stored()
    {
        using var sender = new SpoolCopySender(_state, NullLogger<SpoolCopySender>.Instance);
        using RecordSpool spool = Spool(sender);
        await sender.StartAsync(default);

        (await spool.AppendAsync(Entry("s1"), default)).Should().BeTrue();
        (await spool.AppendAsync(Entry("s2"), default)).Should().BeTrue();
        await UntilAsync(async () => await _state.RecordCopies.CountAsync(default) == 2);
        IReadOnlyList<RecordCopy> copies = await _state.RecordCopies.TakeAsync(10, TimeSpan.FromSeconds(1), default);
        copies.Select(static copy => SpoolEntry.TryRead(copy.Content)!.Session).Should().Equal("s1", "s2");

        spool.Advance([.. spool.Read(10).Take(1)]);
        await UntilAsync(async () => await _state.RecordCopies.CountAsync(default) == 1);
        await sender.StopAsync(default);
    }

    [Fact]
    public async Task Dead_letters_and_what_is_too_large_are_not_copied()
    {
        using var sender = new SpoolCopySender(_state, NullLogger<SpoolCopySender>.Instance);
        using RecordSpool spool = Spool(sender);
        await sender.StartAsync(default);
        (await spool.AppendAsync(Entry("s1") with { Code = "no-session" }, default)).Should().BeTrue();
        (await spool.AppendAsync(Entry("s2") with { Body = new byte[IRecordCopies.MaxContentBytes] }, default)).Should().BeTrue();
        (await spool.AppendAsync(Entry("s3"), default)).Should().BeTrue();
        await UntilAsync(async () => await _state.RecordCopies.CountAsync(default) > 0);
        await sender.StopAsync(default);
        (await _state.RecordCopies.TakeAsync(10, TimeSpan.FromSeconds(1), default)).Should().ContainSingle().Which.Id.Should().Be(SpoolCopySender.IdOf(spool.Read(10)[2].Payload));
    }

    [Fact]
    public async Task A_state_that_does_not_answer_costs_the_spool_nothing_and_later_copies_go_out()
    {
        using var sender = new SpoolCopySender(_state, NullLogger<SpoolCopySender>.Instance);
        using RecordSpool spool = Spool(sender);
        await sender.StartAsync(default);
        _state.IsDown = true;
        (await spool.AppendAsync(Entry("s1"), default)).Should().BeTrue();
        await UntilAsync(() => Task.FromResult(_state.Refusals == 1));
        _state.IsDown = false;
        (await spool.AppendAsync(Entry("s2"), default)).Should().BeTrue();
        await UntilAsync(async () => await _state.RecordCopies.CountAsync(default) == 1);
        spool.Waiting.Should().Be(2);
        await sender.StopAsync(default);
    }

    [Fact]
    public async Task State_in_memory_has_nobody_to_tell()
    {
        var state = new InMemoryOpBXState();
        using var sender = new SpoolCopySender(state, NullLogger<SpoolCopySender>.Instance);
        using RecordSpool spool = Spool(sender);
        await sender.StartAsync(default);
        (await spool.AppendAsync(Entry("s1"), default)).Should().BeTrue();

        await sender.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(10));
        (await state.RecordCopies.CountAsync(default)).Should().Be(0);
    }

    [Fact]
    public async Task Copies_are_stored_and_acknowledged()
    {
        (RecordHost host, DownStorage storage) = Taking();
        using SpoolCopyTaker taker = Taker(host);
        await taker.StartAsync(default);
        await CopyAsync(Entry("s1"), Entry("s1") with { Body = Update("s1", "e2") }, Entry("s2"));
        await UntilAsync(async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return await _state.RecordCopies.CountAsync(default) == 0;
        });
        (await host.UpdatesOfAsync("s1")).Should().HaveCount(2);
        (await host.UpdatesOfAsync("s2")).Should().HaveCount(1);
        storage.Refusals.Should().Be(0);
        await taker.StopAsync(default);
    }

    [Fact]
    public async Task Copies_wait_while_the_storage_does_not_answer()
    {
        (RecordHost host, DownStorage storage) = Taking();
        storage.IsDown = true;
        storage.IsTransient = true;
        using SpoolCopyTaker taker = Taker(host);
        await taker.StartAsync(default);
        await CopyAsync(Entry("s1"), Entry("s2"));
        await UntilAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(storage.Refusals >= 3);
        });
        (await _state.RecordCopies.CountAsync(default)).Should().Be(2);
        storage.IsDown = false;
        await UntilAsync(async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return await _state.RecordCopies.CountAsync(default) == 0;
        });
        (await host.UpdatesOfAsync("s2")).Should().HaveCount(1);
        await taker.StopAsync(default);
    }

    [Fact]
    public async Task What_a_copy_can_t_become_is_left_to_the_spool_of_its_node()
    {
        (RecordHost host, DownStorage storage) = Taking();
        storage.Poison = "poison";
        using SpoolCopyTaker taker = Taker(host);
        await taker.StartAsync(default);
        await CopyAsync(Entry("") with { Source = "cdr", Body = "{}"u8.ToArray() }, Entry("poison"), Entry("x") with { Source = "unknown" }, Entry("s1"));
        (await _state.RecordCopies.EnqueueAsync(new RecordCopy("of another version", new byte[] { 99, 1, 2 }), default)).Should().BeTrue();
        await UntilAsync(async () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return await _state.RecordCopies.CountAsync(default) == 0;
        });
        (await host.DeadLettersAsync()).Should().BeEmpty("the owner sets it aside, once");
        (await host.UpdatesOfAsync("s1")).Should().HaveCount(1);
        await taker.StopAsync(default);
    }

    private (RecordHost Host, DownStorage Storage) Taking()
    {
        var storage = new DownStorage();
        var host = new RecordHost(new InMemoryRecordOptions(), storage, new SpoolOptions(), storage);
        storage.Inner = new InMemoryOpBXStorage(NumberNormalizer.Default, [], host.Records);
        return (host, storage);
    }

    private SpoolCopyTaker Taker(RecordHost host) => new(_state, host.Spool, host.Intake, host.Takers, _clock, NullLogger<SpoolCopyTaker>.Instance);

    private RecordSpool Spool(SpoolCopySender sender)
    {
        var spool = new RecordSpool(new SpoolOptions { Directory = _folder }, new RecordMetrics(null), NullLogger<RecordSpool>.Instance, sender);
        spool.TryOpen().Should().BeTrue();
        return spool;
    }

    private async Task CopyAsync(params SpoolEntry[] entries)
    {
        foreach (SpoolEntry entry in entries)
        {
            byte[] payload = entry.ToBytes();
            (await _state.RecordCopies.EnqueueAsync(new RecordCopy(SpoolCopySender.IdOf(payload), payload), default)).Should().BeTrue();
        }
    }

    private static SpoolEntry Entry(string session)
        => new() { Source = "session-update", Tenant = RecordHost.Tenant, ReceivedAt = RecordHost.Start, Session = session, Body = Update(session, "e1") };

    private static byte[] Update(string session, string id)
        => System.Text.Encoding.UTF8.GetBytes($$"""{"token":"{{session}}","eventId":"{{id}}","status":"ringing","direction":"incoming","callerId":"15550100001","destination":"15550100200"}""");

    private static async Task UntilAsync(Func<Task<bool>> isThere)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await isThere()) await Task.Delay(5, limit.Token);
    }

    /// <summary>State that another node could see, and that can be down.</summary>
    private sealed class ScriptedState(TimeProvider clock) : IOpBXState
    {
        private readonly InMemoryOpBXState _state = new(clock);
        private int _refusals;

        public bool IsDown { get; set; }

        public int Refusals => Volatile.Read(ref _refusals);

        public IRingRotation Rotation => _state.Rotation;

        public ICallAdmission Admission => _state.Admission;

        public ILiveCalls LiveCalls => _state.LiveCalls;

        public IRecordCopies RecordCopies
        {
            get
            {
                if (!IsDown) return _state.RecordCopies;
                Interlocked.Increment(ref _refusals);
                throw new OpBXStateException("Down.");
            }
        }
    }
}
