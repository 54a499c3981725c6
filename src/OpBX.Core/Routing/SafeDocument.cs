using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Numbers;

namespace OpBX.Routing;

/// <summary>
/// The answer when nothing else can be given (rule F1): a sentence and the end of the call. An emergency call by a
/// subscriber goes out even then (rule N3): whose country it is is not known, so the numbers of all countries count.
/// </summary>
internal static class SafeDocument
{
    /// <summary>The document for one request.</summary>
    public static CxmlResponse For(VoiceRequest? request, RoutingStep? step, Announcements announcements)
    {
        if (EmergencyOf(request, step) is { } emergency)
        {
            return new CxmlResponse(new Dial(new Number(emergency)));
        }
        if (RetryOf(request, step) is { } retry) return new CxmlResponse(new Dial(new Number(retry)));
        bool answered = step is { Answered: true } || request?.AnsweredAt is not null || request?.Direction == CallDirection.OutboundApi;
        var sentence = new Say(announcements.Safe)
        {
            Answer = answered ? null : false,
            Voice = announcements.Voice,
            Language = announcements.Language,
        };
        return new CxmlResponse(sentence, new Hangup());
    }

    /// <summary>The emergency number that a subscriber dialled at the start of a call, without knowing the tenant's country; null = none.</summary>
    public static string? EmergencyOf(VoiceRequest? request, RoutingStep? step)
    {
        if (request is null || step is not { IsStart: true }) return null;
        bool subscriber = request.Direction == CallDirection.Subscriber || request.Direction == CallDirection.Internal
            || (request.Direction != CallDirection.Inbound && string.Equals(request.Source?.Trim(), "subscriber", StringComparison.OrdinalIgnoreCase));
        return subscriber && NumberNormalizer.Default.IsEmergency(request.To, null, null, EmergencyNumbers.Anywhere, out string number) ? number : null;
    }

    /// <summary>The emergency number of a first Dial that failed, which is due once more without trunk (rule N3).</summary>
    private static string? RetryOf(VoiceRequest? request, RoutingStep? step)
        => request is not null && step is not null && step.At.Kind == DestinationKind.Emergency && step.Turn < 2
            && request.DialResult != DialResult.Answered
            && NumberNormalizer.Default.IsEmergency(step.At.Target, null, null, EmergencyNumbers.Anywhere, out string number) ? number : null;
}
