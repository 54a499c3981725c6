using System.Buffers;
using OpBX.Numbers;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>
/// Reads and writes the whole configuration of a tenant as one document (rule A3). What was exported is imported exactly:
/// exporting it again gives the same bytes; only the version grows where anything was changed.
/// </summary>
public sealed class TenantManager
{
    private readonly ConfigurationChanger _changer;

    internal TenantManager(ConfigurationChanger changer) => _changer = changer;

    /// <summary>The whole configuration of a tenant; null = there is none of that id. It holds passwords and keys.</summary>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<TenantConfiguration?> ExportAsync(TenantId tenant, CancellationToken cancellationToken = default)
        => _changer.Storage.Tenants.LoadAsync(tenant, cancellationToken);

    /// <summary>Writes the JSON document of a tenant, which holds passwords and keys.</summary>
    /// <returns>Whether there is such a tenant.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public async ValueTask<bool> ExportAsync(TenantId tenant, IBufferWriter<byte> output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (await ExportAsync(tenant, cancellationToken).ConfigureAwait(false) is not { } configuration) return false;
        TenantDocument.Write(configuration, output);
        return true;
    }

    /// <summary>Reads a JSON document of one tenant and makes it the tenant's configuration.</summary>
    /// <param name="utf8">The document.</param>
    /// <param name="options">How; null = as it stands.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public ValueTask<ChangeResult<TenantConfiguration>> ImportAsync(ReadOnlyMemory<byte> utf8, TenantImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        TenantDocumentResult document = TenantDocument.Parse(utf8.Span);
        List<ChangeFault> faults =
        [
            .. document.Faults.Where(static fault => fault.Severity == TenantDocumentSeverity.Error)
                .Select(static fault => new ChangeFault(fault.Code, fault.Path, fault.Reason)),
        ];
        if (faults.Count == 0 && document.Tenants.Count != 1)
            faults.Add(new ChangeFault(AdministrationFaultCodes.Document, "$", "The document must hold exactly one tenant."));
        return faults.Count > 0
            ? ValueTask.FromResult(ChangeResult.Refused<TenantConfiguration>(faults))
            : ImportAsync(document.Tenants[0], options, cancellationToken);
    }

    /// <summary>Makes this the whole configuration of a tenant, which is made where it is missing; its version is not read.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="options">How; null = as it stands.</param>
    /// <param name="cancellationToken">Ends the wait; the change may have been made.</param>
    /// <returns>The configuration as it is kept, or all faults; paths begin with the list, for example <c>extensions[2].id</c>.</returns>
    /// <exception cref="OpBXStorageException">The storage did not answer.</exception>
    public async ValueTask<ChangeResult<TenantConfiguration>> ImportAsync(
        TenantConfiguration configuration, TenantImportOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        options ??= new TenantImportOptions();
        if (options.Tenant is { } tenant) configuration = configuration with { Organization = configuration.Organization with { Id = tenant } };
        for (int attempt = 1; ; attempt++)
        {
            ChangeResult<TenantConfiguration> result = await TryImportAsync(configuration, options, cancellationToken).ConfigureAwait(false);
            if (result.Outcome != ChangeOutcome.Conflict || options.Change.ExpectedVersion is not null || attempt == ConfigurationChanger.MaxAttempts) return result;
        }
    }

    private async ValueTask<ChangeResult<TenantConfiguration>> TryImportAsync(
        TenantConfiguration configuration, TenantImportOptions options, CancellationToken cancellationToken)
    {
        TenantId tenant = configuration.Organization.Id;
        TenantConfiguration? current = await _changer.Storage.Tenants.LoadAsync(tenant, cancellationToken).ConfigureAwait(false);
        long version = current?.Version ?? 0;
        if (options.Change.ExpectedVersion is { } expected && expected != version) return ChangeResult.Conflict<TenantConfiguration>();
        TenantConfiguration known = current ?? new TenantConfiguration { Organization = new Organization { Id = tenant, Name = "" } };
        ChangeFault? forbidden = ConfigurationChanger.Forbids(known, options.Change, RoleAction.Update, RoleSubject.Organization);
        if (forbidden is not null) return ChangeResult.Refused<TenantConfiguration>(forbidden);

        var check = new AdministrationCheck();
        check.AddRange(ColumnRules.Check(configuration));
        if (tenant.Value == 0) check.Add(ChangeFaultCodes.OutOfRange, "organization.id", "The organization must have its id.");
        // The checks that follow read texts of which a column has refused some already.
        if (check.All.Count > 0) return ChangeResult.Refused<TenantConfiguration>(check.All);
        if (!options.AllowUnusable) CheckUse(known, configuration, check);
        await CheckClaimsAsync(current, configuration, check, cancellationToken).ConfigureAwait(false);
        if (check.All.Count > 0) return ChangeResult.Refused<TenantConfiguration>(check.All);
        if (options.Change.DryRun) return ChangeResult.Done(configuration, version);
        // What is there already is not written again: an export that comes back changes nothing, not even the version.
        if (current is not null && IsSame(current, ColumnRules.Fit(configuration) with { Version = version })) return ChangeResult.Done(current, version);

        var ids = new NewIds(known);
        while (true)
        {
            ChangeResult<TenantConfiguration> result = await _changer.Stores.ReplaceAsync(configuration, version, cancellationToken).ConfigureAwait(false);
            if (result.Outcome == ChangeOutcome.Done) _changer.Made(tenant, result.Version);
            if (!options.AssignNewIds || result.Outcome != ChangeOutcome.Refused || !ids.TryAssign(configuration, result.Faults, out configuration)) return result;
        }
    }

    private static bool IsSame(TenantConfiguration one, TenantConfiguration other)
    {
        ArrayBufferWriter<byte> first = new(), second = new();
        TenantDocument.Write(one, first);
        TenantDocument.Write(other, second);
        return first.WrittenSpan.SequenceEqual(second.WrittenSpan);
    }

    // What was unusable before may stay so: an export can always be imported again.
    private void CheckUse(TenantConfiguration known, TenantConfiguration configuration, AdministrationCheck check)
    {
        check.AddRange(_changer.NewFaults(known, configuration, ownPath: "-"));
        HashSet<(string Table, long Id, string Path)> missing = [.. Missing(known).Select(static reference => (reference.Table, reference.Id, reference.Path))];
        foreach (ConfigurationReference reference in Missing(configuration))
        {
            if (!missing.Contains((reference.Table, reference.Id, reference.Path)))
                check.Add(ChangeFaultCodes.MissingReference, reference.Path, FormattableString.Invariant($"This organization has no row {reference.Id} in {reference.Table}."));
        }

        static IEnumerable<ConfigurationReference> Missing(TenantConfiguration configuration)
            => ConfigurationReferences.Of(configuration).Where(reference => reference.IsUsed && !ConfigurationReferences.IsThere(configuration, reference.Table, reference.Id));
    }

    private async ValueTask CheckClaimsAsync(TenantConfiguration? current, TenantConfiguration configuration, AdministrationCheck check, CancellationToken cancellationToken)
    {
        TenantId tenant = configuration.Organization.Id;
        if (configuration.CloudonixSettings is { } settings && settings != current?.CloudonixSettings)
            await OrganizationManager.CheckAsync(_changer, tenant, settings, "cloudonix_settings.", check, cancellationToken).ConfigureAwait(false);
        var numbers = ConfiguredNumbers.Of(configuration.Organization, _changer.Catalog.Numbers);
        HashSet<string> known = current is null ? [] : [.. current.DidNumbers.Select(static did => did.PhoneNumber)];
        for (int i = 0; i < configuration.DidNumbers.Count; i++)
        {
            DidNumber did = configuration.DidNumbers[i];
            if (did.Status != EntityStatus.Active || known.Contains(did.PhoneNumber) || !numbers.TryRead(did.PhoneNumber, out PhoneNumber number)) continue;
            await DidNumberManager.CheckClaimAsync(_changer, tenant, number, ColumnRules.At("did_numbers", i) + ".phone_number", check, cancellationToken).ConfigureAwait(false);
        }
    }
}
