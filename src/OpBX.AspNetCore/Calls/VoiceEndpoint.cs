using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Cxml;
using OpBX.Diagnostics;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Answers voice requests: always 200 with a document, or 401 with one (rules H2, H5, F1).</summary>
internal static class VoiceEndpoint
{
    /// <summary>The first request of a call.</summary>
    public static Task RouteAsync(HttpContext context) => HandleAsync(context, isContinuation: false);

    /// <summary>Every later stage of a call.</summary>
    public static Task ContinueAsync(HttpContext context) => HandleAsync(context, isContinuation: true);

    private static async Task HandleAsync(HttpContext context, bool isContinuation)
    {
        ILogger logger = Log.For(context.RequestServices);
        try
        {
            CxmlResult result = await AnswerAsync(context, isContinuation, logger);
            await result.ExecuteAsync(context);
        }
        catch (Exception exception) when (ClientGoneException.IsCauseOf(exception, context))
        {
            // The caller hung up or the connection broke: there is nobody to answer.
        }
        catch (Exception exception)
        {
            Log.VoiceFailed(logger, WebhookRoute.NameOf(context), exception);
            if (context.Response.HasStarted) return;
            await CxmlResult.SafeFor(context).ExecuteAsync(context);
        }
    }

    private static async ValueTask<CxmlResult> AnswerAsync(HttpContext context, bool isContinuation, ILogger logger)
    {
        // Without a key nothing can be granted: the body need not be read.
        if (BearerKey.FromHeader(context.Request) is null)
        {
            Log.Authentication(logger, WebhookRoute.NameOf(context), AuthenticationResult.Refused("no-key"));
            return CxmlResult.Unauthorized;
        }
        RoutingStep step = isContinuation ? CloudonixVoiceCall.ReadStep(context, logger) : RoutingStep.Start;
        CloudonixVoiceCall call = await CloudonixVoiceCall.ReadAsync(context, step, logger);
        if (call.Tenant is not { } tenant) return call.Refusal;
        try
        {
            ICallRouter router = context.RequestServices.GetRequiredService<ICallRouter>();
            return CxmlResult.From(await router.RouteAsync(tenant, call.Request, call.Step, context.RequestAborted));
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            Log.VoiceFailed(logger, WebhookRoute.NameOf(context), exception);
            return CxmlResult.Safe(call.Request, call.Step);
        }
    }
}
