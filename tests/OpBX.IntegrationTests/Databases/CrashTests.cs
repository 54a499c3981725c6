using System.Collections.Concurrent;
using System.Net;
using OpBX.Hosting;
using OpBX.IntegrationTests.Flows;
using OpBX.IntegrationTests.Hosts;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>
/// Two real hosts on one database, each with a spool of its own, are killed (kill -9) again and again under load, and so is the
/// database: what was acknowledged is kept, once, whoever delivered it how often to which host (rules C1, C7).
/// </summary>
public sealed class CrashTests : IDisposable
{
    private const int Senders = 8;
    private const int Ahead = 60;
    private const int RepeatedOneIn = 5;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opbx-kill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Kill_of_hosts_and_database_under_load_loses_and_doubles_nothing(DatabaseServer server)
    {
        await using PrivateDatabase database = await PrivateDatabase.StartAsync(server, Office.Tenant());
        await using var one = new Slot(database.ConnectionString, Path.Combine(_folder.FullName, "one"));
        await using var two = new Slot(database.ConnectionString, Path.Combine(_folder.FullName, "two"));
        await Task.WhenAll(one.StartAsync(), two.StartAsync());
        var load = new Load([one, two]);
        var random = new Random();
        Task[] senders = [.. Enumerable.Range(0, Senders).Select(i => Task.Run(() => load.SendAsync(new Random(i))))];

        // The hosts die while all is well.
        foreach (Slot slot in (Slot[])[one, two])
        {
            await load.AcknowledgedAsync(HttpStatusCode.OK, random.Next(20, 150));
            await slot.KillAsync();
            await slot.StartAsync();
        }
        // The database dies, the spools take over, and a host dies with a full one.
        await load.AcknowledgedAsync(HttpStatusCode.OK, random.Next(20, 150));
        await database.Server.KillAsync();
        await load.AcknowledgedAsync(HttpStatusCode.Accepted, random.Next(60, 150));
        await two.KillAsync();
        await two.StartAsync();
        await load.AcknowledgedAsync(HttpStatusCode.Accepted, random.Next(20, 80));
        // It is back, and the hosts die while they drain, one of them within the first batches.
        await database.Server.RestartAsync();
        await one.KillAsync();
        await one.StartAsync();
        await load.AcknowledgedAsync(HttpStatusCode.OK, random.Next(20, 150));
        await Task.WhenAll(one.KillAsync(), two.KillAsync());
        await Task.WhenAll(one.StartAsync(), two.StartAsync());

        // What was not acknowledged is delivered again, as the platform does, until everything is.
        load.End();
        await Task.WhenAll(senders);
        await one.DrainedAsync();
        await two.DrainedAsync();

        load.Acknowledged.Count.Should().BeGreaterThan(300);
        await database.Rows.ShouldBeExactlyAsync(load.Acknowledged);
        load.Acknowledged.Count.Should().Be(load.Calls * 6, "every call ended");
        (await database.Rows.QueryAsync("SELECT DISTINCT status, direction, from_number, to_number, initiated_at, answered_at, ended_at, duration, cloudonix_cdr IS NULL FROM call_logs"))
            .Should().ContainSingle("all calls went the same way").Which[0].Should().Be("completed");
        Directory.GetFiles(_folder.FullName, "rejected", SearchOption.AllDirectories).Should().BeEmpty();
    }

    /// <summary>A host that is started again and again, with the spool that it had.</summary>
    private sealed class Slot(string database, string spool) : IAsyncDisposable
    {
        private SampleHost? _host;
        private volatile Uri? _address;

        /// <summary>Where it listens; null while it is dead.</summary>
        public Uri? Address => _address;

        public async Task StartAsync()
        {
            _host = SampleHost.StartProgram(
                "OpBX.CrashHost.dll",
                new Dictionary<string, string> { ["ConnectionStrings__OpBX"] = database, ["OpBX__SpoolDirectory"] = spool },
                "--urls", "http://127.0.0.1:0");
            _address = await _host.Address;
        }

        public async Task KillAsync()
        {
            await _host!.DisposeAsync();
            _address = null;
        }

        /// <summary>Waits until nothing waits in its spool.</summary>
        public async Task DrainedAsync()
        {
            using var client = new HttpClient { BaseAddress = Address };
            await Eventually.SpoolIsDrainedAsync(client);
        }

        public async ValueTask DisposeAsync()
        {
            if (_host is not null) await _host.DisposeAsync();
        }
    }

    /// <summary>
    /// Calls without end, six records each, in no order, from several senders to whichever host: some records twice; what is not
    /// acknowledged again and again, and what is acknowledged and not among those some never again.
    /// </summary>
    private sealed class Load(Slot[] slots)
    {
        private readonly Lock _gate = new();
        private readonly List<Delivery> _waiting = [];
        private readonly ConcurrentDictionary<HttpStatusCode, int> _answers = new();
        private readonly ConcurrentDictionary<Delivery, bool> _acknowledged = new();
        private int _undone;
        private bool _isEnding;

        public ICollection<Delivery> Acknowledged => _acknowledged.Keys;

        public int Calls { get; private set; }

        /// <summary>No more new calls.</summary>
        public void End()
        {
            lock (_gate) _isEnding = true;
        }

        /// <summary>Waits until so many more records were acknowledged in this way.</summary>
        public async Task AcknowledgedAsync(HttpStatusCode status, int more)
        {
            int goal = _answers.GetValueOrDefault(status) + more;
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (_answers.GetValueOrDefault(status) < goal)
            {
                if (limit.IsCancellationRequested) throw new InvalidOperationException($"Nothing is answered with {status}: {string.Join(", ", _answers)}");
                await Task.Delay(2, CancellationToken.None);
            }
        }

        public async Task SendAsync(Random random)
        {
            using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
            while (Next(random) is { } delivery)
            {
                bool isKept = false;
                if (slots[random.Next(slots.Length)].Address is { } address)
                {
                    try
                    {
                        HttpStatusCode status = await delivery.SendAsync(client, address);
                        _answers.AddOrUpdate(status, 1, static (_, count) => count + 1);
                        isKept = (int)status is >= 200 and < 300;
                        if (!isKept && status != HttpStatusCode.ServiceUnavailable) throw new InvalidOperationException($"A delivery was refused with {status}.");
                    }
                    catch (HttpRequestException)
                    {
                        // The process is gone: nothing was acknowledged.
                    }
                }
                if (isKept) Keep(delivery, random);
                else await AgainAsync(delivery);
            }
        }

        private Delivery? Next(Random random)
        {
            lock (_gate)
            {
                while (!_isEnding && _waiting.Count < Ahead)
                {
                    IReadOnlyList<Delivery> six = Delivery.Six("s" + Calls++);
                    _waiting.AddRange(six);
                    _undone += six.Count;
                }
                if (_waiting.Count == 0) return _undone == 0 ? null : Spare;
                int at = random.Next(_waiting.Count);
                Delivery next = _waiting[at];
                _waiting.RemoveAt(at);
                return next;
            }
        }

        // Something to do while others have the last records under way: a repetition of what is kept.
        private Delivery Spare => _acknowledged.Keys.First();

        private void Keep(Delivery delivery, Random random)
        {
            if (!_acknowledged.TryAdd(delivery, true)) return;
            lock (_gate)
            {
                if (random.Next(RepeatedOneIn) == 0) _waiting.Add(delivery);
                _undone--;
            }
        }

        private async Task AgainAsync(Delivery delivery)
        {
            lock (_gate)
            {
                if (!_acknowledged.ContainsKey(delivery)) _waiting.Add(delivery);
            }
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
