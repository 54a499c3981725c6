using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpBX.Calls;
using OpBX.Cxml;
using OpBX.Diagnostics;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>
/// One delivery to a status webhook: reading within the limits, telling whose it is, and setting aside what can't be taken
/// in (rules H3–H6). Nothing is kept for a request without a valid key, and nothing that has one is lost silently.
/// </summary>
internal abstract class StatusDelivery(HttpContext context, string source)
{
    /// <summary>Up to here a body is read as a record.</summary>
    public const int MaxRecordBytes = 256 * 1024;

    /// <summary>Up to here a body is set aside.</summary>
    public const int MaxBodyBytes = 4 * 1024 * 1024;

    private const string DomainHeader = "X-Cx-Domain";

    protected HttpContext Context { get; } = context;

    protected ILogger Logger { get; } = Log.For(context.RequestServices);

    protected string Route { get; } = WebhookRoute.NameOf(context);

    /// <summary>Answers the delivery; never with a fault of its own.</summary>
    public async Task HandleAsync()
    {
        var gate = Context.RequestServices.GetService<DeliveryGate>();
        if (gate?.TryEnter(source) == false)
        {
            await StatusAnswer.UnavailableAsync(Context);
            return;
        }
        try
        {
            using var body = new RequestBody(Context.Request);
            await AnswerAsync(body);
        }
        catch (Exception exception) when (ClientGoneException.IsCauseOf(exception, Context))
        {
            // The platform is gone; it will deliver again what it got no answer to.
        }
        catch (Exception exception)
        {
            Log.DeliveryNotKept(Logger, Route, exception);
            if (!Context.Response.HasStarted) await StatusAnswer.UnavailableAsync(Context);
        }
        finally
        {
            gate?.Leave();
        }
    }

    /// <summary>Takes in a body of a bearable size.</summary>
    protected abstract Task TakeInAsync(RequestBody body);

    /// <summary>Whose a request is by what its headers and its query say, where the body says nothing.</summary>
    protected abstract ValueTask<AuthenticationResult> AuthenticateByHeaderAsync();

    /// <summary>Whose a body is that can't be read to its end, by what its beginning says; null where that does not tell.</summary>
    protected virtual ValueTask<AuthenticationResult?> AuthenticateByBeginningAsync(RequestBody body) => default;

    /// <summary>The tenants that the header names.</summary>
    protected TenantHints HeaderHints
    {
        get
        {
            string? domain = Context.Request.Headers[DomainHeader];
            return new TenantHints { Domains = string.IsNullOrWhiteSpace(domain) ? [] : [domain.Trim()] };
        }
    }

    protected TenantAuthenticator Authenticator => TenantAuthenticator.From(Context.RequestServices);

    /// <summary>A service that takes records in; answers 503 when the host has none.</summary>
    protected async ValueTask<TService?> IngestorAsync<TService>() where TService : class
    {
        var service = Context.RequestServices.GetService<TService>();
        if (service is not null) return service;
        Log.IngestorMissing(Logger, Route, typeof(TService).Name);
        await StatusAnswer.UnavailableAsync(Context);
        return null;
    }

    /// <summary>Answers a request that was not granted.</summary>
    protected Task RefuseAsync(AuthenticationResult result)
    {
        Log.Authentication(Logger, Route, result);
        return result.Outcome == AuthenticationOutcome.Unavailable ? StatusAnswer.UnavailableAsync(Context) : StatusAnswer.UnauthorizedAsync(Context);
    }

    /// <summary>Answers a body that is no JSON object: kept aside for a tenant, 400.</summary>
    protected async Task SetAsideMalformedAsync(RequestBody body)
    {
        AuthenticationResult owner = await AuthenticateByBeginningAsync(body) ?? await AuthenticateByHeaderAsync();
        if (owner.GrantedTenant is not { } tenant)
        {
            await RefuseAsync(owner);
        }
        else if (body.Bytes.IsEmpty || await TrySetAsideAsync(tenant, "malformed-json", body.ToArray()))
        {
            Log.DeliveryRefused(Logger, Route, "malformed-json");
            await StatusAnswer.MalformedAsync(Context);
        }
    }

    /// <summary>Keeps a body aside; answers 503 when that fails.</summary>
    protected async ValueTask<bool> TrySetAsideAsync(TenantId tenant, string code, ReadOnlyMemory<byte> body)
    {
        if (await IngestorAsync<RecordIntake>() is not { } intake) return false;
        if (await intake.DeadLetterAsync(source, tenant, code, body, Context.RequestAborted) != IngestResult.Unavailable)
        {
            Log.DeliverySetAside(Logger, Route, code, body.Length);
            return true;
        }
        Log.DeliveryNotKept(Logger, Route, null);
        await StatusAnswer.UnavailableAsync(Context);
        return false;
    }

    /// <summary>Reads the body as a JSON object.</summary>
    protected static JsonElement? ReadObject(RequestBody body)
        => !body.IsEncoded && PlatformJson.TryReadObject(body.Bytes, out JsonElement? root) ? root : null;

    private async Task AnswerAsync(RequestBody body)
    {
        switch (await body.ReadAsync(MaxRecordBytes, Context.RequestAborted))
        {
            case BodyState.Complete:
                await TakeInAsync(body);
                break;
            case BodyState.TooLarge:
                await SetAsideLargeAsync(body);
                break;
            default:
                Log.DeliveryRefused(Logger, Route, "broken-body");
                await StatusAnswer.MalformedAsync(Context);
                break;
        }
    }

    private async Task SetAsideLargeAsync(RequestBody body)
    {
        AuthenticationResult owner = await AuthenticateByHeaderAsync();
        if (owner.GrantedTenant is null)
        {
            await body.ReadBeginningAsync(MaxRecordBytes, Context.RequestAborted);
            owner = await AuthenticateByBeginningAsync(body) ?? owner;
        }
        if (owner.GrantedTenant is not { } tenant)
        {
            await RefuseAsync(owner);
            return;
        }
        switch (await body.ReadAsync(MaxBodyBytes, Context.RequestAborted))
        {
            case BodyState.Complete:
                if (await TrySetAsideAsync(tenant, "too-large", body.ToArray())) await StatusAnswer.ResultAsync(Context, IngestResult.DeadLettered);
                break;
            case BodyState.TooLarge:
                Log.DeliveryRefused(Logger, Route, "too-large");
                await StatusAnswer.TooLargeAsync(Context);
                break;
            default:
                Log.DeliveryRefused(Logger, Route, "broken-body");
                await StatusAnswer.MalformedAsync(Context);
                break;
        }
    }
}
