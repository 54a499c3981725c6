using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
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

    private static readonly CxmlResult SafeAnswered = new(null, StatusCodes.Status200OK, isAnswered: true);
    private static readonly CxmlResult SafeUnanswered = new(null, StatusCodes.Status200OK, isAnswered: false);

    private readonly bool _isAnswered;

    private CxmlResult(CxmlResponse? response, int statusCode, bool isAnswered)
    {
        Response = response;
        StatusCode = statusCode;
        _isAnswered = isAnswered;
    }

    /// <summary>Refuses a request that brings no valid key: 401 with <c>&lt;Response&gt;&lt;Hangup/&gt;&lt;/Response&gt;</c> (rule H5).</summary>
    public static CxmlResult Unauthorized { get; } = new(new CxmlResponse(new Hangup()), StatusCodes.Status401Unauthorized, isAnswered: false);

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
        return new CxmlResult(response, StatusCodes.Status200OK, isAnswered: false);
    }

    /// <summary>Answers with what a call was routed to.</summary>
    /// <param name="result">The decision.</param>
    /// <returns>The result.</returns>
    public static CxmlResult From(RoutingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return From(result.Response);
    }

    /// <summary>Answers with the safe document: a sentence (<see cref="Announcements.Safe"/>), then the end of the call (rule F1).</summary>
    /// <param name="isAnswered">Whether the call has been answered; while it is not, the sentence is heard without answering it (rule R3).</param>
    /// <returns>The result.</returns>
    public static CxmlResult Safe(bool isAnswered) => isAnswered ? SafeAnswered : SafeUnanswered;

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

    private int WriteDocument(HttpContext context)
    {
        try
        {
            IServiceProvider services = context.RequestServices;
            CxmlResponse document = Response ?? SafeDocument.Create(services, _isAnswered);
            OpBXHttpOptions options = services.GetRequiredService<IOptions<OpBXHttpOptions>>().Value;
            int length = CxmlWriter.Write(document, context.Response.BodyWriter, PublicAddress.Of(context, options));
            if (length > 0) return length;
            Log.DocumentTooLarge(Logger(context));
        }
        catch (Exception exception)
        {
            Log.DocumentFailed(Logger(context), exception);
        }
        return CxmlWriter.Write(SafeDocument.Last(IsAnswered(context)), context.Response.BodyWriter);
    }

    private bool IsAnswered(HttpContext context) => _isAnswered || context.Request.Query["answered"] == "1";

    private static ILogger Logger(HttpContext context) => Log.For(context.RequestServices);
}
