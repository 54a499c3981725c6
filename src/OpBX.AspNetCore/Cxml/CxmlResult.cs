using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpBX.Calls;
using OpBX.Diagnostics;
using OpBX.Routing;

namespace OpBX.Cxml;

/// <summary>
/// Answers the platform with a document: <c>application/xml; charset=utf-8</c>, written straight into the response, never a
/// redirect, never over 64 KiB (rule H2). Relative addresses in it become absolute (rule H7). What can't be written becomes
/// the safe document (rule F1), so a caller always hears something.
/// </summary>
/// <remarks>A handler may return a <see cref="CxmlResponse"/> wherever a <see cref="CxmlResult"/> is expected.</remarks>
public sealed class CxmlResult : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    /// <summary>The content type of every document.</summary>
    public const string ContentType = "application/xml; charset=utf-8";

    private readonly VoiceRequest? _request;
    private readonly RoutingStep? _step;

    private CxmlResult(CxmlResponse? response, int statusCode, VoiceRequest? request, RoutingStep? step)
    {
        Response = response;
        StatusCode = statusCode;
        _request = request;
        _step = step;
    }

    /// <summary>Refuses a request that brings no valid key: 401 with <c>&lt;Response&gt;&lt;Hangup/&gt;&lt;/Response&gt;</c> (rule H5).</summary>
    public static CxmlResult Unauthorized { get; } = new(new CxmlResponse(new Hangup()), StatusCodes.Status401Unauthorized, null, null);

    /// <summary>The document; null = the safe document in the host's own words.</summary>
    public CxmlResponse? Response { get; }

    /// <summary>200, or 401 for <see cref="Unauthorized"/>.</summary>
    public int StatusCode { get; }

    int? IStatusCodeHttpResult.StatusCode => StatusCode;

    string? IContentTypeHttpResult.ContentType => ContentType;

    /// <summary>Answers with a document.</summary>
    /// <param name="response">The document.</param>
    /// <returns>The result.</returns>
    public static CxmlResult From(CxmlResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return new CxmlResult(response, StatusCodes.Status200OK, null, null);
    }

    /// <summary>Answers with what a call was routed to.</summary>
    /// <param name="result">The decision.</param>
    /// <returns>The result.</returns>
    public static CxmlResult From(RoutingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return From(result.Response);
    }

    /// <summary>
    /// Answers with the safe document: a sentence (<see cref="Announcements.Safe"/>), then the end of the call (rule F1). While
    /// the call is unanswered, the sentence is heard without answering it (rule R3); a subscriber's emergency call goes out (rule N3).
    /// </summary>
    /// <param name="request">The request that can't be answered otherwise.</param>
    /// <param name="step">Where it stands in its call.</param>
    /// <returns>The result.</returns>
    public static CxmlResult Safe(VoiceRequest request, RoutingStep step)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(step);
        return new CxmlResult(null, StatusCodes.Status200OK, request, step);
    }

    /// <summary>Answers with a document.</summary>
    /// <param name="response">The document.</param>
    public static implicit operator CxmlResult(CxmlResponse response) => From(response);

    /// <summary>Writes the answer.</summary>
    /// <param name="httpContext">The request being answered.</param>
    /// <returns>Ends when the answer is on its way.</returns>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        HttpResponse response = httpContext.Response;
        int length = WriteDocument(httpContext);
        response.StatusCode = StatusCode;
        response.ContentType = ContentType;
        response.ContentLength = length;
        response.Headers.CacheControl = "no-store";
        if (StatusCode == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = "Bearer";
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    /// <summary>The safe document for a request that could not even be read.</summary>
    internal static CxmlResult SafeFor(HttpContext context) => new(null, StatusCodes.Status200OK, null, StepOf(context));

    private int WriteDocument(HttpContext context)
    {
        try
        {
            IServiceProvider services = context.RequestServices;
            CxmlResponse document = Response
                ?? SafeDocument.For(_request, _step, services.GetRequiredService<IOptions<RoutingOptions>>().Value.Announcements);
            OpBXHttpOptions options = services.GetRequiredService<IOptions<OpBXHttpOptions>>().Value;
            int length = CxmlWriter.Write(document, context.Response.BodyWriter, PublicAddress.Of(context, options));
            if (length > 0) return length;
            Log.DocumentTooLarge(Log.For(services));
        }
        catch (Exception exception)
        {
            Log.DocumentFailed(Log.For(context.RequestServices), exception);
        }
        return CxmlWriter.Write(SafeDocument.For(_request, _step ?? StepOf(context), new Announcements()), context.Response.BodyWriter);
    }

    /// <summary>All that matters of the step for a caller who can't be served: whether the call has been answered.</summary>
    private static RoutingStep StepOf(HttpContext context) => new() { Answered = context.Request.Query["answered"] == "1" };
}
