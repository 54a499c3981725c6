using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Takes in call detail records (rules H4, H6).</summary>
internal sealed class CdrEndpoint(HttpContext context) : RecordDelivery(context, "cdr")
{
    public static Task HandleAsync(HttpContext context) => new CdrEndpoint(context).HandleAsync();

    protected override async ValueTask<AuthenticationResult> AuthenticateAsync(TenantHints hints)
    {
        BearerKey? key = BearerKey.FromHeader(Context.Request) ?? BearerKey.FromCdrQuery(Context.Request);
        bool isOpen = key is null && Context.RequestServices.GetRequiredService<IOptions<OpBXHttpOptions>>().Value.AllowUnauthenticatedCdr;
        return isOpen
            ? await Authenticator.IdentifyAsync(hints, Context.RequestAborted)
            : await Authenticator.AuthenticateAsync(key, hints, Context.RequestAborted);
    }

    protected override async ValueTask<IngestResult?> IngestAsync(TenantId tenant, JsonElement record)
        => await IngestorAsync<ICdrIngestor>() is { } ingestor ? await ingestor.IngestAsync(tenant, record, Context.RequestAborted) : null;
}
