using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>Organizations in the database.</summary>
internal sealed class MySqlOrganizationStore(MySqlDatabase database, ConfigurationChange changes) : IOrganizationStore
{
    public ValueTask<Organization?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
        => database.ReadAsync((session, token) => FindAsync(session, tenant, token), cancellationToken);

    public async ValueTask<IReadOnlyList<Organization>> ListAsync(ConfigurationQuery query, CancellationToken cancellationToken)
    {
        var words = new SearchWords(query.Text);
        int limit = Math.Clamp(query.Limit, 1, ConfigurationQuery.MaxLimit);
        var page = new List<Organization>();
        long after = query.AfterId;
        while (true)
        {
            var arguments = new List<SqlArgument> { ("@after", after), ("@limit", limit) };
            string condition = words.Condition(["o.name", "o.slug"], arguments);
            SqlArgument[] all = [.. arguments];
            List<Organization> rows = await database.ReadAsync((session, token) => session.QueryAsync(
                $"SELECT {OrganizationRows.Columns} FROM organizations o WHERE o.id>@after{condition} ORDER BY o.id LIMIT @limit", all, OrganizationRows.Read, token), cancellationToken)
                .ConfigureAwait(false);
            page.AddRange(rows.Where(row => words.Match([row.Name, row.Slug])).Take(limit - page.Count));
            if (rows.Count < limit || page.Count >= limit) return page;
            after = rows[^1].Id.Value;
        }
    }

    public async ValueTask<ChangeResult<Organization>> InsertAsync(Organization organization, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        try
        {
            return await database.WriteAsync(async (session, token) =>
            {
                IReadOnlyList<ChangeFault> faults = await CheckAsync(session, organization, isNew: true, token).ConfigureAwait(false);
                if (faults.Count > 0) throw new RollbackException<ChangeResult<Organization>>(ChangeResult.Refused<Organization>(faults));
                long made = await session.InsertAsync(OrganizationRows.Insert, OrganizationRows.Values(organization), token).ConfigureAwait(false);
                Organization kept = organization.Id.Value == 0 ? organization with { Id = new TenantId(made) } : organization;
                long version = await ConfigurationChange.MoveAsync(session, kept.Id, token).ConfigureAwait(false);
                return ChangeResult.Done(kept, version);
            }, isIdempotent: false, cancellationToken).ConfigureAwait(false);
        }
        catch (OpBXStorageException exception) when (ConfigurationChange.FaultOf(exception.InnerException) is { } fault)
        {
            return ChangeResult.Refused<Organization>(fault);
        }
    }

    public ValueTask<ChangeResult<Organization>> UpdateAsync(Organization organization, long? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return changes.RunAsync(organization.Id, expectedVersion, async (session, version, token) =>
        {
            IReadOnlyList<ChangeFault> faults = await CheckAsync(session, organization, isNew: false, token).ConfigureAwait(false);
            if (faults.Count > 0) return ChangeResult.Refused<Organization>(faults);
            await session.ExecuteAsync(OrganizationRows.Update, OrganizationRows.Values(organization), token).ConfigureAwait(false);
            return ChangeResult.Done(organization, version);
        }, cancellationToken);
    }

    public ValueTask<ChangeResult<Organization>> DeleteAsync(TenantId tenant, CancellationToken cancellationToken)
        => changes.RunAsync(tenant, expectedVersion: null, async (session, version, token) =>
        {
            if (await FindAsync(session, tenant, token).ConfigureAwait(false) is not { } organization) return ChangeResult.NotFound<Organization>();
            SqlArgument[] scope = [("@organization_id", tenant.Value)];
            if (ConfigurationTables.Schedules.DeleteUnlinked is { } unlinked) await session.ExecuteAsync(unlinked, scope, token).ConfigureAwait(false);
            await session.ExecuteAsync(OrganizationRows.Delete, scope, token).ConfigureAwait(false);
            return ChangeResult.Done(organization, version);
        }, cancellationToken);

    public static async ValueTask<Organization?> FindAsync(MySqlSession session, TenantId tenant, CancellationToken cancellationToken)
        => (await session.QueryAsync(OrganizationRows.Select, [("@organization_id", tenant.Value)], OrganizationRows.Read, cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public static async ValueTask<IReadOnlyList<ChangeFault>> CheckAsync(MySqlSession session, Organization organization, bool isNew, CancellationToken cancellationToken)
    {
        var faults = new List<ChangeFault>(ColumnRules.Check(organization));
        if (isNew && organization.Id.Value > 0 && await FindAsync(session, organization.Id, cancellationToken).ConfigureAwait(false) is not null)
            faults.Add(new ChangeFault(ChangeFaultCodes.Duplicate, "id", "The id is taken."));
        SqlArgument[] arguments = [("@slug", organization.Slug), ("@organization_id", organization.Id.Value)];
        if (await session.ScalarAsync(OrganizationRows.SlugTaken, arguments, cancellationToken).ConfigureAwait(false) is not null)
            faults.Add(new ChangeFault(ChangeFaultCodes.Duplicate, "slug", "The value is taken."));
        return faults;
    }
}
