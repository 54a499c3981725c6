using System.Collections.Immutable;
using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Extensions;

/// <summary>Connects a caller with an AI assistant: a stream, a SIP address, or a provider of the platform (rule E5).</summary>
internal static class AiAssistant
{
    private const string StreamStage = "stream";
    private const string StreamScheme = "wss:";
    private const int MaxParameters = 50;

    public static RoutingAction Connect(RoutingContext context, ExtensionNode node)
    {
        Extension extension = node.Extension;
        string url = extension.ServiceUrl?.Trim() ?? "";
        if (url.StartsWith(StreamScheme, StringComparison.OrdinalIgnoreCase)) return Stream(context, node, url);
        if (url.StartsWith("https:", StringComparison.OrdinalIgnoreCase)) return CustomLogic.Redirect(context, node);
        if (SipAddress.IsValid(url)) return Dial(context, new Dial(new Sip(url)) { Timeout = node.RingTimeout });

        JsonSettings parameters = extension.ServiceParams;
        JsonSettings own = extension.Configuration;
        string? provider = parameters.GetString("provider") ?? own.GetString("provider");
        string? id = First(parameters, own, "phone_number") ?? First(parameters, own, "agent_id");
        if (provider is null || id is null) return Unavailable(node, "not-configured");
        context.Trace("E5", "provider", provider);
        return Dial(context, new Dial(new Service(id)
        {
            Provider = provider,
            Username = First(parameters, own, "username"),
            Password = First(parameters, own, "password"),
        }));
    }

    /// <summary>
    /// Whether the connection had taken place. A stream reports no dial result: there the session going on, or having been
    /// completed, means that the assistant was reached.
    /// </summary>
    public static bool HasEnded(IRoutingContext context)
    {
        if (context.Request.DialResult == DialResult.Answered) return true;
        return context.Step.Stage == StreamStage && string.IsNullOrEmpty(context.Request.DialCallStatus)
            && string.Equals(context.Request.CallStatus, "in-progress", StringComparison.OrdinalIgnoreCase);
    }

    private static RoutingAction Stream(RoutingContext context, ExtensionNode node, string url)
    {
        // The platform knows the scheme in small letters only.
        url = string.Concat(StreamScheme, url.AsSpan(StreamScheme.Length));
        if (!url.StartsWith(StreamScheme + "//", StringComparison.Ordinal) || !Uri.TryCreate(url, UriKind.Absolute, out Uri? address)
            || address.Host.Length == 0 || address.UserInfo.Length > 0)
        {
            return Unavailable(node, "bad-address");
        }
        context.Trace("E5", "stream", address.Host);
        var connect = new Connect(url, ParametersOf(node.Extension.ServiceParams).AsSpan())
        {
            // Whether the call was answered before the connection failed is the platform's to say (rule R3).
            Action = context.Action(context.NextStep() with { Stage = StreamStage }),
        };
        return new RoutingAction.Respond(new CxmlResponse(connect), RoutingOutcome.Connect);
    }

    private static RoutingAction.Respond Dial(RoutingContext context, Dial dial)
    {
        RoutingStep next = context.NextStep();
        return new RoutingAction.Respond(
            CallRecording.Document(context, dial with { Action = context.Action(next) }, next, outbound: false, context.ExtensionId), RoutingOutcome.Connect);
    }

    /// <summary>Without a usable service the call goes where an unanswered one would.</summary>
    private static RoutingAction Unavailable(ExtensionNode node, string reason)
        => node.UnansweredOr(new RoutingAction.Unavailable(reason, null));

    private static string? First(JsonSettings parameters, JsonSettings configuration, string name)
        => parameters.GetString(name) ?? configuration.GetString(name);

    private static ImmutableArray<Parameter> ParametersOf(JsonSettings settings)
    {
        ImmutableArray<Parameter>.Builder parameters = ImmutableArray.CreateBuilder<Parameter>();
        foreach ((string name, string value) in ServiceParameters.Read(settings).Take(MaxParameters)) parameters.Add(new Parameter(name, value));
        return parameters.ToImmutable();
    }
}
