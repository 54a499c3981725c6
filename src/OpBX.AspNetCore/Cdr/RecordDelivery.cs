using System.Text.Json;
using Microsoft.AspNetCore.Http;
using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>A delivery whose body is one record that names its domain: a session update or a call detail record.</summary>
internal abstract class RecordDelivery(HttpContext context, string source) : StatusDelivery(context, source)
{
    /// <summary>Hands the record on.</summary>
    /// <returns>Null when the host takes in no such records, and was told so.</returns>
    protected abstract ValueTask<IngestResult?> IngestAsync(TenantId tenant, JsonElement record);

    /// <summary>Whose the record is.</summary>
    protected abstract ValueTask<AuthenticationResult> AuthenticateAsync(TenantHints hints);

    protected override ValueTask<AuthenticationResult> AuthenticateByHeaderAsync() => AuthenticateAsync(HeaderHints);

    protected override async ValueTask<AuthenticationResult?> AuthenticateByBeginningAsync(RequestBody body)
    {
        if (body.IsEncoded || HeaderHints.Domains is { Count: > 0 }) return null;
        List<string> domains = DomainsOfBeginning(body.Bytes);
        return domains.Count > 0 && await AuthenticateAsync(new TenantHints { Domains = domains }) is { GrantedTenant: not null } owner ? owner : null;
    }

    protected override async Task TakeInAsync(RequestBody body)
    {
        if (ReadObject(body) is not { } record)
        {
            await SetAsideMalformedAsync(body);
            return;
        }
        AuthenticationResult owner = await AuthenticateAsync(HintsOf(record));
        if (owner.GrantedTenant is not { } tenant) await RefuseAsync(owner);
        else if (await IngestAsync(tenant, record) is { } result) await StatusAnswer.ResultAsync(Context, result);
    }

    /// <summary>The domain by <c>domain</c>, <c>owner.domain.name</c> or <c>owner.domain.uuid</c>, else the header, else the called number (rule H5).</summary>
    private TenantHints HintsOf(JsonElement record)
    {
        var domains = new List<string>(3);
        AddDomain(domains, TolerantJson.Get(record, "domain"));
        AddDomain(domains, TolerantJson.Get(TolerantJson.Object(record, "owner"), "domain"));
        if (domains.Count > 0) return new TenantHints { Domains = domains };
        return HeaderHints with
        {
            CalledNumber = TolerantJson.Text(record, "to") ?? TolerantJson.Text(record, "destination") ?? TolerantJson.Text(TolerantJson.Object(record, "session"), "destination"),
        };
    }

    /// <summary>The domains that a body names before it breaks or is too long: what is known by its domain can be kept while the storage is down.</summary>
    private static List<string> DomainsOfBeginning(ReadOnlySpan<byte> body)
    {
        var domains = new List<string>(3);
        var path = new List<string>(PlatformJson.MaxDepth);
        var reader = new Utf8JsonReader(body, isFinalBlock: false, new JsonReaderState(new JsonReaderOptions { MaxDepth = PlatformJson.MaxDepth }));
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0) continue;
                if (reader.TokenType == JsonTokenType.PropertyName)
                {
                    if (path.Count >= reader.CurrentDepth) path.RemoveRange(reader.CurrentDepth - 1, path.Count - reader.CurrentDepth + 1);
                    path.Add(reader.GetString()!.ToLowerInvariant());
                }
                else if (reader.TokenType == JsonTokenType.String && path is ["domain"] or ["domain", "name" or "uuid"] or ["owner", "domain", "name" or "uuid"])
                {
                    Add(domains, reader.GetString());
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Here it breaks.
        }
        return domains;
    }

    private static void AddDomain(List<string> domains, JsonElement? domain)
    {
        if (domain is { ValueKind: JsonValueKind.Object })
        {
            Add(domains, TolerantJson.Text(domain, "name"));
            Add(domains, TolerantJson.Text(domain, "uuid"));
        }
        else if (domain is { ValueKind: JsonValueKind.String })
        {
            Add(domains, TolerantJson.Text(domain));
        }
    }

    private static void Add(List<string> domains, string? domain)
    {
        if (!string.IsNullOrWhiteSpace(domain) && !domains.Contains(domain.Trim(), StringComparer.OrdinalIgnoreCase)) domains.Add(domain.Trim());
    }
}
