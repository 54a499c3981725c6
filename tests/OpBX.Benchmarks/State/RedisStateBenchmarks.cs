using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.State;
using OpBX.Tenants;
using StackExchange.Redis;

namespace OpBX.Benchmarks.State;

/// <summary>
/// Operations of the state in Redis against the smallest script through the same client. The server is named by
/// <c>OPBX_TEST_REDIS</c>; keys have a prefix of their own and end by themselves.
/// </summary>
[MemoryDiagnoser]
[MedianColumn]
#pragma warning disable CA1001 // CloseAsync disposes what the fields hold.
public class RedisStateBenchmarks
#pragma warning restore CA1001
{
    private static readonly TenantId Tenant = new(7);
    private static readonly long[] Members = [11, 12, 13];
    private static readonly RedisKey[] OneKey = ["opbx-benchmark"];

    private readonly RedisScript _one = new("one", "return 1");
    private RedisMetrics _metrics = null!;
    private RedisLink _link = null!;
    private RedisOpBXState _state = null!;
    private IDatabase _database = null!;
    private long _count;

    /// <summary>Connects and makes the scripts known.</summary>
    [GlobalSetup]
    public async Task ConnectAsync()
    {
        string server = Environment.GetEnvironmentVariable("OPBX_TEST_REDIS") ?? "127.0.0.1:6379";
        var options = new RedisStateOptions { KeyPrefix = "bench" + Guid.NewGuid().ToString("N") };
        var keys = new RedisKeys(options.KeyPrefix);
        _metrics = new RedisMetrics(null);
        _link = new RedisLink(new OwnConnector(RedisConfiguration.Parse(server)), keys, options, TimeProvider.System, _metrics, NullLogger.Instance);
        _state = new RedisOpBXState(_link, keys, new RedisClock(), TimeProvider.System, _metrics, NullLogger.Instance);
        _database = (await _link.ConnectAsync(CancellationToken.None)).GetDatabase();
        await _database.ScriptEvaluateAsync(_one.Body, OneKey, [], CommandFlags.None);
        await Turn();
        await Admission();
    }

    /// <summary>Closes the connection.</summary>
    [GlobalCleanup]
    public async Task CloseAsync()
    {
        await _link.DisposeAsync();
        _metrics.Dispose();
    }

    /// <summary><c>EVALSHA</c> of <c>return 1</c>, awaited without anything around it.</summary>
    [Benchmark(Baseline = true)]
    public Task<RedisResult> BareScript() => _database.ScriptEvaluateAsync(_one.Sha, OneKey, [], CommandFlags.None);

    /// <summary>The same through the link: limit, breaker, metrics.</summary>
    [Benchmark]
    public async Task<RedisResult> LinkedScript() => await _link.RunAsync(_one, OneKey, [], CancellationToken.None);

    /// <summary>Whose turn it is.</summary>
    [Benchmark]
    public async Task<long> Turn() => await _state.Rotation.NextAsync(
        new TurnRequest { Tenant = Tenant, RingGroupId = 3, Session = "s" + ++_count, Step = "1", Members = Members }, CancellationToken.None);

    /// <summary>An outbound call is admitted: it has limits of its organization and its extension. Each call starts anew, so slots pile up as they would not.</summary>
    [Benchmark]
    public async Task<AdmissionAnswer> Admission() => await _state.Admission.AdmitAsync(
        new AdmissionRequest
        {
            Tenant = Tenant,
            Session = "s" + ++_count,
            Step = "1",
            Number = PhoneNumber.Parse("+12025550123"),
            ExtensionId = 21,
            Organization = new OutboundLimits(1_000_000, 1_000_000, null),
            Extension = new OutboundLimits(1_000_000, null, null),
            MaxSeconds = 600,
        },
        CancellationToken.None);

    /// <summary>A live call is noted.</summary>
    [Benchmark]
    public async Task LiveCall() => await _state.LiveCalls.SetAsync(
        Tenant, new LiveCall { Session = "s" + (++_count % 500), Status = CallStatus.Ringing, From = "+15550100123", To = "+12025550123" }, CancellationToken.None);

    /// <summary>A change notice.</summary>
    [Benchmark]
    public async Task Notice() => await _state.Notices.PublishAsync(Tenant, ++_count, CancellationToken.None);
}
