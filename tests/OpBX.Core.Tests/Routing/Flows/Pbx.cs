using System.Globalization;
using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Diagnostics;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.State;
using OpBX.Tenants;

namespace OpBX.Routing.Flows;

/// <summary>
/// A tenant in few words, for stories. Destinations are written <c>kind:target</c>; extensions are named by their number, everything
/// else by its id. An extension's id differs from its number, so that mixing them up shows.
/// </summary>
internal static class Pbx
{
    public const string Caller = "+15550100001";
    public const string Main = "+15550100200";
    public const string Second = "+15550100201";

    /// <summary>A Monday, 11 in the morning in New York.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 6, 8, 15, 0, 0, TimeSpan.Zero);

    public static readonly Announcements Texts = new();

    private static long s_nextId = 1;

    public static long IdOf(string extension) => 500_000 + long.Parse(extension, CultureInfo.InvariantCulture);

    /// <summary>Builds a configuration; a text is the organization's settings.</summary>
    public static TenantConfiguration Of(params object[] parts)
    {
        string settings = parts.OfType<string>().SingleOrDefault() ?? """{"country":"US"}""";
        return new TenantConfiguration
        {
            Organization = parts.OfType<Organization>().SingleOrDefault()
                ?? new Organization { Id = new TenantId(1), Name = "Acme", TimeZone = "America/New_York", Settings = JsonSettings.Parse(settings) },
            CloudonixSettings = new CloudonixSettings { DomainName = "acme.example.test", DomainRequestsApiKey = "a-key-of-more-than-sixteen-characters" },
            Extensions = [.. parts.OfType<Extension>()],
            RingGroups = [.. parts.OfType<RingGroup>()],
            IvrMenus = [.. parts.OfType<IvrMenu>()],
            ConferenceRooms = [.. parts.OfType<ConferenceRoom>()],
            BusinessHoursSchedules = [.. parts.OfType<BusinessHoursSchedule>()],
            DidNumbers = [.. parts.OfType<DidNumber>()],
            OutboundWhitelists = [.. parts.OfType<OutboundWhitelistRule>()],
        };
    }

    public static CallSimulator Open(params object[] parts) => Open(Of(parts));

    public static CallSimulator Open(TenantConfiguration tenant) => CallSimulator.ForEngine(tenant, new ManualTimeProvider(Monday));

    public static CallSimulator Open(TenantConfiguration tenant, RoutingOptions options)
        => CallSimulator.ForEngine(tenant, new RoutingEngine(RoutingCatalog.Default, options), new ManualTimeProvider(Monday));

    /// <summary>A simulator whose shared state never answers.</summary>
    public static CallSimulator OpenWithoutState(params object[] parts)
        => CallSimulator.ForEngine(Of(parts), new RoutingEngine(), new ManualTimeProvider(Monday), new NoState());

    /// <summary>A call to the main number; every webhook comes twice (rule R5).</summary>
    public static SimulatedCall CallsIn(this CallSimulator simulator) => simulator.Inbound(Caller, Main).RepeatsWebhooks();

    /// <summary>A call by a phone; every webhook comes twice (rule R5).</summary>
    public static SimulatedCall Dials(this CallSimulator simulator, string extension, string dialled) => simulator.Subscriber(extension, dialled).RepeatsWebhooks();

    public static Extension User(string number) => User(number, "{}");

    public static Extension User(string number, string configuration) => Ext(number, ExtensionType.User, configuration);

    public static Extension WithVoicemail(this Extension extension) => extension with { VoicemailEnabled = true };

    public static Extension Inactive(this Extension extension) => extension with { Status = EntityStatus.Inactive };

    public static Extension Ext(string number, ExtensionType type, string configuration)
        => new() { Id = IdOf(number), ExtensionNumber = number, Type = type, Configuration = JsonSettings.Parse(configuration) };

    public static Extension Forward(string number, string to) => Ext(number, ExtensionType.Forward, $$"""{"forward_to":"{{to}}"}""");

    /// <summary>A destination in JSON: <c>extension:1001</c>, <c>ring_group:7</c>, <c>external_number:+1…</c>, <c>hangup</c>.</summary>
    public static string Json(string destination)
    {
        (string kind, string target) = Split(destination);
        if (kind == "external_number") return $$"""{"type":"external_number","number":"{{target}}"}""";
        return target.Length == 0 ? $$"""{"type":"{{kind}}"}""" : $$"""{"type":"{{kind}}","id":{{IdOf(kind, target)}}}""";
    }

