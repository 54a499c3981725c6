using OpBX.BusinessHours;
using OpBX.Numbers;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>Administers organizations and their connection to the platform (rules A1, T2, H5).</summary>
public sealed class OrganizationManager
{
    private static readonly string[] Recordings = ["none", "inbound", "outbound", "all"];
    private readonly ConfigurationChanger _changer;

    internal OrganizationManager(ConfigurationChanger changer) => _changer = changer;

    /// <summary>One organization; null = there is none of that id.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<Organization?> FindAsync(TenantId tenant, CancellationToken cancellationToken = default)
        => _changer.Stores.Organizations.FindAsync(tenant, cancellationToken);

    /// <summary>One page of all organizations, for the host's own administration.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<IReadOnlyList<Organization>> ListAsync(ConfigurationQuery query, CancellationToken cancellationToken = default)
        => _changer.Stores.Organizations.ListAsync(query, cancellationToken);

    /// <summary>Makes an organization; id 0 = the storage gives one. No role within an organization may do it.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public async ValueTask<ChangeResult<Organization>> CreateAsync(Organization organization, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(organization);
        AdministrationCheck check = CheckOf(null, organization, out Organization normal);
        if (check.All.Count > 0) return ChangeResult.Refused<Organization>(check.All);
        ChangeResult<Organization> result = await _changer.Stores.Organizations.InsertAsync(normal, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == ChangeOutcome.Done) _changer.Made(result.Item!.Id, result.Version);
        return result;
    }

    /// <summary>Replaces an organization's own row. What its objects could be used for before, they still can.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<ChangeResult<Organization>> UpdateAsync(Organization organization, CancellationToken cancellationToken = default)
        => UpdateAsync(organization, new ChangeOptions(), cancellationToken);

    /// <inheritdoc cref="UpdateAsync(Organization, CancellationToken)"/>
    /// <param name="organization">The organization with its id.</param>
    /// <param name="options">Who asks, and on which version.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    public ValueTask<ChangeResult<Organization>> UpdateAsync(Organization organization, ChangeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(organization);
        ArgumentNullException.ThrowIfNull(options);
        return _changer.ChangeAsync<Organization>(
            organization.Id,
            options,
            (current, _) => ValueTask.FromResult(Decide(current, organization, options)),
            (normal, version, token) => _changer.Stores.Organizations.UpdateAsync(normal, version, token),
            cancellationToken);
    }

    /// <summary>Removes an organization with everything it has (rule D2). To keep it, set its status to deleted instead.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<ChangeResult<Organization>> DeleteAsync(TenantId tenant, CancellationToken cancellationToken = default)
        => DeleteAsync(tenant, new ChangeOptions(), cancellationToken);

    /// <inheritdoc cref="DeleteAsync(TenantId, CancellationToken)"/>
    /// <param name="tenant">The tenant.</param>
    /// <param name="options">Who asks, and on which version.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    public ValueTask<ChangeResult<Organization>> DeleteAsync(TenantId tenant, ChangeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _changer.ChangeAsync<Organization>(
            tenant,
            options,
            (current, _) => ValueTask.FromResult(ChangeDecision<Organization>.Write(
                current.Organization, ConfigurationChanger.Forbids(current, options, RoleAction.Delete, RoleSubject.Organization) is { } fault ? [fault] : [])),
            (_, _, token) => _changer.Stores.Organizations.DeleteAsync(tenant, token),
            cancellationToken);
    }

    /// <summary>The tenant's domain on the platform; null = it has none.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public async ValueTask<CloudonixSettings?> FindCloudonixSettingsAsync(TenantId tenant, CancellationToken cancellationToken = default)
        => (await _changer.Storage.Tenants.LoadAsync(tenant, cancellationToken).ConfigureAwait(false))?.CloudonixSettings;

    /// <summary>Sets the tenant's domain on the platform, or removes it with null. A domain that another organization has is refused (rule H5).</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<ChangeResult<CloudonixSettings>> SetCloudonixSettingsAsync(TenantId tenant, CloudonixSettings? settings, CancellationToken cancellationToken = default)
        => SetCloudonixSettingsAsync(tenant, settings, new ChangeOptions(), cancellationToken);

    /// <inheritdoc cref="SetCloudonixSettingsAsync(TenantId, CloudonixSettings?, CancellationToken)"/>
    /// <param name="tenant">The tenant.</param>
    /// <param name="settings">The settings; null removes them.</param>
    /// <param name="options">Who asks, and on which version.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    public ValueTask<ChangeResult<CloudonixSettings>> SetCloudonixSettingsAsync(
        TenantId tenant, CloudonixSettings? settings, ChangeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _changer.ChangeAsync<CloudonixSettings>(
            tenant,
            options,
            async (current, token) =>
            {
                var check = new AdministrationCheck();
                RoleAction action = settings is null ? RoleAction.Delete : RoleAction.Update;
                if (ConfigurationChanger.Forbids(current, options, action, RoleSubject.PlatformSettings) is { } fault) check.AddRange([fault]);
                else if (settings is not null) await CheckAsync(_changer, tenant, settings, "", check, token).ConfigureAwait(false);
                return settings is null && current.CloudonixSettings is null && check.All.Count == 0
                    ? ChangeDecision<CloudonixSettings>.Missing
                    : ChangeDecision<CloudonixSettings>.Write(settings ?? current.CloudonixSettings!, check.All);
            },
            (_, version, token) => _changer.Stores.SetCloudonixSettingsAsync(tenant, settings, version, token),
            cancellationToken);
    }

    /// <summary>Checks the connection to the platform, claims of other organizations included.</summary>
    internal static async ValueTask CheckAsync(
        ConfigurationChanger changer, TenantId tenant, CloudonixSettings settings, string prefix, AdministrationCheck check, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChangeFault> faults = ColumnRules.Check(settings);
        check.AddRange(faults.Select(fault => fault with { Path = prefix + fault.Path }));
        check.Required(prefix + "domain_name", settings.DomainName);
        if (TenantCredentials.HashOf(settings.DomainRequestsApiKey).IsEmpty) check.Add(AdministrationFaultCodes.KeyTooShort, prefix + "domain_requests_api_key", "A key has at least 16 characters.");
        if (settings.Settings.GetString("cdr_key") is { } key && TenantCredentials.HashOf(key).IsEmpty)
            check.Add(AdministrationFaultCodes.KeyTooShort, prefix + "settings.cdr_key", "A key has at least 16 characters.");
        if (faults.Count > 0) return;
        await ClaimAsync("domain_name", settings.DomainName).ConfigureAwait(false);
        await ClaimAsync("domain_uuid", settings.DomainUuid).ConfigureAwait(false);

        async ValueTask ClaimAsync(string path, string? domain)
        {
            if (string.IsNullOrWhiteSpace(domain)) return;
            foreach (TenantCredential other in await changer.Storage.Directory.FindByDomainAsync(domain.Trim(), cancellationToken).ConfigureAwait(false))
                if (other.Tenant != tenant) check.Add(AdministrationFaultCodes.Claimed, prefix + path, "Another organization has this domain.");
        }
    }

    private ChangeDecision<Organization> Decide(TenantConfiguration current, Organization organization, ChangeOptions options)
    {
        if (ConfigurationChanger.Forbids(current, options, RoleAction.Update, RoleSubject.Organization) is { } forbidden)
            return ChangeDecision<Organization>.Write(organization, [forbidden]);
        AdministrationCheck check = CheckOf(current, organization, out Organization normal);
        return ChangeDecision<Organization>.Write(normal, check.All);
    }

    private AdministrationCheck CheckOf(TenantConfiguration? current, Organization organization, out Organization normal)
    {
        var check = new AdministrationCheck();
        normal = organization;
        check.AddRange(ColumnRules.Check(organization));
        check.Required("name", organization.Name);
        check.Required("slug", organization.Slug);
        if (check.All.Count > 0) return check;
        const string Column = "settings";
        var numbers = ConfiguredNumbers.Of(organization, _changer.Catalog.Numbers);
        JsonSettings settings = AdministrationCheck.Normalized(AdministrationCheck.Normalized(organization.Settings, "default_caller_id", numbers), "emergency_caller_id", numbers);
        if (!ReferenceEquals(settings, organization.Settings)) normal = organization with { Settings = settings };
        if (!organization.Slug.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            check.Add(AdministrationFaultCodes.InvalidValue, "slug", "A slug has letters, digits, -, _ and . only.");
        if (organization.TimeZone.Length > 0 && !TimeZoneCatalog.TryGetCanonicalId(organization.TimeZone, out _))
            check.Add(AdministrationFaultCodes.InvalidValue, "timezone", "It is no time zone.");
        check.Range(settings, Column, "ring_timeout", 1, 600);
        check.Range(settings, Column, "max_call_minutes", 1, 1440);
        check.Limits(settings, Column);
        if (settings.TryGet("call_recording", out _) && !Recordings.Contains(settings.GetString("call_recording")?.Trim().ToLowerInvariant()))
            check.Add(ChangeFaultCodes.UnknownWord, "settings.call_recording", "It is one of " + string.Join(", ", Recordings) + ".");
        TenantConfiguration before = current ?? new TenantConfiguration { Organization = organization with { Settings = JsonSettings.Empty } };
        TenantConfiguration after = before with { Organization = normal };
        foreach (ConfigurationReference reference in ConfigurationReferences.Of(normal))
        {
            if (!ConfigurationReferences.IsThere(after, reference.Table, reference.Id))
                check.Add(ChangeFaultCodes.MissingReference, reference.Path, "This organization has no such row.");
        }
        check.AddRange(_changer.NewFaults(before, after, "organization"));
        return check;
    }
}
