using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Cxml;
using OpBX.Numbers;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.State.Redis.Tests.Servers;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;
using StackExchange.Redis;

namespace OpBX.State.Redis.Tests.State;

/// <summary>Hosts on one Redis and one storage (rules A2, F1, G4).</summary>
public sealed class TwoHostsTests
{
    private readonly string _prefix = RedisNode.NewPrefix();
    private readonly SharedStorage _storage = new();

    [Fact]
    public async Task Turns_are_fair_over_both()
    {
        await using Host one = await StartAsync(), two = await StartAsync();

        var first = new List<string>();
        for (int i = 0; i < 8; i++) first.Add(await (i % 2 == 0 ? one : two).DialledAsync("s" + i, "+15550100201"));

        first.Should().Equal("1001", "1002", "1001", "1002", "1001", "1002", "1001", "1002");
    }

    [Fact]
    public async Task A_change_on_one_is_served_by_the_other_without_waiting_for_its_version_check()
    {
        await using Host one = await StartAsync(), two = await StartAsync();
        (await two.DialledAsync("s1", "+15550100200")).Should().Be("1001");
        await two.IsListeningAsync();
        _storage.VersionChecks = 0;

        ChangeResult<TenantConfiguration> changed = await one.Services.GetRequiredService<TenantManager>().ImportAsync(Document(Office.Create() with
        {
            DidNumbers = [.. Office.Create().DidNumbers.Select(static did => did.Id == 41 ? did with { RoutingConfig = JsonSettings.Parse("""{"extension_id":12}""") } : did)],
        }));
        changed.Outcome.Should().Be(ChangeOutcome.Done, string.Join(", ", changed.Faults.Select(static fault => fault.Path + " " + fault.Reason)));

        await Wait.ForAsync("the other host serves the change", async () => await two.DialledAsync("s2", "+15550100200") == "1002");
        _storage.VersionChecks.Should().Be(0, "it was told");
    }

    [Fact]
    public async Task A_fresh_host_serves_from_the_copy_while_the_storage_is_down()
    {
        await using (Host one = await StartAsync())
        {
            await one.DialledAsync("s1", "+15550100200");
            await one.Services.GetRequiredService<ITenantDirectory>().FindByDomainAsync(Office.Domain, CancellationToken.None);
            await CopiesAsync(2);
        }
        _storage.IsDown = true;
        await using Host fresh = await StartAsync();

        IReadOnlyList<TenantCredential> found = await fresh.Services.GetRequiredService<ITenantDirectory>().FindByDomainAsync(Office.Domain, CancellationToken.None);
        found.Single().Should().BeEquivalentTo(TenantCredentials.From(Office.Create()), static options => options
            .Using<ReadOnlyMemory<byte>>(static memory => memory.Subject.ToArray().Should().Equal(memory.Expectation.ToArray())).WhenTypeIs<ReadOnlyMemory<byte>>());
        RoutingResult result = await fresh.RouteAsync("s2", "+15550100200");
        result.Trace.IsStale.Should().BeTrue(result.Trace.ToString());
        (await fresh.DialledAsync("s3", "+15550100200")).Should().Be("1001");
        (await fresh.RouteAsync("s4", "+15550100203")).Trace.ToString().Should().Contain("unavailable", "an assistant whose password is not in the copy cannot be reached");

        _storage.IsDown = false;
        await Wait.ForAsync("the storage is used again", async () => !(await fresh.RouteAsync("s5", "+15550100200")).Trace.IsStale);
    }

    [Fact]
    public async Task A_fresh_host_without_storage_and_copy_answers_with_the_safe_document()
    {
        _storage.IsDown = true;
        await using Host fresh = await StartAsync();

        (await fresh.RouteAsync("s1", "+15550100200")).Outcome.Should().Be(RoutingOutcome.Safe);
    }

    [Fact]
    public async Task Copies_hold_no_secret()
    {
        await using Host one = await StartAsync();
        await one.DialledAsync("s1", "+15550100200");
        await one.Services.GetRequiredService<ITenantDirectory>().FindByDomainAsync(Office.Domain, CancellationToken.None);

        IReadOnlyList<byte[]> copies = await CopiesAsync(2);

        foreach (byte[] copy in copies)
        {
            string text = Encoding.UTF8.GetString(copy);
            foreach (string secret in Office.Secrets) text.Should().NotContain(secret);
        }
        string.Concat(copies.Select(Encoding.UTF8.GetString)).Should().Contain("15550100200").And.Contain(Office.Domain);
    }

