using OpBX.Routing;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>What was decided on one version of a configuration: faults, or the object to write.</summary>
internal readonly record struct ChangeDecision<T>(T? Item, IReadOnlyList<ChangeFault> Faults, bool IsMissing)
    where T : class
{
    public static ChangeDecision<T> Write(T item, IReadOnlyList<ChangeFault> faults) => new(item, faults, IsMissing: false);

    public static ChangeDecision<T> Missing => new(null, [], IsMissing: true);
}

/// <summary>
/// Makes changes of configuration: load, decide, write on the version that was loaded; when somebody else was faster, again.
/// </summary>
internal sealed class ConfigurationChanger(IOpBXStorage storage, RoutingCatalog catalog, ConfigurationChanges changes)
{
    /// <summary>How often a change is decided before it is given up as a conflict.</summary>
    public const int MaxAttempts = 5;

    public IOpBXStorage Storage => storage;

    public RoutingCatalog Catalog => catalog;

    public IConfigurationStores Stores => storage.Configuration;

    public async ValueTask<ChangeResult<T>> ChangeAsync<T>(
        TenantId tenant,
        ChangeOptions options,
        Func<TenantConfiguration, CancellationToken, ValueTask<ChangeDecision<T>>> decide,
        Func<T, long, CancellationToken, ValueTask<ChangeResult<T>>> write,
        CancellationToken cancellationToken)
        where T : class
    {
        for (int attempt = 1; ; attempt++)
        {
            if (await storage.Tenants.LoadAsync(tenant, cancellationToken).ConfigureAwait(false) is not { } current) return ChangeResult.NotFound<T>();
            if (options.ExpectedVersion is { } expected && expected != current.Version) return ChangeResult.Conflict<T>();
            ChangeDecision<T> decision = await decide(current, cancellationToken).ConfigureAwait(false);
            if (decision.Faults.Count > 0) return ChangeResult.Refused<T>(decision.Faults);
            if (decision.IsMissing) return ChangeResult.NotFound<T>();
            if (options.DryRun) return ChangeResult.Done(decision.Item!, current.Version);
            ChangeResult<T> result = await write(decision.Item!, current.Version, cancellationToken).ConfigureAwait(false);
            if (result.Outcome == ChangeOutcome.Conflict && options.ExpectedVersion is null && attempt < MaxAttempts) continue;
            if (result.Outcome == ChangeOutcome.Done) changes.Make(tenant, result.Version);
            return result;
        }
    }

    /// <summary>Says that a change was made which did not come through here.</summary>
    public void Made(TenantId tenant, long version) => changes.Make(tenant, version);

    /// <summary>Why a user may not do that; null = it may.</summary>
    public static ChangeFault? Forbids(TenantConfiguration current, ChangeOptions options, RoleAction action, RoleSubject subject, UserRole? target = null)
    {
        if (options.ActorId is not { } id) return null;
        User? actor = current.Users.FirstOrDefault(user => user.Id == id);
        bool may = actor is { Status: UserStatus.Active }
            && RolePolicy.AccessOf(actor.Role, action, subject) == RoleAccess.All
            && (target is not { } role || RolePolicy.MayManage(actor.Role, role));
        return may ? null : new ChangeFault(AdministrationFaultCodes.Forbidden, "", "The user may not do that.");
    }

    /// <summary>
    /// What a call could not use after a change and could before, or what concerns the changed object itself. Its own faults have
    /// paths within the object, others have paths within the configuration.
    /// </summary>
    public IEnumerable<ChangeFault> NewFaults(TenantConfiguration before, TenantConfiguration after, string ownPath)
    {
        HashSet<(string, string)> known = [.. Faults(before).Select(fault => (fault.Code, Stable(before, fault.Path)))];
        foreach (TenantConfigurationFault fault in Faults(after))
        {
            bool isOwn = fault.Path == ownPath || fault.Path.StartsWith(ownPath + ".", StringComparison.Ordinal);
            if (!isOwn && known.Contains((fault.Code, Stable(after, fault.Path)))) continue;
            string path = !isOwn ? fault.Path : fault.Path.Length > ownPath.Length ? fault.Path[(ownPath.Length + 1)..] : "";
            yield return new ChangeFault(fault.Code, path, fault.Reason);
        }
    }

    private IEnumerable<TenantConfigurationFault> Faults(TenantConfiguration configuration)
        => TenantConfigurationValidator.Validate(configuration, catalog).Where(static fault => !fault.IsWarning);

    // Places move when objects come and go; ids do not.
    private static string Stable(TenantConfiguration configuration, string path)
    {
        int open = path.IndexOf('[', StringComparison.Ordinal), close = path.IndexOf(']', StringComparison.Ordinal);
        if (open < 0 || !int.TryParse(path.AsSpan(open + 1, close - open - 1), out int index)) return path;
        long? id = path[..open] switch
        {
            "extensions" => configuration.Extensions[index].Id,
            "did_numbers" => configuration.DidNumbers[index].Id,
            "ring_groups" => configuration.RingGroups[index].Id,
            "business_hours_schedules" => configuration.BusinessHoursSchedules[index].Id,
            "ivr_menus" => configuration.IvrMenus[index].Id,
            "outbound_whitelists" => configuration.OutboundWhitelists[index].Id,
            _ => null,
        };
        return id is { } known ? FormattableString.Invariant($"{path[..open]}#{known}{path[(close + 1)..]}") : path;
    }
}
