using System.Data.Common;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>Rows of <c>organizations</c> and <c>cloudonix_settings</c>. An organization is its own tenant: its <c>id</c> is the <c>organization_id</c> of all others.</summary>
internal static class OrganizationRows
{
    public const string Columns = "o.id,o.name,o.slug,o.status,o.timezone,o.settings,o.deleted_at";

    public const string Select = "SELECT " + Columns + " FROM organizations o WHERE o.id=@organization_id";

    public const string Insert =
        "INSERT INTO organizations (id,name,slug,status,timezone,settings,deleted_at) VALUES (@organization_id,@name,@slug,@status,@timezone,@settings,@deleted)";

    public const string Update =
        "UPDATE organizations SET name=@name,slug=@slug,status=@status,timezone=@timezone,settings=@settings,deleted_at=@deleted WHERE id=@organization_id";

    public const string Delete = "DELETE FROM organizations WHERE id=@organization_id";

    public const string SlugTaken = "SELECT id FROM organizations WHERE slug=@slug AND id<>@organization_id LIMIT 1";

    public const string SelectSettings =
        "SELECT domain_name,domain_uuid,domain_api_key,domain_requests_api_key,application_id,application_uuid,settings FROM cloudonix_settings WHERE organization_id=@organization_id";

    public const string SetSettings =
        "INSERT INTO cloudonix_settings (organization_id,domain_name,domain_uuid,domain_api_key,domain_requests_api_key,application_id,application_uuid,settings) "
        + "VALUES (@organization_id,@domain,@uuid,@api_key,@requests_key,@application_id,@application_uuid,@settings) ON DUPLICATE KEY UPDATE "
        + "domain_name=VALUES(domain_name),domain_uuid=VALUES(domain_uuid),domain_api_key=VALUES(domain_api_key),domain_requests_api_key=VALUES(domain_requests_api_key),"
        + "application_id=VALUES(application_id),application_uuid=VALUES(application_uuid),settings=VALUES(settings)";

    public const string DeleteSettings = "DELETE FROM cloudonix_settings WHERE organization_id=@organization_id";

    public static Organization Read(DbDataReader reader) => new()
    {
        Id = new TenantId(reader.Id(0)),
        Name = reader.Text(1),
        Slug = reader.Text(2),
        Status = ConfigurationWords.OrganizationStatus.TryRead(reader.Text(3), out OrganizationStatus status) ? status : OrganizationStatus.Suspended,
        TimeZone = reader.Text(4),
        Settings = reader.Json(5),
        DeletedAt = reader.TimeOrNull(6),
    };

    public static SqlArgument[] Values(Organization organization) =>
    [
        ("@organization_id", organization.Id.Value), ("@name", organization.Name), ("@slug", organization.Slug),
        ("@status", ConfigurationWords.OrganizationStatus.Of(organization.Status)), ("@timezone", organization.TimeZone),
        ("@settings", SqlColumn.Of(organization.Settings)), ("@deleted", SqlColumn.Seconds(organization.DeletedAt)),
    ];

    public static CloudonixSettings ReadSettings(DbDataReader reader) => new()
    {
        DomainName = reader.Text(0),
        DomainUuid = reader.TextOrNull(1),
        DomainApiKey = reader.Text(2),
        DomainRequestsApiKey = reader.Text(3),
        ApplicationId = reader.TextOrNull(4),
        ApplicationUuid = reader.TextOrNull(5),
        Settings = reader.Json(6),
    };

    public static SqlArgument[] Values(TenantId tenant, CloudonixSettings settings) =>
    [
        ("@organization_id", tenant.Value), ("@domain", settings.DomainName), ("@uuid", settings.DomainUuid), ("@api_key", settings.DomainApiKey),
        ("@requests_key", settings.DomainRequestsApiKey), ("@application_id", settings.ApplicationId), ("@application_uuid", settings.ApplicationUuid),
        ("@settings", SqlColumn.Of(settings.Settings)),
    ];
}
