using System.Diagnostics;
using System.Globalization;
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
/// The median of each operation of the state in Redis beside that of the smallest script through the same client. The operations take turns,
/// one call each, so that whatever else the machine does meets all of them alike.
/// </summary>
internal static class RedisLatency
{
    private static readonly TenantId Tenant = new(7);
    private static readonly long[] Members = [11, 12, 13];

    public static async Task RunAsync(int rounds, int block)
    {
        string server = Environment.GetEnvironmentVariable("OPBX_TEST_REDIS") ?? "127.0.0.1:6379";
        var options = new RedisStateOptions { KeyPrefix = "bench" + Guid.NewGuid().ToString("N") };
        var keys = new RedisKeys(options.KeyPrefix);
        using var metrics = new RedisMetrics(null);
        await using var link = new RedisLink(new OwnConnector(RedisConfiguration.Parse(server)), keys, options, TimeProvider.System, metrics, NullLogger.Instance);
        var state = new RedisOpBXState(link, keys, new RedisClock(), TimeProvider.System, metrics, NullLogger.Instance);
        var one = new RedisScript("one", "return 1");
        RedisKey[] oneKey = [options.KeyPrefix + ":bare"];
        IDatabase database = (await link.ConnectAsync(CancellationToken.None)).GetDatabase();
        await database.ScriptEvaluateAsync(one.Body, oneKey, [], CommandFlags.None);

        int number = 0;
        (string Name, Func<Task> Run)[] operations =
        [
            ("EVALSHA return 1, bare", () => database.ScriptEvaluateAsync(one.Sha, oneKey, [], CommandFlags.None)),
            ("the same through the link", async () => await link.RunAsync(one, oneKey, [], CancellationToken.None)),
            ("turn", async () => await state.Rotation.NextAsync(
                new TurnRequest { Tenant = Tenant, RingGroupId = 3, Session = Name(), Step = "1", Members = Members }, CancellationToken.None)),
            ("admission", async () => await state.Admission.AdmitAsync(Admission(Name()), CancellationToken.None)),
            ("release", async () => await state.Admission.ReleaseAsync(Tenant, "s" + number.ToString(CultureInfo.InvariantCulture), 30, CancellationToken.None)),
            ("live call", async () => await state.LiveCalls.SetAsync(
                Tenant, new LiveCall { Session = "s" + (number % 200).ToString(CultureInfo.InvariantCulture), Status = CallStatus.Ringing, From = "+15550100123" }, CancellationToken.None)),
            ("live call ends", async () => await state.LiveCalls.EndAsync(Tenant, "e" + (number % 200).ToString(CultureInfo.InvariantCulture), CancellationToken.None)),
            ("change notice", async () => await state.Notices.PublishAsync(Tenant, number, CancellationToken.None)),
        ];
        var times = operations.Select(_ => new List<double>(rounds)).ToArray();
        for (int round = -500; round < rounds; round += block)
        {
            for (int i = 0; i < operations.Length; i++)
            {
                for (int repeat = 0; repeat < block; repeat++)
                {
                    long started = Stopwatch.GetTimestamp();
                    await operations[i].Run();
                    if (round >= 0) times[i].Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
                }
            }
        }
        double bare = Percentile(times[0], 0.5);
        Console.WriteLine("| operation | p50 (us) | p99 (us) | p50 / bare |");
        Console.WriteLine("|---|---|---|---|");
        for (int i = 0; i < operations.Length; i++)
        {
            double p50 = Percentile(times[i], 0.5);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {operations[i].Name} | {p50:F0} | {Percentile(times[i], 0.99):F0} | {p50 / bare:F2} |"));
        }

        string Name() => "s" + (++number).ToString(CultureInfo.InvariantCulture);
    }

    private static double Percentile(List<double> times, double part) => times.Order().ElementAt((int)(times.Count * part));

    private static AdmissionRequest Admission(string session) => new()
    {
        Tenant = Tenant,
        Session = session,
        Step = "1",
        Number = PhoneNumber.Parse("+12025550123"),
        ExtensionId = 21,
        Organization = new OutboundLimits(1_000_000, 1_000_000, null),
        Extension = new OutboundLimits(1_000_000, null, null),
        MaxSeconds = 600,
    };
}
