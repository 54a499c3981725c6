using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Ivr;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Voicemail;

/// <summary>Takes a message for an extension (rules V1, V2).</summary>
internal sealed class VoicemailHandler : IDestinationHandler
{
    public DestinationKind Kind => DestinationKind.Voicemail;

    public DestinationTarget Parse(string target) => DestinationTarget.ParseId(target);

    public RoutingAction Enter(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        if (routing.Tenant.FindExtension(target.Id) is not { } node) return new RoutingAction.Unavailable("missing", null);
        if (!node.Extension.IsActive) return new RoutingAction.Unavailable("inactive", null);
        routing.ExtensionId = node.Extension.Id;

        string? greeting = Prompts.TextOf(node.Extension.Configuration.GetString("voicemail_greeting"));
        CxmlVerb prompt = greeting is null ? routing.Prompt(context.Announcements.VoicemailGreeting)
            : Prompts.IsAudio(greeting) ? new Play(greeting)
            : routing.Prompt(greeting);
        var record = new Record
        {
            MaxLength = Math.Clamp(routing.Options.VoicemailMaxSeconds, 2, 3600),
            PlayBeep = true,
            FinishOnKey = "#",
            Action = context.Action(context.NextStep() with { Answered = true }),
            RecordingStatusCallback = context.RecordingCallback(RecordingKind.Voicemail, node.Extension.Id),
        };
        context.Trace("V1", "voicemail", node.Extension.ExtensionNumber);
        return new RoutingAction.Respond(new CxmlResponse(prompt, record, new Hangup()), RoutingOutcome.Voicemail);
    }

    public RoutingAction Continue(IRoutingContext context, DestinationTarget target)
    {
        var routing = (RoutingContext)context;
        string? url = context.Request.RecordingUrl;
        if (string.IsNullOrWhiteSpace(url) || routing.Tenant.FindExtension(target.Id) is not { } node)
        {
            context.Trace("V1", "nothing-recorded", null);
            return context.HangUp(RoutingOutcome.Hangup);
        }
        context.Trace("V1", "recorded", null);
        routing.Raise(new VoicemailReceived
        {
            Tenant = routing.Tenant.Id,
            Session = context.Request.CallToken,
            At = context.Now,
            From = context.Request.From ?? "",
            To = context.Request.To ?? "",
            ExtensionId = node.Extension.Id,
            RecordingUrl = url,
            DurationSeconds = context.Request.RecordingDuration,
        });
        return context.EndCall(context.Announcements.VoicemailThanks, RoutingOutcome.Hangup);
    }
}
