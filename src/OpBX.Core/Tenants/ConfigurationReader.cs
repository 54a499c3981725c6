using System.Text.Json;

namespace OpBX.Tenants;

/// <summary>Turns the text of a document into configurations.</summary>
internal sealed partial class ConfigurationReader
{
    private readonly ConfigurationScope _scope = new();
    private readonly ConfigurationClaims _claims;

    private ConfigurationReader(ConfigurationClaims claims)
    {
        _claims = claims;
        claims.NextTenant();
    }

    /// <param name="utf8">The text; kept as long as it is read.</param>
    public static TenantDocumentResult Read(byte[] utf8)
    {
        var faults = new ConfigurationFaults();
        List<TenantConfiguration> tenants = ReadAll(utf8, faults);
        return new TenantDocumentResult { Tenants = faults.HasErrors ? [] : [.. tenants], Faults = faults.InOrder() };
    }

    /// <summary>
    /// Reads what a storage gave before, which may hold what a document must not, such as a name that is there twice: faults in it make
    /// single objects unavailable, as they do when it is loaded.
    /// </summary>
    public static IReadOnlyList<TenantConfiguration> ReadStored(byte[] utf8, out int faults)
    {
        var found = new ConfigurationFaults();
        List<TenantConfiguration> tenants = ReadAll(utf8, found);
        faults = found.InOrder().Count;
        return tenants;
    }

    private static List<TenantConfiguration> ReadAll(byte[] utf8, ConfigurationFaults faults)
    {
        var tenants = new List<TenantConfiguration>();
        if (!ConfigurationText.TryCut(utf8, out ConfigurationText? text, out int line))
        {
            faults.Error(line, "$", TenantDocumentFaultCodes.Syntax, "From here on the text is not JSON.");
            return tenants;
        }
        if (text.TypeOf(0) != JsonTokenType.StartObject)
        {
            faults.Error(text.LineOf(0), "$", TenantDocumentFaultCodes.WrongType, "The document must be an object.");
            return tenants;
        }
        var root = new ConfigurationObject(text, faults, 0, "$");
        root.Ignore("$schema");
        var claims = new ConfigurationClaims();
        if (root.Has("tenants"))
            tenants.AddRange(root.Items("tenants", tenant => new ConfigurationReader(claims).ReadTenant(tenant)));
        else
            tenants.Add(new ConfigurationReader(claims).ReadTenant(root));
        root.Close();
        return tenants;
    }

    private TenantConfiguration ReadTenant(ConfigurationObject root)
    {
        Organization organization = root.Require("organization") && root.Child("organization") is { } child
            ? ReadOrganization(child)
            : new Organization { Id = default, Name = "" };
        var configuration = new TenantConfiguration
        {
            Organization = organization,
            Version = root.WholeNumber("version", 0, long.MaxValue) ?? 0,
            CloudonixSettings = root.Child("cloudonix_settings") is { } settings ? ReadCloudonixSettings(settings) : null,
            Users = root.Items("users", ReadUser),
            Extensions = root.Items("extensions", ReadExtension),
            DidNumbers = root.Items("did_numbers", ReadDid),
            RingGroups = root.Items("ring_groups", ReadRingGroup),
            BusinessHoursSchedules = root.Items("business_hours_schedules", ReadSchedule),
            IvrMenus = root.Items("ivr_menus", ReadMenu),
            ConferenceRooms = root.Items("conference_rooms", ReadRoom),
            OutboundWhitelists = root.Items("outbound_whitelists", ReadRule),
        };
        _scope.CheckReferences();
        return ConfigurationIds.Assign(configuration);
    }

    private Organization ReadOrganization(ConfigurationObject o)
    {
        o.Ignore("created_at", "updated_at");
        long id = o.RequiredId("id");
        _scope.Organization = id;
        var organization = new Organization
        {
            Id = new TenantId(id),
            Name = o.RequiredName("name", 255),
            Slug = o.Text("slug", 255, ""),
            Status = o.Word("status", ConfigurationWords.OrganizationStatus, default),
            TimeZone = o.Text("timezone", 50, "UTC"),
            Settings = o.Json("settings"),
            DeletedAt = o.Instant("deleted_at"),
        };
        _claims.Organization(o, id);
        if (organization.Slug.Length > 0) _claims.Claim(o, "slug", "slug", organization.Slug.ToUpperInvariant());
        RefersByDestination(o, "settings", organization.Settings, "default_destination");
        o.Close();
        return organization;
    }

    private CloudonixSettings ReadCloudonixSettings(ConfigurationObject o)
    {
        _scope.ChildId(o, "cloudonix_settings");
        var settings = new CloudonixSettings
        {
            DomainName = o.RequiredText("domain_name", 255),
            DomainUuid = o.Text("domain_uuid", 50),
            DomainApiKey = o.Text("domain_api_key", 255, ""),
            DomainRequestsApiKey = o.Text("domain_requests_api_key", 255, ""),
            ApplicationId = o.Text("application_id", 50),
            ApplicationUuid = o.Text("application_uuid", 50),
            Settings = o.Json("settings"),
        };
        if (settings.DomainName.Length > 0) _claims.Claim(o, "domain_name", "domain", settings.DomainName.ToUpperInvariant());
        if (settings.DomainUuid is { Length: > 0 } uuid) _claims.Claim(o, "domain_uuid", "domain", uuid.ToUpperInvariant());
        if (settings.DomainRequestsApiKey.Length < TenantCredentials.MinKeyLength)
            o.Warning("domain_requests_api_key", TenantDocumentFaultCodes.InvalidValue, "A key of fewer than 16 characters never authenticates.");
        if (settings.Settings.GetString("cdr_key") is { } cdrKey && cdrKey.Length < TenantCredentials.MinKeyLength)
            o.Warning("settings", TenantDocumentFaultCodes.InvalidValue, "A cdr_key of fewer than 16 characters never authenticates.");
        o.Close();
        return settings;
    }

    private User ReadUser(ConfigurationObject o)
    {
        var user = new User
        {
            Id = _scope.RowId(o, ConfigurationScope.Users),
            Name = o.RequiredName("name", 255),
            Email = o.RequiredText("email", 255),
            EmailVerifiedAt = o.Instant("email_verified_at"),
            Password = o.Text("password", 255, ""),
            Role = o.Word("role", ConfigurationWords.Role, UserRole.PbxUser),
            Status = o.Word("status", ConfigurationWords.UserStatus, default),
            Phone = o.Text("phone", 20),
            StreetAddress = o.Text("street_address", 255),
            City = o.Text("city", 100),
            StateProvince = o.Text("state_province", 100),
            PostalCode = o.Text("postal_code", 20),
            Country = o.Text("country", 2),
            RememberToken = o.Text("remember_token", 100),
        };
        if (user.Email.Length > 0)
        {
            _scope.Unique(o, "email", "email", user.Email.ToUpperInvariant());
            _claims.Claim(o, "email", "email", user.Email.ToUpperInvariant());
        }
        return user;
    }
}
