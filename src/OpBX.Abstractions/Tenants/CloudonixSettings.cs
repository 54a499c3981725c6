using System.Text;

namespace OpBX.Tenants;

/// <summary>A row of <c>cloudonix_settings</c>: the tenant's domain on the platform. <see cref="object.ToString"/> hides the keys (rule H8).</summary>
public sealed record CloudonixSettings
{
    /// <summary>Domain name on the platform; compared without letter case (rule H5).</summary>
    public required string DomainName { get; init; }

    /// <summary>The domain's UUID, if known.</summary>
    public string? DomainUuid { get; init; }

    /// <summary>Key for the platform's REST API. OpBX never sends or compares it.</summary>
    public string DomainApiKey { get; init; } = "";

    /// <summary>Key that the platform sends as bearer with every webhook. Under 16 characters it never authenticates (rule H5).</summary>
    public string DomainRequestsApiKey { get; init; } = "";

    /// <summary>Voice application id on the platform.</summary>
    public string? ApplicationId { get; init; }

    /// <summary>Voice application UUID on the platform.</summary>
    public string? ApplicationUuid { get; init; }

    /// <summary>The <c>settings</c> column. OpBX reads <c>previous_key_hash</c>, <c>previous_key_until</c> (rule H5) and <c>cdr_key</c> (rule H6).</summary>
    public JsonSettings Settings { get; init; } = JsonSettings.Empty;

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("DomainName = ").Append(DomainName).Append(", DomainUuid = ").Append(DomainUuid);
        return true;
    }
}