    private static byte[] Document(TenantConfiguration configuration)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        TenantDocument.Write(configuration, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The copies, as soon as there are so many; configurations uncompressed.</summary>
    private async Task<IReadOnlyList<byte[]>> CopiesAsync(int count)
    {
        await using var node = new RedisNode(TestServer.Redis, _prefix);
        string[] names = ["tenant:1", "directory:domain:" + Office.Domain.ToUpperInvariant()];
        var copies = new List<byte[]>();
        await Wait.ForAsync("the copies are written", async () =>
        {
            copies.Clear();
            foreach (string name in names)
            {
                if (await node.State.SnapshotCopies.GetAsync(name, CancellationToken.None) is not { } copy) continue;
                copies.Add(name.StartsWith("tenant", StringComparison.Ordinal) ? Unpack(copy.Content) : copy.Content.ToArray());
            }
            return copies.Count == count;
        });
        return copies;
    }

    private static byte[] Unpack(ReadOnlyMemory<byte> packed)
    {
        using var expanding = new System.IO.Compression.BrotliStream(new MemoryStream(packed.ToArray()), System.IO.Compression.CompressionMode.Decompress);
        using var text = new MemoryStream();
        expanding.CopyTo(text);
        return text.ToArray();
    }

    private async Task<Host> StartAsync()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IOpBXStorage>(_storage);
        services.AddOpBX().AddRedisState(TestServer.Redis, options =>
        {
            options.KeyPrefix = _prefix;
            options.CallTimeout = TimeSpan.FromSeconds(1);
        });
        var host = new Host(services.BuildServiceProvider());
        foreach (IHostedService service in host.Services.GetServices<IHostedService>()) await service.StartAsync(CancellationToken.None);

        // A question of a call waits 250 ms at most, which connecting takes on a busy machine.
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await ServesAsync(host)) await Task.Delay(20, limit.Token);
        return host;
    }

    private static async Task<bool> ServesAsync(Host host)
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
    }

    private sealed class Host(ServiceProvider services) : IAsyncDisposable
    {
        public ServiceProvider Services => services;

        public async Task<RoutingResult> RouteAsync(string session, string number) => await services.GetRequiredService<ICallRouter>().RouteAsync(
            Office.Tenant, new VoiceRequest { Session = session, From = "+15550100001", To = number, Direction = CallDirection.Inbound }, RoutingStep.Start, CancellationToken.None);

        /// <summary>The extension that is dialled first.</summary>
        public async Task<string> DialledAsync(string session, string number)
        {
            RoutingResult result = await RouteAsync(session, number);
            var document = new System.Buffers.ArrayBufferWriter<byte>();
            CxmlWriter.Write(result.Response, document);
            string text = Encoding.UTF8.GetString(document.WrittenSpan);
            int at = text.IndexOf("<Number>", StringComparison.Ordinal);
            return at < 0 ? text : text[(at + 8)..text.IndexOf("</Number>", StringComparison.Ordinal)];
        }

        /// <summary>Waits until Redis has subscribers for this host.</summary>
        public async Task IsListeningAsync()
        {
            RedisLink link = services.GetRequiredService<RedisLink>();
            RedisChannel channel = new(services.GetRequiredService<RedisKeys>().NoticeChannel, RedisChannel.PatternMode.Literal);
            await Wait.ForAsync("both hosts listen", async () =>
                await (await link.ConnectAsync(CancellationToken.None)).GetSubscriber().PublishAsync(channel, "", CommandFlags.None) >= 2);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (IHostedService service in services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
    }

    /// <summary>One database for all hosts, which may be down.</summary>
    private sealed class SharedStorage : IOpBXStorage, ITenantStore, ITenantDirectory
    {
        private readonly InMemoryOpBXStorage _inner = new(NumberNormalizer.Default, [Office.Create()]);

        public bool IsDown { get; set; }

        public int VersionChecks { get; set; }

        public ITenantDirectory Directory => this;

        public ITenantStore Tenants => this;

        public IConfigurationStores Configuration => _inner.Configuration;

        public ICallLogStore CallLogs => _inner.CallLogs;

        public ICallRecordStore CallRecords => _inner.CallRecords;

        public ISessionUpdateStore SessionUpdates => _inner.SessionUpdates;

        public IRecordingStore Recordings => _inner.Recordings;

        public IDeadLetterStore DeadLetters => _inner.DeadLetters;

        private InMemoryOpBXStorage Up => IsDown ? throw new OpBXStorageException("The database is down.") : _inner;

        public ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken) => Up.Tenants.LoadAsync(tenant, cancellationToken);

        public ValueTask<TenantVersion?> GetVersionAsync(TenantId tenant, CancellationToken cancellationToken) => Up.Tenants.GetVersionAsync(tenant, cancellationToken);

        public ValueTask<IReadOnlyDictionary<TenantId, long>> GetVersionsAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken)
        {
            VersionChecks++;
            return Up.Tenants.GetVersionsAsync(tenants, cancellationToken);
        }

        public IAsyncEnumerable<TenantId> ListAsync(CancellationToken cancellationToken) => Up.Tenants.ListAsync(cancellationToken);

        public ValueTask<IReadOnlyList<TenantCredential>> FindByDomainAsync(string domain, CancellationToken cancellationToken) => Up.Directory.FindByDomainAsync(domain, cancellationToken);

        public ValueTask<IReadOnlyList<TenantCredential>> FindByDidAsync(PhoneNumber number, CancellationToken cancellationToken) => Up.Directory.FindByDidAsync(number, cancellationToken);

        public ValueTask<IReadOnlyList<TenantCredential>> FindByKeyHashAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken) => Up.Directory.FindByKeyHashAsync(keyHash, cancellationToken);

        public ValueTask<TenantCredential?> FindAsync(TenantId tenant, CancellationToken cancellationToken) => Up.Directory.FindAsync(tenant, cancellationToken);
    }
}
