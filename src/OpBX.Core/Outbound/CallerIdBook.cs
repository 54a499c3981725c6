using System.Globalization;
using System.Text.Json;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Outbound;

/// <summary>A caller id and where it comes from.</summary>
/// <param name="Number">E.164 with <c>+</c>; null = none of the tenant's numbers qualifies.</param>
/// <param name="Source">See <see cref="OutboundVerdict.CallerIdSource"/>; null when there is no number.</param>
internal readonly record struct CallerId(string? Number, string? Source)
{
    public const string FromExtension = "extension";
    public const string FromExtensionDid = "extension-did";
    public const string FromOrganization = "organization";
    public const string FromFirstDid = "first-did";
    public const string FromExtensionEmergency = "extension-emergency";
    public const string FromOrganizationEmergency = "organization-emergency";
}

/// <summary>
/// Everything that outbound calls of a tenant need besides the rules, worked out once per snapshot: caller ids (rules O3,
/// N3, N4), trunks and limits (rule O4). Immutable; look-ups allocate nothing.
/// </summary>
/// <remarks>
/// An ordinary caller id must be one of the tenant's active DIDs. An emergency caller id may be any valid number: what is
/// registered with the emergency service for a site is often the number of another carrier.
/// </remarks>
internal sealed class CallerIdBook
{
    private readonly Dictionary<long, Entry> _entries;
    private readonly Entry _default;

    private CallerIdBook(Dictionary<long, Entry> entries, Entry common, OutboundLimits limits, JsonSettings settings)
    {
        _entries = entries;
        _default = common;
        OrganizationLimits = limits;
        MaxCallSeconds = OutboundLimitsReader.ReadMaxCallSeconds(settings);
        OutboundTrunk = settings.GetString("outbound_trunk")?.Trim();
        EmergencyTrunk = settings.GetString("emergency_trunk")?.Trim() ?? OutboundTrunk;
    }

    /// <summary>The organization's limits (rule O4).</summary>
    public OutboundLimits OrganizationLimits { get; }

    /// <summary>The longest call, in seconds (rule O4).</summary>
    public int MaxCallSeconds { get; }

    /// <summary><c>settings.outbound_trunk</c>; null = none (rule O3).</summary>
    public string? OutboundTrunk { get; }

    /// <summary><c>settings.emergency_trunk</c>, else <see cref="OutboundTrunk"/> (rule N3).</summary>
    public string? EmergencyTrunk { get; }

    /// <summary>The caller id of a call by an extension, or, without one, by the tenant itself (rule O3).</summary>
    public CallerId CallerIdFor(Extension? extension) => EntryOf(extension).CallerId;

    /// <summary>The caller id of an emergency call by an extension, whatever its status, as E.164 (rule N3); null = there is none.</summary>
    public string? EmergencyCallerIdFor(Extension? extension) => EntryOf(extension).EmergencyCallerId.Number;

    /// <summary>Where <see cref="EmergencyCallerIdFor"/> has its number from.</summary>
    public string? EmergencyCallerIdSourceFor(Extension? extension) => EntryOf(extension).EmergencyCallerId.Source;

    /// <summary>The limits of an extension (rule O4); none for an unknown id.</summary>
    public OutboundLimits LimitsOf(long extensionId) => _entries.TryGetValue(extensionId, out Entry entry) ? entry.Limits : OutboundLimits.None;

    /// <summary>Works everything out.</summary>
    public static CallerIdBook Build(TenantConfiguration configuration, INumberNormalizer numbers)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(numbers);
        JsonSettings settings = configuration.Organization.Settings;
        var reader = ConfiguredNumbers.Of(configuration.Organization, numbers);

        var own = new HashSet<PhoneNumber>();
        var byExtension = new Dictionary<long, string>();
        string? first = null;
        foreach (DidNumber did in configuration.DidNumbers.Where(static did => did.Status == EntityStatus.Active).OrderBy(static did => did.Id))
        {
            if (!reader.TryRead(did.PhoneNumber, out PhoneNumber number)) continue;
            own.Add(number);
            first ??= number.Value;
            if (ExtensionOf(did) is { } id) byExtension.TryAdd(id, number.Value);
        }

        CallerId common = Own(reader, settings.GetString("default_caller_id"), own) is { } standard ? new CallerId(standard, CallerId.FromOrganization)
            : first is not null ? new CallerId(first, CallerId.FromFirstDid)
            : default;
        CallerId emergency = Any(reader, settings.GetString("emergency_caller_id")) is { } registered
            ? new CallerId(registered, CallerId.FromOrganizationEmergency)
            : default;

        var entries = new Dictionary<long, Entry>();
        var shared = new Entry(common, emergency.Number is null ? common : emergency, OutboundLimits.None);
        foreach (Extension extension in configuration.Extensions)
        {
            CallerId callerId = Own(reader, extension.Configuration.GetString("caller_id"), own) is { } chosen ? new CallerId(chosen, CallerId.FromExtension)
                : byExtension.TryGetValue(extension.Id, out string? routed) ? new CallerId(routed, CallerId.FromExtensionDid)
                : common;
            CallerId urgent = Any(reader, extension.Configuration.GetString("emergency_caller_id")) is { } site ? new CallerId(site, CallerId.FromExtensionEmergency)
                : emergency.Number is null ? callerId
                : emergency;
            var entry = new Entry(callerId, urgent, OutboundLimitsReader.ReadLimits(extension.Configuration));
            if (entry != shared) entries[extension.Id] = entry;
        }
        return new CallerIdBook(entries, shared, OutboundLimitsReader.ReadLimits(settings), settings);
    }

    private Entry EntryOf(Extension? extension)
        => extension is not null && _entries.TryGetValue(extension.Id, out Entry entry) ? entry : _default;

    /// <summary>The extension that a DID routes to, by <c>routing_config.destination</c> or else by its routing type (rule R2).</summary>
    private static long? ExtensionOf(DidNumber did)
    {
        if (did.RoutingConfig.TryGet("destination", out JsonElement json) && DestinationRef.TryRead(json, out DestinationRef destination))
        {
            return destination.Kind == DestinationKind.Extension && long.TryParse(destination.Target, NumberStyles.None, CultureInfo.InvariantCulture, out long id)
                ? id
                : null;
        }
        return did.RoutingType == DidRoutingType.Extension ? did.RoutingConfig.GetInt64("extension_id") : null;
    }

    private readonly record struct Entry(CallerId CallerId, CallerId EmergencyCallerId, OutboundLimits Limits);

    private static string? Own(ConfiguredNumbers reader, string? text, HashSet<PhoneNumber> own)
        => reader.TryRead(text, out PhoneNumber number) && own.Contains(number) ? number.Value : null;

    private static string? Any(ConfiguredNumbers reader, string? text) => reader.TryRead(text, out PhoneNumber number) ? number.Value : null;
}
