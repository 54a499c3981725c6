using OpBX.BusinessHours;
using OpBX.Calls;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;
using OpBX.Voicemail;

namespace OpBX.Routing;

/// <summary>The destinations and strategies that OpBX brings along: one line each.</summary>
internal static class BuiltInRouting
{
    public static IEnumerable<IDestinationHandler> Handlers() =>
    [
        new DidHandler(),
        new ExtensionHandler(),
        new RingGroupHandler(),
        new BusinessHoursHandler(),
        new IvrHandler(),
        new ConferenceHandler(),
        new VoicemailHandler(),
        new HangupHandler(),
        new SipHandler(),
        new ExternalNumberHandler(),
        new OutboundHandler(),
        new EmergencyHandler(),
    ];

    public static IEnumerable<IRingStrategy> Strategies() =>
    [
        new SimultaneousStrategy(),
        new SequentialStrategy(),
        new RoundRobinStrategy(),
    ];
}
