using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpBX.Cdr;
using OpBX.Tenants;

namespace OpBX.Sessions;

/// <summary>Takes in call progress events (rule H4).</summary>
internal sealed class SessionUpdateEndpoint(HttpContext context) : RecordDelivery(context, "session-update")
{
    public static Task HandleAsync(HttpContext context) => new SessionUpdateEndpoint(context).HandleAsync();

    protected override ValueTask<AuthenticationResult> AuthenticateAsync(TenantHints hints)
        => Authenticator.AuthenticateAsync(BearerKey.FromHeader(Context.Request), hints, Context.RequestAborted);

    protected override async ValueTask<IngestResult?> IngestAsync(TenantId tenant, JsonElement record)
        => await IngestorAsync<ISessionUpdateIngestor>() is { } ingestor ? await ingestor.IngestAsync(tenant, record, Context.RequestAborted) : null;
}
