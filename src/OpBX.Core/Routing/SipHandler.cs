using OpBX.Calls;
using OpBX.Cxml;

namespace OpBX.Routing;

/// <summary>A SIP address.</summary>
internal sealed class SipHandler : IDestinationHandler
{
    private const int RingTimeout = 30;

    public DestinationKind Kind => DestinationKind.Sip;

    public DestinationTarget Parse(string target) => SipAddress.IsValid(target) ? DestinationTarget.Of(target) : DestinationTarget.Invalid("not-a-sip-address");

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        RoutingStep next = context.NextStep();
        var dial = new Dial(new Sip((string)target.Value!)) { Timeout = RingTimeout, Action = context.Action(next) };
        return new RoutingAction.Respond(
            CallRecording.Document((RoutingContext)context, dial, next, outbound: true, owner: null), RoutingOutcome.Dial);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
        => context.Request.DialResult == DialResult.Answered
            ? context.HangUp(RoutingOutcome.Hangup)
            : context.EndCall(context.Announcements.NoAnswer, RoutingOutcome.NoAnswer);
}

/// <summary>Recognises addresses that the platform's <c>Sip</c> noun takes.</summary>
internal static class SipAddress
{
    public static bool IsValid(string text)
    {
        int colon = text.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? 4 : text.StartsWith("sips:", StringComparison.OrdinalIgnoreCase) ? 5 : 0;
        if (colon == 0 || text.Length > 255) return false;
        int at = text.IndexOf('@', colon);
        if (at <= colon || at == text.Length - 1 || text[at + 1] is ';' or ':' or '?') return false;
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or '"') return false;
        }
        return text.IndexOf('@', at + 1) < 0 && IsRestValid(text.AsSpan(at + 1));
    }

    /// <summary>What follows the host: a port, then parameters.</summary>
    private static bool IsRestValid(ReadOnlySpan<char> rest)
    {
        int parameters = rest.IndexOf(';');
        ReadOnlySpan<char> host = parameters < 0 ? rest : rest[..parameters];
        int colon = host.IndexOf(':');
        if (colon >= 0 && (colon == host.Length - 1 || host[(colon + 1)..].ContainsAnyExceptInRange('0', '9'))) return false;
        while (parameters >= 0)
        {
            rest = rest[(parameters + 1)..];
            parameters = rest.IndexOf(';');
            ReadOnlySpan<char> parameter = parameters < 0 ? rest : rest[..parameters];
            if (parameter.IsEmpty || parameter[0] == '=' || parameter[^1] == '=') return false;
        }
        return true;
    }
}
