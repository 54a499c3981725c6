using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Routing;
using OpBX.Storage;
using OpBX.Tenants;
using static OpBX.IntegrationTests.Flows.Office;

namespace OpBX.IntegrationTests.Flows;

/// <summary>Rule H8: calls of every kind are played, some of them to ruin, and no secret shows anywhere.</summary>
public sealed class SecretsTests
{
    private const string RequestsKey = "secret-requests-key-0001";
    private const string PreviousKey = "secret-previous-key-0001";
    private const string WrongKey = "secret-wrong-bearer-0001";
    private const string CdrKey = "secret-cdr-key-000000001";
    private const string ApiKey = "secret-domain-api-key-01";
    private const string SipPassword = "secret-sip-password-0001";
    private const string ServiceToken = "secret-service-token-001";
    private const string ProviderPassword = "secret-provider-password";
    private const string Pin = "83461975";
    private const string WrongPin = "57913468";
    private const string LoginHash = "secret-login-hash-000001";

    private static readonly string[] Secrets = [RequestsKey, PreviousKey, WrongKey, CdrKey, ApiKey, SipPassword, ServiceToken, ProviderPassword, Pin, WrongPin, LoginHash];

    /// <summary>Prints the query of every request; a host that gives the platform a key in the query switches it off (rule H6).</summary>
    private const string RequestLog = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private static readonly TenantConfiguration Desk = Tenant(1, Domain, RequestsKey, "{}") with
    {
        CloudonixSettings = new CloudonixSettings
        {
            DomainName = Domain,
            DomainRequestsApiKey = RequestsKey,
            DomainApiKey = ApiKey,
            Settings = JsonSettings.Parse($$"""
                {"cdr_key":"{{CdrKey}}","previous_key_until":"2027-01-01T00:00:00Z","previous_key_hash":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(PreviousKey)))}}"}
                """),
        },
        Users = [new User { Id = 1, Name = "Ann", Email = "ann@example.com", Password = LoginHash, RememberToken = LoginHash }],
        Extensions =
        [
            User(1001) with { Password = SipPassword, VoicemailEnabled = true },
            Line(3001, ExtensionType.AiAssistant, "{}") with
            {
                ServiceParams = JsonSettings.Parse($$"""{"provider":"vapi","agent_id":"agent-1","username":"ann","password":"{{ProviderPassword}}"}"""),
                ServiceToken = ServiceToken,
            },
            Line(4001, ExtensionType.CustomLogic, "{}") with { ServiceUrl = "https://logic.example.com/start", ServiceToken = ServiceToken },
            Line(4002, ExtensionType.CustomLogic, "{}") with { ServiceUrl = $"https://ann:{ProviderPassword}@logic.example.com/", ServiceToken = ServiceToken },
            Line(2001, ExtensionType.Conference, """{"conference_room_id":3}"""),
        ],
        ConferenceRooms = [new ConferenceRoom { Id = 3, Name = "Room", Pin = Pin }],
        DidNumbers = [Did("extension", 1001), Did(2, "+15550100201", "extension", 4001) with { RoutingConfig = JsonSettings.Parse("""{"destination":{"type":"broken","id":1}}""") }],
    };

