using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Extensions;
using OpBX.IntegrationTests.Contract;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.IntegrationTests.Readme;

/// <summary>The code of the README, compiled and run; a test of the repository compares the two texts.</summary>
public sealed partial class ReadmeExamples
{
    private static readonly TenantConfiguration Configuration = new()
    {
        Organization = new Organization { Id = new TenantId(1), Name = "Acme", TimeZone = "America/New_York" },
        CloudonixSettings = new CloudonixSettings { DomainName = "acme.example", DomainRequestsApiKey = "readme-requests-key-0001" },
        Extensions =
        [
            new Extension { Id = 12, ExtensionNumber = "1001", VoicemailEnabled = true },
            new Extension { Id = 13, ExtensionNumber = "1002" },
        ],
        DidNumbers = [new DidNumber { Id = 1, PhoneNumber = "+15550100100", RoutingType = DidRoutingType.BusinessHours, RoutingConfig = JsonSettings.Parse("""{"business_hours_schedule_id":1}""") }],
        BusinessHoursSchedules =
        [
            new BusinessHoursSchedule
            {
                Id = 1,
                Name = "Office",
                Rules = [new BusinessHoursRule { Id = 1, DayOfWeek = DayOfWeek.Monday, Start = new DayTime(9, 0), End = new DayTime(17, 0) }],
                Destinations =
                [
                    new BusinessHoursDestination { Id = 1, Period = BusinessHoursPeriod.BusinessHours, DestinationType = "ivr", DestinationId = 3 },
                    new BusinessHoursDestination { Id = 2, Period = BusinessHoursPeriod.AfterHours, DestinationType = "voicemail", DestinationId = 12 },
                ],
            },
        ],
        IvrMenus = [new IvrMenu { Id = 3, Name = "Main", GreetingMessage = "For sales, press 1.", Options = [new IvrMenuOption { Digit = "1", DestinationType = IvrDestinationType.RingGroup, DestinationId = 7 }] }],
        RingGroups =
        [
            new RingGroup
            {
                Id = 7,
                Name = "Sales",
                Members = [new RingGroupMember { ExtensionId = 12 }, new RingGroupMember { ExtensionId = 13 }],
                FallbackAction = RingGroupFallback.Extension,
                FallbackExtensionId = 12,
            },
        ],
    };

    [Fact]
    public void Engine_decides_without_a_container()
    {
        #region engine
        TenantSnapshot tenant = TenantSnapshot.Build(new TenantConfiguration
        {
            Organization = new Organization { Id = new TenantId(1), Name = "Acme" },
            Extensions = [new Extension { Id = 12, ExtensionNumber = "1001" }],
            DidNumbers = [new DidNumber { Id = 1, PhoneNumber = "+15550100100", RoutingConfig = JsonSettings.Parse("""{"extension_id":12}""") }],
        });
        var call = new VoiceRequest { Session = "s1", From = "15550100199", To = "15550100100", Direction = CallDirection.Inbound };
        RoutingResult result = new RoutingEngine().Route(tenant, call, DateTimeOffset.Parse("2026-06-08T14:00:00Z"));

        Assert.Equal(RoutingOutcome.Dial, result.Outcome);
        Assert.Contains("<Number>1001</Number>", CxmlWriter.ToText(result.Response));
        Console.WriteLine(result.Trace); // each step, the rule that decided it, and why
        #endregion
    }

    [Fact]
    public async Task Call_flow_reads_like_a_story()
    {
        #region call-flow
        CallSimulator cloudonix = CallSimulator.ForEngine(Configuration);

        CallResult call = await cloudonix.Inbound(from: "+15550100199", to: "+15550100100")
            .At(DateTimeOffset.Parse("2026-06-08T10:00:00-04:00")) // a Monday: the office is open
            .Presses("1")                                          // sales, please
            .Phone("1001").RingsOut()
            .Phone("1002").IsBusy()
            .LeavesVoicemail(seconds: 12)
            .PlayAsync();

        Assert.Equal(["1001", "1002", "1001"], call.RangTargets); // the group, then its fallback
        Assert.Single(call.Recordings);
        Assert.Equal(CallEndReason.Hangup, call.EndedBy);
        #endregion
    }

    [Fact]
    public async Task Own_route_uses_the_engine()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddOpBX().AddTenant(Configuration);
        await using WebApplication app = builder.Build();
        #region own-route
        app.MapPost("/my/voice", async (CloudonixVoiceCall call, ICallRouter router, CancellationToken cancellationToken) =>
        {
            if (call.Tenant is not { } tenant) return CxmlResult.Unauthorized;
            if (call.Request.From == "15550100666") return CxmlResult.From(new CxmlResponse(new Reject(RejectReason.Busy)));
            return CxmlResult.From(await router.RouteAsync(tenant, call.Request, call.Step, cancellationToken));
        });
        #endregion
        app.MapOpBX();
        await app.StartAsync();
        using HttpClient client = app.GetTestClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "readme-requests-key-0001");

        (await Post(client, "/my/voice", """{"Session":"s1","From":"15550100666","To":"15550100100","Direction":"inbound","Domain":"acme.example"}"""))
            .Should().Contain("<Reject reason=\"busy\"/>");
        (await Post(client, "/my/voice", """{"Session":"s2","From":"15550100199","To":"15550100100","Direction":"inbound","Domain":"acme.example"}"""))
            .Should().ContainAny("<Record ", "<Gather ");
    }

    [Fact]
    public async Task Curl_of_the_readme_gets_the_answer_shown()
    {
        string root = Path.GetFullPath(Path.Combine(ContractFiles.Folder, "..", ".."));
        string readme = await File.ReadAllTextAsync(Path.Combine(root, "README.md"));
        Match example = Example().Match(readme.ReplaceLineEndings("\n"));
        example.Success.Should().BeTrue("the README shows a curl and its answer");

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddOpBX().AddJsonConfiguration(Path.Combine(root, "samples", "OpBX.WebhookHost", "pbx.json"));
        await using WebApplication app = builder.Build();
        app.MapOpBX();
        await app.StartAsync();
        using HttpClient client = app.GetTestClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", example.Groups["key"].Value);

        string answer = await Post(client, example.Groups["url"].Value, example.Groups["body"].Value);

        answer.Should().Be(example.Groups["answer"].Value.Trim());
    }

    private static async Task<string> Post(HttpClient client, string url, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.PostAsync(new Uri(url, UriKind.RelativeOrAbsolute), content);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return await response.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("""curl -s (?<url>\S+) [^`]*?Bearer (?<key>[\w-]+)'[^`]*?-d '(?<body>[^']+)'\n```\n+```xml\n(?<answer>[^`]+)```""", RegexOptions.Singleline)]
    private static partial Regex Example();
}
