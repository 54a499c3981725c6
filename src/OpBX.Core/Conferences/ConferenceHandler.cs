using System.Security.Cryptography;
using System.Text;
using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Conferences;

/// <summary>Lets a caller into a conference room, asking for its PIN first (rules K1, K2).</summary>
internal sealed class ConferenceHandler : IDestinationHandler
{
    private const string PinStage = "pin";
    private const int PinAttempts = 3;
    private const int PinTimeout = 10;

    public DestinationKind Kind => DestinationKind.ConferenceRoom;

    public DestinationTarget Parse(string target) => DestinationTarget.ParseId(target);

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (routing.Tenant.FindRoom(target.Id) is not { } node) return new RoutingAction.Unavailable("missing", null);
        if (node.Room.Status != EntityStatus.Active) return new RoutingAction.Unavailable("inactive", null);
        return string.IsNullOrWhiteSpace(node.Room.Pin) ? Join(context, node) : AskForPin(routing, failed: 0);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (context.Step.Stage != PinStage)
        {
            // The participant left, or could not get in.
            return context.Request.DialResult is DialResult.Failed or DialResult.Busy or DialResult.NoAnswer
                ? context.EndCall(context.Announcements.Unavailable, RoutingOutcome.Unavailable)
                : context.HangUp(RoutingOutcome.Hangup);
        }
        if (routing.Tenant.FindRoom(target.Id) is not { } node || node.Room.Status != EntityStatus.Active) return new RoutingAction.Unavailable("inactive", null);
        routing.IsAnswered = true;
        if (string.IsNullOrWhiteSpace(node.Room.Pin) || Matches(context.Request.Digits, node.Room.Pin))
        {
            context.Trace("K2", "pin-accepted", null);
            return Join(context, node);
        }
        int failed = context.Step.Turn + 1;
        context.Trace("K2", "pin-refused", null);
        return failed >= PinAttempts
            ? context.EndCall(context.Announcements.ConferenceRefused, RoutingOutcome.Denied)
            : AskForPin(routing, failed);
    }

    private static bool Matches(string? digits, string pin)
    {
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> wanted = stackalloc byte[SHA256.HashSizeInBytes];
        // Hashes have one length, so the comparison takes one time.
        SHA256.HashData(Encoding.UTF8.GetBytes(digits?.Trim().TrimEnd('#') ?? ""), given);
        SHA256.HashData(Encoding.UTF8.GetBytes(pin.Trim()), wanted);
        return CryptographicOperations.FixedTimeEquals(given, wanted);
    }

    private static RoutingAction.Respond AskForPin(RoutingContext context, int failed)
    {
        var gather = new Gather(context.Prompt(failed == 0 ? context.Announcements.ConferencePin : context.Announcements.ConferencePinInvalid))
        {
            Input = GatherInput.Dtmf,
            FinishOnKey = "#",
            Timeout = PinTimeout,
            MaxTimeout = PinTimeout,
            ActionOnEmptyResult = true,
            Action = context.Action(context.NextStep() with { Stage = PinStage, Turn = failed, Answered = true }),
        };
        return new RoutingAction.Respond(new CxmlResponse(gather), RoutingOutcome.Gather);
    }

    private static RoutingAction.Respond Join(IRoutingContext context, RoomNode node)
    {
        ConferenceRoom room = node.Room;
        var conference = new Conference(node.RoomName)
        {
            StartConferenceOnEnter = room.StartConferenceOnEnter ? ConferenceStart.True : ConferenceStart.False,
            EndConferenceOnExit = room.EndConferenceOnExit,
            MaxParticipants = Math.Clamp(room.MaxParticipants, 1, 250),
            Muted = room.MuteOnEntry,
            Prompts = room.AnnounceJoinLeave,
            Beep = room.AnnounceJoinLeave ? ConferenceBeep.True : ConferenceBeep.False,
        };
        context.Trace("K1", "conference", node.RoomName);
        return new RoutingAction.Respond(
            new CxmlResponse(new Dial(conference) { Action = context.Action(context.NextStep() with { Answered = true }) }), RoutingOutcome.Conference);
    }
}