    public static string Fallback(string destination) => $$"""{"fallback":{{Json(destination)}}}""";

    public static DidNumber Did(string number, string destination)
        => new() { Id = s_nextId++, PhoneNumber = number, RoutingConfig = JsonSettings.Parse($$"""{"destination":{{Json(destination)}}}""") };

    public static DidNumber Did(string destination) => Did(Main, destination);

    public static RingGroup Group(long id, RingStrategyName strategy, string members) => new()
    {
        Id = id,
        Name = $"Group {id}",
        Strategy = strategy,
        Timeout = 20,
        Members = [.. members.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static (number, index) => new RingGroupMember { ExtensionId = IdOf(number), Priority = index + 1 })],
    };

    public static RingGroup FallingBackTo(this RingGroup group, string extension)
        => group with { FallbackAction = RingGroupFallback.Extension, FallbackExtensionId = IdOf(extension) };

    /// <summary>A menu with options such as <c>1=extension:1001 2=ring_group:7 9=submenu:32 *=external_number:+1…</c>.</summary>
    public static IvrMenu Menu(long id, string options) => new()
    {
        Id = id,
        Name = $"Menu {id}",
        GreetingMessage = $"Menu {id}",
        Options = [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Option)],
    };

    public static IvrMenu FailingOverTo(this IvrMenu menu, string destination)
    {
        (string kind, string target) = Split(destination);
        return menu with { FailoverType = kind, FailoverId = target.Length == 0 ? null : IdOf(kind, target) };
    }

    public static IvrMenu WithDirectDial(this IvrMenu menu) => menu with { Settings = JsonSettings.Parse("""{"direct_dial":true}""") };

    public static OutboundWhitelistRule Allow(string pattern) => new() { Id = s_nextId++, Name = "allow " + pattern, Pattern = pattern };

    public static OutboundWhitelistRule Allow(string pattern, string trunk) => Allow(pattern) with { Trunk = trunk };

    public static OutboundWhitelistRule Deny(string pattern)
        => new() { Id = s_nextId++, Name = "deny " + pattern, Pattern = pattern, IsAllowed = false, Priority = 0 };

    /// <summary>Open Monday to Friday from nine to five, wall time of the organization.</summary>
    public static BusinessHoursSchedule OfficeHours(long id, string open, string closed) => new()
    {
        Id = id,
        Name = $"Hours {id}",
        Rules = [.. Enumerable.Range(1, 5).Select(static day => new BusinessHoursRule { Id = day, DayOfWeek = (DayOfWeek)day, Start = new DayTime(9, 0), End = new DayTime(17, 0) })],
        Destinations = [Leads(1, BusinessHoursPeriod.BusinessHours, open), Leads(2, BusinessHoursPeriod.AfterHours, closed)],
    };

    public static BusinessHoursDestination Leads(long id, BusinessHoursPeriod period, string destination)
    {
        (string kind, string target) = Split(destination);
        return new BusinessHoursDestination { Id = id, Period = period, DestinationType = kind, DestinationId = target.Length == 0 ? null : IdOf(kind, target), Priority = (int)id };
    }

    private static IvrMenuOption Option(string text)
    {
        (string kind, string target) = Split(text[2..]);
        bool external = kind == "external_number";
        return new IvrMenuOption
        {
            Digit = text[..1],
            DestinationType = new IvrDestinationType(kind),
            DestinationId = external || target.Length == 0 ? null : IdOf(kind, target),
            ExternalNumber = external ? target : null,
        };
    }

    private static (string Kind, string Target) Split(string destination)
    {
        int colon = destination.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (destination, "") : (destination[..colon], destination[(colon + 1)..]);
    }

    private static long IdOf(string kind, string target)
        => kind is "extension" or "voicemail" ? IdOf(target) : long.Parse(target, CultureInfo.InvariantCulture);

    private sealed class NoState : IOpBXState
    {
        public IRingRotation Rotation => throw new OpBXStateException();

        public ICallAdmission Admission => throw new OpBXStateException();

        public ILiveCalls LiveCalls => throw new OpBXStateException();
    }
}
