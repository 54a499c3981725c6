using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpBX.Cxml;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>
/// A voice request of the platform, read and authenticated: a parameter that a handler of the host's own can simply ask for.
/// Binding never fails, because a caller is on the line (rule H1).
/// </summary>
/// <example>
/// <code>
/// app.MapPost("/mine", async (CloudonixVoiceCall call, ICallRouter router, CancellationToken stop) =>
///     call.Tenant is { } tenant ? CxmlResult.From(await router.RouteAsync(tenant, call.Request, call.Step, stop)) : call.Refusal);
/// </code>
/// </example>
public sealed record CloudonixVoiceCall
{
    /// <summary>The request; empty where it could not be read.</summary>
    public required VoiceRequest Request { get; init; }

    /// <summary>
    /// Where the request stands in its call, from the query alone: the start of a call when there is no <c>at</c>. A
    /// continuation that can't be read names the destination kind <c>invalid</c>, which no handler serves.
    /// </summary>
    public RoutingStep Step { get; init; } = RoutingStep.Start;

    /// <summary>The tenant whose key the request brought (rule H5); null = none, and then <see cref="Refusal"/> is to be answered.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>Whether the tenants could not be looked up (rule F1), so that nothing is known about the key.</summary>
    public bool IsUnavailable { get; init; }

    /// <summary>
    /// What to answer when <see cref="Tenant"/> is null: <see cref="CxmlResult.Unauthorized"/>, or the safe document when the
    /// tenants could not be looked up.
    /// </summary>
    public CxmlResult Refusal => IsUnavailable ? CxmlResult.Safe(Request, Step) : CxmlResult.Unauthorized;

    /// <summary>Reads a request; called by the framework for parameters of this type.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The call, never null.</returns>
    public static ValueTask<CloudonixVoiceCall?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ReadGuardedAsync(context);
    }

    /// <summary>Reads and authenticates a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="step">Where it stands in its call.</param>
    /// <param name="logger">Where refusals are noted.</param>
    internal static async ValueTask<CloudonixVoiceCall> ReadAsync(HttpContext context, RoutingStep step, ILogger logger)
    {
        VoiceRequest request = await VoiceRequestBinder.BindAsync(context, logger);
        var hints = new TenantHints { Domains = request.Domain is { } domain ? [domain] : [], CalledNumber = request.To };
        AuthenticationResult result = await TenantAuthenticator.From(context.RequestServices)
            .AuthenticateAsync(BearerKey.FromHeader(context.Request), hints, context.RequestAborted);
        Log.Authentication(logger, WebhookRoute.NameOf(context), result);
        return new CloudonixVoiceCall
        {
            Request = request,
            Step = step,
            Tenant = result.GrantedTenant,
            IsUnavailable = result.Outcome == AuthenticationOutcome.Unavailable,
        };
    }

    /// <summary>Reads the continuation of an action URL (rule H1: from the query alone).</summary>
    internal static RoutingStep ReadStep(HttpContext context, ILogger logger)
    {
        if (RoutingStep.TryParse(VoiceRequestBinder.ReadQuery(context.Request.Query), out RoutingStep step)) return step;
        Log.ContinuationUnreadable(logger);
        return RoutingStep.Start with
        {
            At = new DestinationRef(new DestinationKind("invalid"), ""),
            Answered = context.Request.Query["answered"] == "1",
        };
    }

    private static async ValueTask<CloudonixVoiceCall?> ReadGuardedAsync(HttpContext context)
    {
        ILogger logger = Log.For(context.RequestServices);
        RoutingStep step = RoutingStep.Start;
        try
        {
            if (context.Request.Query.ContainsKey("at")) step = ReadStep(context, logger);
            return await ReadAsync(context, step, logger);
        }
        catch (Exception exception) when (!ClientGoneException.IsCauseOf(exception, context))
        {
            Log.VoiceFailed(logger, WebhookRoute.NameOf(context), exception);
            return new CloudonixVoiceCall { Request = new VoiceRequest(), Step = step, IsUnavailable = true };
        }
    }
}