    [Rule("H8")]
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PlayedCalls_showNoSecret(bool plainToken)
    {
        var shown = new ConcurrentQueue<string>();
        using ActivityListener activities = Listen(shown);
        using MeterListener meters = Measure(shown);
        BreakableStorage? storage = null;
        await using PlayedHost host = await PlayedHost.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton<IOpBXStorage>(provider => storage = new BreakableStorage(provider.GetRequiredService<InMemoryOpBXStorage>()));
                builder.AddDestination<BrokenDestination>();
                builder.Services.Configure<RoutingOptions>(options =>
                {
                    options.CustomLogic.AllowedHosts.Add("*");
                    options.CustomLogic.SendPlainToken = plainToken;
                });
            },
            Desk);
        string[] sessions = [.. await PlayAsync(host)];
        ((BreakableStorage)host.Storage).IsDown = true;
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await PlayAsync(host);
        ((BreakableStorage)host.Storage).IsDirectoryDown = true;
        await PlayAsync(host);

        var recorder = host.Services.GetRequiredService<RoutingTraceRecorder>();
        string[] traces = [.. sessions.SelectMany(recorder.TracesOf).Select(trace => trace.ToString())];
        string[] decisions = [.. sessions.SelectMany(recorder.Of).SelectMany(one => new[] { one.ToString(), one.Request.ToString(), one.Step.ToString(), one.Result.ToString()! })];
        string[] logs = [.. host.Logs.Lines.Where(line => !line.StartsWith(RequestLog, StringComparison.Ordinal))];
        traces.Should().NotBeEmpty();
        shown.Should().NotBeEmpty();
        logs.Should().Contain(line => line.Contains(" Trace ", StringComparison.Ordinal) || line.Contains(" Debug ", StringComparison.Ordinal));
        logs.Should().Contain(line => line.Contains(nameof(BrokenDestination), StringComparison.Ordinal), "a fault is logged");
        foreach (string secret in Secrets)
        {
            ShouldNotShow(logs, secret, "logs");
            ShouldNotShow(traces, secret, "traces");
            ShouldNotShow(decisions, secret, "decisions");
            ShouldNotShow(shown, secret, "activities and metrics");
            ShouldNotShow(host.Events.All.Select(seen => seen.ToString()), secret, "events");
        }
    }

    [Rule("H8")]
    [Fact]
    public async Task Records_asText_showNoSecret()
    {
        await using PlayedHost host = await PlayedHost.StartAsync(Desk);
        TenantSnapshot snapshot = TenantSnapshot.Build(Desk, host.Services.GetRequiredService<RoutingCatalog>());
        object[] objects =
        [
            Desk, Desk.CloudonixSettings!, Desk.Organization, PlayedHost.DomainOf(Desk), snapshot,
            .. Desk.Users, .. Desk.Extensions, .. Desk.ConferenceRooms, .. Desk.DidNumbers,
            .. Desk.Extensions.Select(extension => (object)extension.ServiceParams), Desk.CloudonixSettings!.Settings,
            .. await host.Storage.Directory.FindByDomainAsync(Domain, default),
            new VoiceRequest { Session = "s", Digits = Pin, Fields = new Dictionary<string, string> { ["X-Cx-Apikey"] = ApiKey } },
        ];
        foreach (string secret in Secrets) ShouldNotShow(objects.Select(one => one.ToString()!), secret, "ToString()");
        snapshot.TryGetExtension(1001, out Extension? extension).Should().BeTrue();
        extension!.Password.Should().BeNull("a snapshot holds no SIP password");
    }

    [Rule("H8")]
    [Fact]
    public void Faults_ofADocument_quoteNoSecret()
    {
        string json = $$"""
            {"organization":{"id":1,"name":"X"},
             "cloudonix_settings":{"domain_name":"{{Domain}}","domain_requests_api_key":["{{RequestsKey}}"],"domain_api_key":{"a":"{{ApiKey}}"},"settings":"{{CdrKey}}"},
             "extensions":[{"id":1,"extension_number":"1","type":"nonsense","password":["{{SipPassword}}"],"service_token":{"t":"{{ServiceToken}}"} }],
             "conference_rooms":[{"id":1,"name":"r","pin":["{{Pin}}"]}],
             "users":[{"id":1,"name":"a","email":"b","password":["{{LoginHash}}"]}]}
            """;
        TenantDocumentResult result = TenantDocument.Parse(json);
        result.Faults.Should().NotBeEmpty();
        foreach (string secret in Secrets) ShouldNotShow(result.Faults.Select(fault => fault.ToString()!).Append(result.ToString()!), secret, "faults");
    }

    private static async Task<List<string>> PlayAsync(PlayedHost host)
    {
        var sessions = new List<string>();
        foreach (string? key in new[] { RequestsKey, PreviousKey, WrongKey, null })
        {
            CallSimulator calls = host.Of(PlayedHost.DomainOf(Desk) with { RequestsKey = key });
            SimulatedCall[] stories =
            [
                calls.Inbound(Caller, Main).LeavesVoicemail(),
                calls.Inbound(Caller, "+15550100201"),
                calls.Subscriber("1001", "3001"),
                calls.Subscriber("1001", "4001"),
                calls.Subscriber("1001", "4002"),
                calls.Subscriber("1001", "2001").Presses(WrongPin + "#", Pin + "#"),
                calls.Subscriber("1001", "911"),
            ];
            foreach (SimulatedCall story in stories) sessions.Add((await story.WithField("X-Cx-Apikey", ApiKey).PlayAsync()).Session);
            foreach (string body in new[] { $$"""{"domain":"{{Domain}}","session":{"token":"t-1"},"bearer":"{{ApiKey}}","profile":{"password":"{{SipPassword}}"} }""", "{" + SipPassword, "{}" })
            {
                foreach (string path in new[] { "cdr?key=" + (key ?? CdrKey), "cdr?key=" + CdrKey, "session-update", "recording-status?sig=" + WrongKey })
                {
                    await host.SendAsync(HttpMethod.Post, "/api/webhooks/cloudonix/" + path, new StringContent(body, Encoding.UTF8, "application/json"), key, ("X-Cx-Domain", Domain), ("X-Cx-Apikey", ApiKey));
                }
            }
        }
        return sessions;
    }

    private static void ShouldNotShow(IEnumerable<string> texts, string secret, string where)
        => texts.Where(text => text.Contains(secret, StringComparison.OrdinalIgnoreCase)).Should().BeEmpty("{0} show no secret", where);

    private static ActivityListener Listen(ConcurrentQueue<string> shown)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "OpBX",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => shown.Enqueue(activity.DisplayName + " " + activity.StatusDescription + " " + string.Join(' ', activity.TagObjects)
                + string.Join(' ', activity.Baggage) + string.Join(' ', activity.Events.SelectMany(one => one.Tags))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener Measure(ConcurrentQueue<string> shown)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, own) =>
            {
                if (instrument.Meter.Name == "OpBX") own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => shown.Enqueue(instrument.Name + " " + string.Join(' ', tags.ToArray())));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => shown.Enqueue(instrument.Name + " " + string.Join(' ', tags.ToArray())));
        listener.Start();
        return listener;
    }

    private sealed class BrokenDestination : IDestinationHandler
    {
        public DestinationKind Kind => new("broken");

        public DestinationTarget Parse(string target) => DestinationTarget.Of(target);

        public RoutingAction Enter(IRoutingContext context, DestinationTarget target) => throw new InvalidOperationException(nameof(BrokenDestination));

        public RoutingAction Continue(IRoutingContext context, DestinationTarget target) => throw new InvalidOperationException(nameof(BrokenDestination));
    }
}
