using System.Buffers;
using BenchmarkDotNet.Attributes;
using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Benchmarks.Routing;

/// <summary>From a snapshot and a request to the bytes of the answer.</summary>
[MemoryDiagnoser]
public class RoutingBenchmarks
{
    private static readonly DateTimeOffset Now = new(2026, 6, 8, 15, 0, 0, TimeSpan.Zero);
    private static readonly CxmlBaseAddress Base = new("https://pbx.example.com/api");
    private readonly ArrayBufferWriter<byte> _buffer = new(64 * 1024);
    private readonly RoutingEngine _engine = new();
    private readonly TenantSnapshot _tenant = TenantSnapshot.Build(SampleTenant.Create());
    private readonly VoiceRequest _toExtension = Call("15550100200");
    private readonly VoiceRequest _toMenu = Call("15550100201");

    /// <summary>DID → extension.</summary>
    [Benchmark]
    public int DidToExtension() => Route(_toExtension);

    /// <summary>DID → business hours → IVR menu.</summary>
    [Benchmark]
    public int DidToHoursToMenu() => Route(_toMenu);

    private int Route(VoiceRequest request)
    {
        _buffer.ResetWrittenCount();
        return CxmlWriter.Write(_engine.Route(_tenant, request, Now).Response, _buffer, Base);
    }

    private static VoiceRequest Call(string to) => new()
    {
        Session = "0123456789abcdef0123456789abcdef",
        From = "15550100001",
        To = to,
        Direction = CallDirection.Inbound,
        Domain = "pbx.example.cloudonix.net",
    };
}

/// <summary>Building the snapshot of a large tenant.</summary>
[MemoryDiagnoser]
public class SnapshotBenchmarks
{
    private readonly TenantConfiguration _configuration = SampleTenant.Create();

    /// <summary>1,000 extensions, 500 DIDs, 100 ring groups of five, a menu, a schedule.</summary>
    [Benchmark]
    public TenantSnapshot Build() => TenantSnapshot.Build(_configuration);
}

internal static class SampleTenant
{
    public static TenantConfiguration Create() => new()
    {
        Organization = new Organization { Id = new TenantId(1), Name = "Acme", TimeZone = "America/New_York", Settings = JsonSettings.Parse("""{"country":"US"}""") },
        Extensions = [.. Enumerable.Range(1, 1000).Select(i => new Extension
        {
            Id = i,
            ExtensionNumber = (1000 + i).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Configuration = JsonSettings.Parse("""{"ring_timeout":25}"""),
        })],
        DidNumbers = [.. Enumerable.Range(0, 500).Select(i => new DidNumber
        {
            Id = i + 1,
            PhoneNumber = "+1555010" + (200 + i).ToString("0000", System.Globalization.CultureInfo.InvariantCulture),
            RoutingType = i == 1 ? DidRoutingType.BusinessHours : DidRoutingType.Extension,
            RoutingConfig = JsonSettings.Parse(i == 1 ? """{"business_hours_schedule_id":1}""" : $$"""{"extension_id":{{i + 1}}}"""),
        })],
        RingGroups = [.. Enumerable.Range(1, 100).Select(i => new RingGroups.RingGroup
        {
            Id = i,
            Name = "Group " + i,
            Members = [.. Enumerable.Range(0, 5).Select(m => new RingGroups.RingGroupMember { ExtensionId = (i * 5) + m })],
        })],
        IvrMenus =
        [
            new IvrMenu
            {
                Id = 1,
                Name = "Main",
                GreetingMessage = "Thank you for calling. For sales, press 1. For support, press 2. For billing, press 3.",
                Options = [.. Enumerable.Range(1, 3).Select(i => new IvrMenuOption { Digit = i.ToString(System.Globalization.CultureInfo.InvariantCulture), DestinationType = IvrDestinationType.RingGroup, DestinationId = i })],
            },
        ],
        BusinessHoursSchedules =
        [
            new BusinessHoursSchedule
            {
                Id = 1,
                Name = "Office",
                Rules = [.. Enumerable.Range(1, 5).Select(d => new BusinessHoursRule { Id = d, DayOfWeek = (DayOfWeek)d, Start = new DayTime(9, 0), End = new DayTime(17, 0) })],
                Destinations = [new BusinessHoursDestination { Id = 1, Period = BusinessHoursPeriod.BusinessHours, DestinationType = "ivr", DestinationId = 1 }],
            },
        ],
    };
}
