using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.State.Redis.Tests.Servers;

/// <summary>Questions that several tests ask.</summary>
internal static class Ask
{
    public static readonly TenantId Tenant = new(7);

    public static TurnRequest Turn(string? session, long group = 3, long tenant = 7)
        => new() { Tenant = new TenantId(tenant), RingGroupId = group, Session = session, Step = "1", Members = [11, 12, 13] };

    public static AdmissionRequest Admission(string? session, int? concurrent = 1000, long? extension = 21) => new()
    {
        Tenant = Tenant,
        Session = session,
        Step = "1",
        Number = PhoneNumber.Parse("+12025550123"),
        ExtensionId = extension,
        Organization = new OutboundLimits(concurrent, null, null),
        MaxSeconds = 600,
    };
}
