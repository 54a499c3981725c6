using System.Text;
using Microsoft.AspNetCore.Http;

namespace OpBX.Cdr;

/// <summary>The answers to status webhooks (rules H3–H5): small JSON bodies, problem details for what was not taken in.</summary>
internal static class StatusAnswer
{
    /// <summary>Seconds after which the platform may deliver again what could not be kept.</summary>
    private const string RetryAfterSeconds = "10";

    private static readonly byte[] Stored = Encoding.UTF8.GetBytes("""{"status":"stored"}""");
    private static readonly byte[] Duplicate = Encoding.UTF8.GetBytes("""{"status":"duplicate"}""");
    private static readonly byte[] DeadLettered = Encoding.UTF8.GetBytes("""{"status":"dead-lettered"}""");
    private static readonly byte[] Spooled = Encoding.UTF8.GetBytes("""{"status":"spooled"}""");
    private static readonly byte[] EmptyProblem = Encoding.UTF8.GetBytes("{}");

    private static readonly byte[] Malformed = Encoding.UTF8.GetBytes(
        """{"type":"about:blank","title":"The body is not a JSON object.","status":400,"code":"malformed-json"}""");

    private static readonly byte[] TooLarge = Encoding.UTF8.GetBytes(
        """{"type":"about:blank","title":"The body is too large.","status":413,"code":"too-large"}""");

    private static readonly byte[] Unavailable = Encoding.UTF8.GetBytes(
        """{"type":"about:blank","title":"The delivery could not be kept; deliver it again.","status":503,"code":"unavailable"}""");

    /// <summary>Answers with what became of a record.</summary>
    public static Task ResultAsync(HttpContext context, IngestResult result) => result switch
    {
        IngestResult.Stored => WriteAsync(context, StatusCodes.Status200OK, "application/json", Stored),
        IngestResult.Duplicate => WriteAsync(context, StatusCodes.Status200OK, "application/json", Duplicate),
        IngestResult.DeadLettered => WriteAsync(context, StatusCodes.Status202Accepted, "application/json", DeadLettered),
        IngestResult.Spooled => WriteAsync(context, StatusCodes.Status202Accepted, "application/json", Spooled),
        _ => UnavailableAsync(context),
    };

    /// <summary>400: the body is not a JSON object.</summary>
    public static Task MalformedAsync(HttpContext context) => ProblemAsync(context, StatusCodes.Status400BadRequest, Malformed);

    /// <summary>413: the body is over the highest limit.</summary>
    public static Task TooLargeAsync(HttpContext context) => ProblemAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge);

    /// <summary>401: no valid key. The same empty problem whatever the reason (rule H5).</summary>
    public static Task UnauthorizedAsync(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return ProblemAsync(context, StatusCodes.Status401Unauthorized, EmptyProblem);
    }

    /// <summary>503: it could not be kept, or not be told whose it is.</summary>
    public static Task UnavailableAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = RetryAfterSeconds;
        return ProblemAsync(context, StatusCodes.Status503ServiceUnavailable, Unavailable);
    }

    private static Task ProblemAsync(HttpContext context, int status, byte[] body) => WriteAsync(context, status, "application/problem+json", body);

    private static Task WriteAsync(HttpContext context, int status, string contentType, byte[] body)
    {
        HttpResponse response = context.Response;
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
