using System.Globalization;
using Microsoft.AspNetCore.Http;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Routing;
using OpBX.Tenants;

namespace OpBX.Recordings;

/// <summary>
/// Takes in the callbacks of recordings. Their address authenticates itself (rule H6): what it says of session, owner and
/// kind is signed and comes before the body, whose shape the platform does not document.
/// </summary>
internal sealed class RecordingStatusEndpoint(HttpContext context) : StatusDelivery(context, "recording-status")
{
    private readonly RecordingCallbackParameters _address = ReadAddress(context.Request.Query);

    public static Task HandleAsync(HttpContext context) => new RecordingStatusEndpoint(context).HandleAsync();

    protected override ValueTask<AuthenticationResult> AuthenticateByHeaderAsync() => AuthenticateAsync(HeaderHints);

    protected override async Task TakeInAsync(RequestBody body)
    {
        RequestFields? fields = body.Bytes.IsEmpty ? new RequestFields() : body.IsEncoded ? null : RequestFieldsReader.Read(body.Bytes, Context.Request.ContentType);
        if (fields is null)
        {
            await SetAsideMalformedAsync(body);
            return;
        }
        string? domain = fields.Get("Domain");
        AuthenticationResult owner = await AuthenticateAsync(domain is null ? HeaderHints : new TenantHints { Domains = [domain] });
        if (owner.GrantedTenant is not { } tenant)
        {
            await RefuseAsync(owner);
            return;
        }
        VoiceRequestBinder.FillFromQuery(fields, Context.Request.Query);
        if (SessionOf(fields) is not { } session)
        {
            if (await TrySetAsideAsync(tenant, "no-session", body.ToArray())) await StatusAnswer.ResultAsync(Context, IngestResult.DeadLettered);
        }
        else if (await IngestorAsync<IRecordingIngestor>() is { } ingestor)
        {
            await StatusAnswer.ResultAsync(Context, await ingestor.IngestAsync(tenant, NoticeOf(session, fields), Context.RequestAborted));
        }
    }

    private async ValueTask<AuthenticationResult> AuthenticateAsync(TenantHints hints)
    {
        BearerKey? key = BearerKey.FromHeader(Context.Request);
        AuthenticationResult signed = AuthenticationResult.Refused("no-key");
        if (_address.Signature.Length > 0)
        {
            signed = await Authenticator.AuthenticateSignatureAsync(_address, Context.RequestAborted);
            if (signed.Outcome != AuthenticationOutcome.Refused || key is null) return signed;
        }
        if (key is null) return signed;
        // The domain of the address is as good as that of the body: either has to fit the key.
        return await Authenticator.AuthenticateAsync(key, _address.Domain.Length > 0 ? new TenantHints { Domains = [_address.Domain] } : hints, Context.RequestAborted);
    }

    private string? SessionOf(RequestFields fields)
    {
        if (_address.Session.Length > 0) return _address.Session;
        if (!string.IsNullOrEmpty(fields.Session.Token)) return fields.Session.Token;
        string? session = fields.GetAny("Session", "session_token", "token", "CallSid", "call_id");
        return session?.StartsWith('{') == true ? RequestFieldsReader.ReadSession(session).Token : session;
    }

    private RecordingNotice NoticeOf(string session, RequestFields fields) => new()
    {
        Session = session,
        Kind = RecordingCallbackSigner.TryReadKind(_address.Kind, out RecordingKind kind) ? kind : RecordingKind.Call,
        ExtensionId = long.TryParse(_address.Extension, NumberStyles.None, CultureInfo.InvariantCulture, out long extension) ? extension : null,
        Caller = fields.GetAny("From", "caller"),
        Url = fields.GetAny("RecordingUrl", "recording_url")?.Trim(),
        // The callback is asked for finished recordings only, so one that names no status reports just that.
        Status = fields.GetAny("RecordingStatus", "recording_status")?.Trim() is { Length: > 0 } status ? status : "completed",
        DurationSeconds = VoiceRequestBinder.ReadSeconds(fields.GetAny("RecordingDuration", "recording_duration")),
    };

    private static RecordingCallbackParameters ReadAddress(IQueryCollection query)
        => new(Last(query, "domain"), Last(query, "session"), Last(query, "ext"), Last(query, "kind"), Last(query, "exp"), Last(query, "sig"));

    private static string Last(IQueryCollection query, string name) => query.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] ?? "" : "";
}
