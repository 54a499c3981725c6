using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Xml.Linq;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpBX.Calls;
using OpBX.Extensions;
using OpBX.IntegrationTests.Databases;
using OpBX.IntegrationTests.Flows;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;
using StackExchange.Redis;

namespace OpBX.IntegrationTests.Hosts;

/// <summary>Hosts on one database and one Redis behave as one (rules A2, F1, G4, O4, S4).</summary>
public sealed class TwoHostsTests(CaseDatabases databases) : IClassFixture<CaseDatabases>
{
    private const string Group = "+15550100201";
    private const string Callee = "+15550100300";
    private const int Cap = 7;

    private static readonly TenantConfiguration s_office = Office.Tenant($$$"""{"limits":{"concurrent":{{{Cap}}}}}""") with
    {
        Extensions = [Office.User(201), Office.User(202), Office.User(203)],
        RingGroups = [Office.Group(1, RingStrategyName.Sequential, 201, 202), Office.Group(2, RingStrategyName.RoundRobin, 201, 202, 203)],
        DidNumbers = [Office.Did("ring_group", 1), Office.Did(2, Group, "ring_group", 2)],
        OutboundWhitelists = [Office.Allow(1, "+1555")],
    };

    private readonly string _prefix = $"opbx-t-{Guid.NewGuid():N}"[..24];

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Turns_are_fair_over_both(DatabaseServer server)
    {
        await using Pair pair = await StartAsync(server);

        var inTurn = new List<string>();
        for (int i = 0; i < 9; i++) inTurn.Add((await DialledAsync(pair[i], $"turn-{i}", Office.Caller, Group))[0]);
        inTurn.Should().Equal("201", "202", "203", "201", "202", "203", "201", "202", "203");

        string[] atOnce = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i => (await DialledAsync(pair[i], $"once-{i}", Office.Caller, Group))[0]));
        atOnce.GroupBy(static first => first).Select(static group => (group.Key, group.Count())).Should().BeEquivalentTo([("201", 10), ("202", 10), ("203", 10)]);

        string[] again = await Task.WhenAll(Enumerable.Range(0, 30).Select(async i => (await DialledAsync(pair[i + 1], $"once-{i}", Office.Caller, Group))[0]));
        again.Should().Equal(atOnce, "the other host gives the same call the same turn (rule R5)");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_change_on_one_is_served_by_the_other_because_it_is_told(DatabaseServer server)
    {
        // The clock of the hosts stands still: neither the check of versions every 15 s nor the verification of what is older than 60 s comes.
        await using Pair pair = await StartAsync(server);
        foreach (PbxHost host in pair.Hosts) (await DialledAsync(host, "before", Office.Caller, Office.Main)).Should().Equal("201");
        await ListenAsync();

        ExtensionManager extensions = pair[0].Services.GetRequiredService<ExtensionManager>();
        Extension known = (await extensions.FindAsync(s_office.Organization.Id, 201))!;
        (await extensions.UpdateAsync(s_office.Organization.Id, known with { Status = EntityStatus.Inactive })).Faults.Should().BeEmpty();

        (await DialledAsync(pair[0], "own", Office.Caller, Office.Main)).Should().Equal(["202"], "this host made the change");
        int call = 0;
        await Eventually.IsAsync("the other host serves the change", async () => (await DialledAsync(pair[1], $"after-{call++}", Office.Caller, Office.Main)).SequenceEqual(["202"]));
        pair[1].Clock.GetUtcNow().Should().Be(PlayedHost.Noon);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Limits_are_those_of_both_together(DatabaseServer server)
    {
        await using Pair pair = await StartAsync(server);

        string[] admitted = await DialOutAsync(pair, "out", 40);
        admitted.Should().HaveCount(Cap);

        // Calls end at the host that did not admit them.
        foreach (string session in admitted.Take(2)) ((int)await Delivery.Cdr(session, 'a', "CONNECTED").SendAsync(pair[int.Parse(session[4..], CultureInfo.InvariantCulture) + 1].Client)).Should().Be(200);
        (await DialOutAsync(pair, "new", 20)).Should().HaveCount(2);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Live_calls_are_seen_on_both(DatabaseServer server)
    {
        await using Pair pair = await StartAsync(server);
        string session = "live-" + Guid.NewGuid().ToString("N");

        ((int)await Delivery.Event(session, "e1", "ringing", 1).SendAsync(pair[0].Client)).Should().Be(200);
        foreach (PbxHost host in pair.Hosts)
            (await LiveAsync(host)).Should().ContainSingle().Which.Should().Match<LiveCall>(call => call.Session == session && call.Status == CallStatus.Ringing && call.From == Office.Caller);
        ((int)await Delivery.Event(session, "e2", "connected", 5).SendAsync(pair[1].Client)).Should().Be(200);
        ((int)await Delivery.Event(session, "e0", "processing", 0).SendAsync(pair[0].Client)).Should().Be(200);
        foreach (PbxHost host in pair.Hosts) (await LiveAsync(host)).Should().ContainSingle().Which.Status.Should().Be(CallStatus.Answered);
        ((int)await Delivery.Cdr(session, 'a', "CONNECTED").SendAsync(pair[0].Client)).Should().Be(200);
        ((int)await Delivery.Event(session, "e3", "connected", 5).SendAsync(pair[1].Client)).Should().Be(200);
        foreach (PbxHost host in pair.Hosts) (await LiveAsync(host)).Should().BeEmpty();

        static async Task<IReadOnlyList<LiveCall>> LiveAsync(PbxHost host) => await host.Services.GetRequiredService<IOpBXState>().LiveCalls.ListAsync(s_office.Organization.Id, default);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_fresh_host_serves_from_the_copy_while_the_database_is_dead(DatabaseServer server)
    {
        await using PrivateDatabase database = await PrivateDatabase.StartAsync(server, s_office);
        await using PbxHost one = await StartHostAsync(builder => KeepIn(builder, database));
        await ServesAsync(one);
        (await DialledAsync(one, "s1", Office.Caller, Office.Main)).Should().Equal("201");
        ISnapshotCopies copies = one.Services.GetRequiredService<IOpBXState>().SnapshotCopies;
        foreach (string name in (string[])["any", "tenant:1", "directory:domain:" + Office.Domain.ToUpperInvariant()])
            await Eventually.IsAsync("the copy is there: " + name, async () => await copies.GetAsync(name, default) is not null);

        await database.Server.KillAsync();
        await using PbxHost fresh = await StartHostAsync(builder => KeepIn(builder, database));
        await ServesAsync(fresh);
        HealthReport health = await fresh.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        health.Entries["configuration"].Status.Should().Be(HealthStatus.Degraded, "a load balancer must send it calls, and it can serve them");
        int call = 0;
        await Eventually.IsAsync("the fresh host serves", async () => (await DialledAsync(fresh, $"fresh-{call++}", Office.Caller, Office.Main)).SequenceEqual(["201"]));
        (await DialledAsync(one, "old", Office.Caller, Office.Main)).Should().Equal(["201"], "the old host goes on");

        await database.Server.RestartAsync();
        ExtensionManager extensions = fresh.Services.GetRequiredService<ExtensionManager>();
        await Eventually.IsAsync("the database is used again", async () =>
        {
            try
            {
                Extension known = (await extensions.FindAsync(s_office.Organization.Id, 201))!;
                return (await extensions.UpdateAsync(s_office.Organization.Id, known with { Status = EntityStatus.Inactive })).Faults.Count == 0;
            }
            catch (OpBXStorageException)
            {
                return false;
            }
        });
        foreach (PbxHost host in (PbxHost[])[fresh, one])
            await Eventually.IsAsync("the change is served", async () => (await DialledAsync(host, $"changed-{call++}", Office.Caller, Office.Main)).SequenceEqual(["202"]));
    }

    /// <summary>Two hosts whose clock stands still, so that no time limit makes an answer another one; that of the storage goes on.</summary>
    private async Task<Pair> StartAsync(DatabaseServer server)
    {
        CaseDatabase database = await databases.OfAsync(server);
        await database.KeepAsync([s_office]);
        var pair = new Pair(await StartHostAsync(Configure), await StartHostAsync(Configure));
        foreach (PbxHost host in pair.Hosts) await ServesAsync(host);
        return pair;

        void Configure(IOpBXBuilder builder) => builder.Services.AddSingleton<IOpBXStorage>(_ => new MySqlOpBXStorage(database.Database.DataSource, NumberNormalizer.Default));
    }

    private static void KeepIn(IOpBXBuilder builder, PrivateDatabase database)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton(TimeProvider.System));
        builder.AddMySqlStorage(database.ConnectionString);
    }

    private Task<PbxHost> StartHostAsync(Action<IOpBXBuilder> configure) => PbxHost.StartAsync(PlayedHost.Noon, builder =>
    {
        configure(builder);
        builder.AddRedisState(TestServer.Redis, options =>
        {
            options.KeyPrefix = _prefix;
            options.CallTimeout = TimeSpan.FromSeconds(1);
        });
    });

    /// <summary>Waits until the host's Redis answers.</summary>
    private static Task ServesAsync(PbxHost host) => Eventually.IsAsync("the shared state serves", async () =>
    {
        try
        {
            await host.Services.GetRequiredService<IOpBXState>().LiveCalls.ListAsync(new TenantId(99), default);
            return true;
        }
        catch (OpBXStateException)
        {
            return false;
        }
    });

    /// <summary>Waits until both hosts hear notices.</summary>
    private async Task ListenAsync()
    {
        using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync(TestServer.Redis);
        var channel = new RedisChannel(_prefix + ":notices", RedisChannel.PatternMode.Literal);
        await Eventually.IsAsync("both hosts listen", async () => await redis.GetSubscriber().PublishAsync(channel, "") == 2);
    }

    /// <summary>Calls out at the same time from both hosts; the sessions of those that may.</summary>
    private static async Task<string[]> DialOutAsync(Pair pair, string name, int calls)
    {
        (string Session, IReadOnlyList<string> Dialled)[] all = await Task.WhenAll(Enumerable.Range(0, calls).Select(async i =>
        {
            string session = $"{name}-{i}";
            return (session, await DialledAsync(pair[i], session, "201", Callee, "subscriber"));
        }));
        return [.. all.Where(static call => call.Dialled.SequenceEqual([Callee])).Select(static call => call.Session)];
    }

    /// <summary>What the first document of a call dials.</summary>
    private static async Task<IReadOnlyList<string>> DialledAsync(PbxHost host, string session, string from, string to, string direction = "inbound")
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/voice/route", UriKind.Relative))
        {
            Content = new StringContent(
                $$"""{"Session":"{{session}}","From":"{{from}}","To":"{{to}}","Direction":"{{direction}}","Domain":"{{Office.Domain}}"}""", Encoding.UTF8, "application/json"),
        };
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Office.Key);
        using HttpResponseMessage answer = await host.Client.SendAsync(message);
        ((int)answer.StatusCode).Should().Be(200);
        return [.. XElement.Parse(await answer.Content.ReadAsStringAsync()).Elements("Dial").Elements().Select(static noun => noun.Value)];
    }

    /// <summary>Two hosts, taken by turns.</summary>
    private sealed class Pair(PbxHost one, PbxHost two) : IAsyncDisposable
    {
        public PbxHost[] Hosts => [one, two];

        public PbxHost this[int i] => i % 2 == 0 ? one : two;

        public async ValueTask DisposeAsync()
        {
            await one.DisposeAsync();
            await two.DisposeAsync();
        }
    }
}
