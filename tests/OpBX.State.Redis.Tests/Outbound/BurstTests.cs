using OpBX.Outbound;
using OpBX.State.Redis.Tests.Servers;
using OpBX.TestServers;

namespace OpBX.State.Redis.Tests.Outbound;

public sealed class BurstTests
{
    [Fact]
    public async Task Ten_thousand_attempts_over_four_connections_admit_exactly_the_cap()
    {
        string prefix = RedisNode.NewPrefix();
        RedisNode[] nodes = [.. Enumerable.Range(0, 4).Select(_ => new RedisNode(TestServer.Redis, prefix, configure: static options => options.CallTimeout = TimeSpan.FromSeconds(1)))];
        int admitted = 0, refused = 0;
        await Task.WhenAll(nodes.Select((node, number) => Parallel.ForAsync(0, 2500, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            AdmissionAnswer answer = await AskAsync(node, Ask.Admission($"s{number}-{i}", concurrent: 137));
            if (answer.Verdict == AdmissionVerdict.Admitted) Interlocked.Increment(ref admitted);
            else Interlocked.Increment(ref refused);
        })));
        foreach (RedisNode node in nodes) await node.DisposeAsync();

        admitted.Should().Be(137);
        refused.Should().Be(10_000 - 137);
    }

    // On a busy machine an answer may miss its time limit; asked again, the same session gets the same answer (rule R5).
    private static async Task<AdmissionAnswer> AskAsync(RedisNode node, AdmissionRequest request)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            try
            {
                return await node.State.Admission.AdmitAsync(request, limit.Token);
            }
            catch (OpBXStateException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    [Fact]
    public async Task Counts_that_Redis_evicted_are_made_again_from_the_slots()
    {
        await using var node = new RedisNode(TestServer.Redis, RedisNode.NewPrefix());
        await node.State.Admission.AdmitAsync(Ask.Admission("s1", extension: 21), CancellationToken.None);
        await node.State.Admission.AdmitAsync(Ask.Admission("s2", extension: 22), CancellationToken.None);
        await node.Link.Multiplexer!.GetDatabase().KeyDeleteAsync(node.Keys.Counts(Ask.Tenant));

        AdmissionAnswer answer = await node.State.Admission.AdmitAsync(
            Ask.Admission("s3", extension: 21) with { Extension = new OutboundLimits(1, null, null) }, CancellationToken.None);
        AdmissionAnswer other = await node.State.Admission.AdmitAsync(
            Ask.Admission("s4", extension: 22) with { Extension = new OutboundLimits(2, null, null) }, CancellationToken.None);

        answer.Limit.Should().Be("extension.concurrent");
        other.Verdict.Should().Be(AdmissionVerdict.Admitted);

        await node.Link.Multiplexer!.GetDatabase().KeyDeleteAsync(node.Keys.Slots(Ask.Tenant));
        AdmissionAnswer afterwards = await node.State.Admission.AdmitAsync(
            Ask.Admission("s5", extension: 21) with { Extension = new OutboundLimits(1, null, null) }, CancellationToken.None);
        afterwards.Verdict.Should().Be(AdmissionVerdict.Admitted, "nobody holds a slot any more");
    }

    [Fact]
    public async Task Nothing_stays_for_ever()
    {
        await using var node = new RedisNode(TestServer.Redis, RedisNode.NewPrefix());
        await node.State.Admission.AdmitAsync(Ask.Admission("s1"), CancellationToken.None);
        await node.State.Admission.ReleaseAsync(Ask.Tenant, "s1", 5, CancellationToken.None);
        await node.State.Admission.AdmitAsync(Ask.Admission("s2"), CancellationToken.None);
        await node.State.Rotation.NextAsync(Ask.Turn("s1"), CancellationToken.None);
        await node.State.LiveCalls.SetAsync(Ask.Tenant, new Calls.LiveCall { Session = "s1", Status = Calls.CallStatus.Ringing }, CancellationToken.None);
        await node.State.LiveCalls.EndAsync(Ask.Tenant, "s2", CancellationToken.None);
        await node.State.RecordCopies.EnqueueAsync(new RecordCopy("r", new byte[5]), CancellationToken.None);
        await node.State.SnapshotCopies.PutAsync("a", new SnapshotCopy(1, new byte[5]), CancellationToken.None);
        await using ILease? lease = await node.State.Leases.TryAcquireAsync("job", TimeSpan.FromMinutes(1), CancellationToken.None);
        var database = node.Link.Multiplexer!.GetDatabase();
        StackExchange.Redis.RedisKey[] keys =
        [
            node.Keys.Slots(Ask.Tenant), node.Keys.Starts(Ask.Tenant), node.Keys.Counts(Ask.Tenant), node.Keys.Used(Ask.Tenant),
            node.Keys.AdmissionsOfSession(Ask.Tenant, "s1"), node.Keys.AdmissionsOfSession(Ask.Tenant, "s2"),
            node.Keys.Turn(Ask.Tenant, 3), node.Keys.TurnOfSession(Ask.Tenant, 3, "s1", "1"),
            node.Keys.LiveCalls(Ask.Tenant), node.Keys.LiveCallsHeard(Ask.Tenant), node.Keys.LiveCallsEnded(Ask.Tenant),
            node.Keys.RecordContents, node.Keys.RecordsDue, node.Keys.RecordBytes, node.Keys.SnapshotCopy("a"), node.Keys.Lease("job"),
        ];
        foreach (StackExchange.Redis.RedisKey key in keys)
        {
            (await database.KeyTimeToLiveAsync(key)).Should().NotBeNull((string?)key);
        }
    }
}
