using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Tenants;

namespace OpBX.Routing;

/// <summary>Adds call recording to a Dial (rule V3).</summary>
internal static class CallRecording
{
    /// <summary>Whether the conversation that a Dial leads to is recorded.</summary>
    public static bool Applies(RoutingContext context, bool outbound)
    {
        RecordingMode mode = context.Tenant.Recording;
        if (mode == RecordingMode.None) return false;
        if (mode == RecordingMode.All) return true;
        // A call between two phones of the tenant is neither inbound nor outbound.
        bool fromOutside = context.Caller is null
            && context.Request.Direction != CallDirection.Subscriber && context.Request.Direction != CallDirection.Internal
            && context.Request.Direction != CallDirection.OutboundApi && context.Request.Direction != CallDirection.Application;
        return mode == RecordingMode.Outbound ? outbound && !fromOutside : fromOutside;
    }

    /// <summary>The document of a Dial, recorded and announced where the organization wants it.</summary>
    /// <param name="context">The decision.</param>
    /// <param name="dial">The Dial, with its action.</param>
    /// <param name="next">The continuation that the action names.</param>
    /// <param name="outbound">Whether the public network is dialled.</param>
    /// <param name="owner">The extension that owns the recording.</param>
    public static CxmlResponse Document(RoutingContext context, Dial dial, RoutingStep next, bool outbound, long? owner)
    {
        if (!Applies(context, outbound)) return new CxmlResponse(dial);
        Dial recorded = dial with
        {
            Record = DialRecord.RecordFromAnswer,
            RecordingStatusCallback = context.RecordingCallback(RecordingKind.Call, owner),
        };
        if (context.Tenant.RecordingAnnouncement is not { } announcement || context.Step.Announced)
        {
            return new CxmlResponse(recorded);
        }
        // The announcement must be heard, so it answers the call; it is heard once in a call.
        context.Trace("V3", "announced", null);
        RoutingStep announced = next with { Answered = true, Announced = true };
        CxmlVerb spoken = Ivr.Prompts.IsAudio(announcement) ? new Play(announcement) : context.Prompt(announcement);
        return new CxmlResponse(spoken, recorded with { Action = context.Action(announced) });
    }
}
