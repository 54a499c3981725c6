using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using OpBX.Diagnostics;

namespace OpBX.Calls;

/// <summary>
/// Makes a <see cref="VoiceRequest"/> of an HTTP request (rule H1). A body that can't be read is left out, and query and
/// headers route the call (rule H3): a live call is never refused for its form.
/// </summary>
internal static class VoiceRequestBinder
{
    /// <summary>The longest body that is read.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private const string HeaderPrefix = "X-Cx-";

    /// <summary>A live credential of the platform's own interface: never used, never kept (rules H5, H8).</summary>
    private const string PlatformKeyHeader = "X-Cx-Apikey";

    /// <summary>Reads the request.</summary>
    public static async ValueTask<VoiceRequest> BindAsync(HttpContext context, ILogger logger)
    {
        HttpRequest request = context.Request;
        using var body = new RequestBody(request);
        BodyState state = await body.ReadAsync(MaxBodyBytes, context.RequestAborted);
        RequestFields? fields = null;
        if (state != BodyState.Complete)
        {
            Log.VoiceBodySkipped(logger, state == BodyState.TooLarge ? "too-large" : "broken");
        }
        else if (!body.Bytes.IsEmpty)
        {
            fields = body.IsEncoded ? null : RequestFieldsReader.Read(body.Bytes, request.ContentType);
            if (fields is null) Log.VoiceBodySkipped(logger, "malformed");
        }
        return Bind(fields ?? new RequestFields(), request.Query, request.Headers);
    }

    /// <summary>Completes the fields of the body from query and headers, and types them.</summary>
    public static VoiceRequest Bind(RequestFields fields, IQueryCollection query, IHeaderDictionary headers)
    {
        FillFromQuery(fields, query);
        // The body names the session twice; both come before the headers.
        if (!fields.TryGet("Session", out _) && !string.IsNullOrEmpty(fields.Session.Token)) fields.Fill("Session", fields.Session.Token);
        FillFromHeaders(fields, headers);
        return new VoiceRequest
        {
            Session = fields.Get("Session"),
            CallSid = fields.Get("CallSid"),
            From = fields.Get("From"),
            To = fields.Get("To"),
            Direction = CallDirection.Parse(fields.Get("Direction")),
            CallStatus = fields.Get("CallStatus"),
            DialCallStatus = fields.Get("DialCallStatus"),
            Digits = fields.Get("Digits"),
            SpeechResult = fields.Get("SpeechResult"),
            RecordingUrl = fields.Get("RecordingUrl"),
            RecordingDuration = ReadSeconds(fields.Get("RecordingDuration")),
            Domain = fields.Get("Domain")?.Trim() is { Length: > 0 } domain ? domain : null,
            Source = Last(headers["X-Cx-Source"]),
            CallerName = fields.Get("CallerName"),
            AnsweredAt = fields.Session.AnsweredAt,
            Fields = fields.Values,
        };
    }

    /// <summary>The query by name without letter case; of several values of one name the last counts.</summary>
    public static Dictionary<string, string> ReadQuery(IQueryCollection query)
    {
        var values = new Dictionary<string, string>(query.Count, StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, StringValues> parameter in query) values[parameter.Key] = Last(parameter.Value) ?? "";
        return values;
    }

    /// <summary>Completes fields from the query.</summary>
    public static void FillFromQuery(RequestFields fields, IQueryCollection query)
    {
        foreach (KeyValuePair<string, StringValues> parameter in query)
        {
            if (parameter.Key.Length == 0 || Last(parameter.Value) is not { } value) continue;
            if (parameter.Key.Equals("SessionData", StringComparison.OrdinalIgnoreCase) && !fields.TryGet(parameter.Key, out _))
            {
                fields.Session = RequestFieldsReader.ReadSession(value);
            }
            fields.Fill(parameter.Key, value);
        }
    }

    /// <summary>A number of seconds as the platform spells it; null when it is none.</summary>
    public static int? ReadSeconds(string? text)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= int.MaxValue
            ? (int)Math.Round(seconds) : null;

    private static void FillFromHeaders(RequestFields fields, IHeaderDictionary headers)
    {
        foreach (KeyValuePair<string, StringValues> header in headers)
        {
            if (header.Key.Length <= HeaderPrefix.Length || !header.Key.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            if (header.Key.Equals(PlatformKeyHeader, StringComparison.OrdinalIgnoreCase) || Last(header.Value) is not { } value) continue;
            string name = header.Key[HeaderPrefix.Length..];
            if (RequestFields.IsKnown(name)) fields.Fill(name, value);
            fields.Fill(header.Key, value);
        }
    }

    private static string? Last(StringValues values) => values.Count == 0 ? null : values[^1];
}
