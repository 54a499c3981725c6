using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Extensions;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>What a played call shows to those who watch: activities, metrics and log events.</summary>
public sealed class DiagnosticsTests
{
    private static readonly TenantConfiguration Desk = Tenant(4711, Domain, Key, """{"limits":{"concurrent":9}}""") with
    {
        Extensions = [User(1001), User(1002), Line(5001, ExtensionType.Forward, """{"forward_to":"5001"}""")],
        RingGroups = [Group(7, RingStrategyName.RoundRobin, 1001, 1002)],
        DidNumbers = [Did("extension", 1001)],
        OutboundWhitelists = [Allow(1, "+1555")],
    };

    [Fact]
    public async Task Decision_isOneActivityOfTheSource()
    {
        var trace = ActivityTraceId.CreateRandom();
        var seen = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "OpBX",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace) seen.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        host.Client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");

        CallResult call = await host.Calls.Inbound(Caller, Main).Phone("1001").Answers().PlayAsync();

        call.Stages.Should().HaveCount(2);
        seen.Select(activity => activity.OperationName).Should().Equal(OpBXDiagnostics.RouteActivity, OpBXDiagnostics.RouteActivity);
        Tags(seen.First()).Should().BeEquivalentTo(new Dictionary<string, string?> { ["opbx.outcome"] = "dial", ["opbx.kind"] = "extension", ["opbx.stage"] = "start" });
        Tags(seen.Last()).Should().BeEquivalentTo(new Dictionary<string, string?> { ["opbx.outcome"] = "hangup", ["opbx.kind"] = "extension", ["opbx.stage"] = "extension" });
    }

    [Fact]
    public async Task Decision_isCountedAndTimedByOutcomeAndKind_withoutATenant()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        object? scope = host.Services.GetRequiredService<IMeterFactory>();
        var decisions = new ConcurrentQueue<(long Value, Dictionary<string, string?> Tags)>();
        var durations = new ConcurrentQueue<(double Value, Dictionary<string, string?> Tags)>();
        var names = new ConcurrentDictionary<string, string?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name != "OpBX" || instrument.Meter.Scope != scope) return;
                names[instrument.Name] = instrument.Unit;
                own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => decisions.Enqueue((value, Read(tags))));
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => durations.Enqueue((value, Read(tags))));
        listener.Start();

        await host.Calls.Inbound(Caller, Main).Phone("1001").Answers().PlayAsync();
        await host.Calls.Subscriber("1001", "+4930555010").PlayAsync();

        names.Should().Contain(OpBXDiagnostics.Decisions, "{decision}").And.Contain(OpBXDiagnostics.Duration, "s");
        decisions.Select(measured => (measured.Value, measured.Tags["outcome"], measured.Tags["kind"])).Should().Equal(
            (1, "dial", "extension"), (1, "hangup", "extension"), (1, "denied", "outbound"));
        durations.Should().HaveCount(3).And.OnlyContain(measured => measured.Value >= 0);
        decisions.Select(measured => measured.Tags).Concat(durations.Select(measured => measured.Tags)).Should().AllSatisfy(tags =>
        {
            tags.Keys.Should().BeEquivalentTo("outcome", "kind");
            tags.Values.Should().NotContain("4711").And.NotContain(Domain);
        });
    }

    [Fact]
    public async Task LogEvents_haveStableIds()
    {
        BreakableStorage? storage = null;
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<IOpBXStorage>(provider => storage = new BreakableStorage(provider.GetRequiredService<InMemoryOpBXStorage>()));
                builder.Services.AddSingleton<IOpBXState>(new BrokenState());
                builder.Services.AddSingleton<ICallEventObserver, FailingObserver>();
            },
            Desk with { DidNumbers = [Did("ring_group", 7), Did(2, "+15550100201", "extension", 5001)] });
        storage ??= (BreakableStorage)host.Storage;
        storage.IsDown = true;
        await host.Calls.Inbound(Caller, Main).PlayAsync();
        storage.IsDown = false;
        await host.Calls.Inbound(Caller, Main).PlayAsync();
        await host.Calls.Inbound(Caller, "+15550100201").PlayAsync();
        CallResult emergency = await host.Calls.Subscriber("1001", "911").PlayAsync();
        await host.SendAsync(HttpMethod.Post, "/api/voice/route", null, "wrong-key-wrong-key-1", ("X-Cx-Domain", Domain));
        await host.SendAsync(HttpMethod.Post, "/api/voice/route", new StringContent("{broken"), Key, ("X-Cx-Domain", Domain));
        await host.SendAsync(HttpMethod.Post, "/api/voice/continue?at=BROKEN", null, Key, ("X-Cx-Domain", Domain));
        await host.Events.FirstAsync<EmergencyCallPlaced>(emergency.Session);
        await PlayedHost.EventuallyAsync(() => ValueTask.FromResult(Ids(host).Contains((LogLevel.Error, 1020)) ? "seen" : null));

        Ids(host).Should().Contain(
        [
            (LogLevel.Debug, 1000), (LogLevel.Error, 1002), (LogLevel.Warning, 1003), (LogLevel.Warning, 1004), (LogLevel.Warning, 1005),
            (LogLevel.Error, 1010), (LogLevel.Information, 1011), (LogLevel.Error, 1020),
            (LogLevel.Warning, 4000), (LogLevel.Warning, 4010), (LogLevel.Warning, 4014),
        ]);
        host.Logs.Lines.Where(line => line.StartsWith("OpBX", StringComparison.Ordinal)).Should().NotContain(line => line.Contains(" 0 ", StringComparison.Ordinal) && IdOf(line) == 0, "every event has an id");
    }

    private static HashSet<(LogLevel, int)> Ids(PlayedHost host)
        => [.. host.Logs.Lines.Where(line => line.StartsWith("OpBX", StringComparison.Ordinal) && !line.Contains(" scope ", StringComparison.Ordinal))
            .Select(line => (Enum.Parse<LogLevel>(line.Split(' ')[1]), IdOf(line)))];

    private static int IdOf(string line) => int.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);

    private static Dictionary<string, string?> Tags(Activity activity) => activity.TagObjects.ToDictionary(tag => tag.Key, tag => tag.Value?.ToString());

    private static Dictionary<string, string?> Read(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var read = new Dictionary<string, string?>();
        foreach ((string name, object? value) in tags) read.Add(name, value?.ToString());
        return read;
    }

    private sealed class FailingObserver : ICallEventObserver
    {
        public ValueTask OnCallEventAsync(CallEvent callEvent, CancellationToken cancellationToken) => throw new InvalidOperationException("the observer failed");
    }
}
