using System.Data.Common;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>One kind of configuration object in the database.</summary>
internal sealed class ConfigurationStore<T>(MySqlDatabase database, ConfigurationChange changes, ConfigurationTable<T> table) : IConfigurationStore<T>
    where T : class
{
    public ValueTask<T?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken)
        => database.ReadAsync((session, token) => ConfigurationRows.FindAsync(session, table, tenant, id, token), cancellationToken);

    public async ValueTask<IReadOnlyList<T>> ListAsync(TenantId tenant, ConfigurationQuery query, CancellationToken cancellationToken)
    {
        var words = new SearchWords(query.Text);
        int limit = Math.Clamp(query.Limit, 1, ConfigurationQuery.MaxLimit);
        var page = new List<T>();
        long after = query.AfterId;
        while (true)
        {
            long from = after;
            (List<T> rows, bool isEnd, long last) = await database.ReadAsync(
                (session, token) => ConfigurationRows.PageAsync(session, table, tenant, from, limit, words, token), cancellationToken).ConfigureAwait(false);
            page.AddRange(rows.Where(item => words.Match(table.TextsOf(item))).Take(limit - page.Count));
            if (isEnd || page.Count >= limit) return page;
            after = last;
        }
    }

    public ValueTask<ChangeResult<T>> InsertAsync(TenantId tenant, T item, long? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return changes.RunAsync(tenant, expectedVersion, async (session, version, token) =>
        {
            IReadOnlyList<ChangeFault> faults = await ConfigurationRows.CheckAsync(session, table, tenant, item, isNew: true, token).ConfigureAwait(false);
            if (faults.Count > 0) return ChangeResult.Refused<T>(faults);
            return ChangeResult.Done(await ConfigurationRows.InsertAsync(session, table, tenant, item, token).ConfigureAwait(false), version);
        }, cancellationToken);
    }

    public ValueTask<ChangeResult<T>> UpdateAsync(TenantId tenant, T item, long? expectedVersion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        return changes.RunAsync(tenant, expectedVersion, async (session, version, token) =>
        {
            if (await ConfigurationRows.FindAsync(session, table, tenant, table.IdOf(item), token).ConfigureAwait(false) is null) return ChangeResult.NotFound<T>();
            IReadOnlyList<ChangeFault> faults = await ConfigurationRows.CheckAsync(session, table, tenant, item, isNew: false, token).ConfigureAwait(false);
            if (faults.Count > 0) return ChangeResult.Refused<T>(faults);
            return ChangeResult.Done(await ConfigurationRows.UpdateAsync(session, table, tenant, item, token).ConfigureAwait(false), version);
        }, cancellationToken);
    }

    public ValueTask<ChangeResult<T>> DeleteAsync(TenantId tenant, long id, long? expectedVersion, CancellationToken cancellationToken)
        => changes.RunAsync(tenant, expectedVersion, async (session, version, token) =>
        {
            if (await ConfigurationRows.FindAsync(session, table, tenant, id, token).ConfigureAwait(false) is not { } item) return ChangeResult.NotFound<T>();
            await ConfigurationRows.DeleteAsync(session, table, tenant, [id], token).ConfigureAwait(false);
            return ChangeResult.Done(item, version);
        }, cancellationToken);
}

/// <summary>The statements that every kind of configuration object needs, within a session.</summary>
internal static class ConfigurationRows
{
    public static async ValueTask<T?> FindAsync<T>(MySqlSession session, ConfigurationTable<T> table, TenantId tenant, long id, CancellationToken cancellationToken)
        where T : class
    {
        SqlArgument[] arguments = [("@organization_id", tenant.Value), ("@id", id)];
        string children = string.Concat(table.SelectChildren.Select(static select => ";" + select + " AND p.id=@id"));
        return (await ReadAsync(session, table, table.Select + " AND id=@id" + Ordered(children), arguments, cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    /// <summary>One page; the words narrow it down, and whoever asks looks at the texts themselves.</summary>
    public static async ValueTask<(List<T> Rows, bool IsEnd, long Last)> PageAsync<T>(
        MySqlSession session, ConfigurationTable<T> table, TenantId tenant, long after, int limit, SearchWords words, CancellationToken cancellationToken)
        where T : class
    {
        var arguments = new List<SqlArgument> { ("@organization_id", tenant.Value), ("@after", after), ("@limit", limit) };
        string condition = " AND id>@after" + words.Condition(table.Searched, arguments);
        SqlArgument[] all = [.. arguments];
        List<long> ids = await session.QueryAsync(
            $"SELECT id FROM {table.Name} WHERE organization_id=@organization_id{condition} ORDER BY id LIMIT @limit", all, static reader => reader.GetInt64(0), cancellationToken)
            .ConfigureAwait(false);
        if (ids.Count == 0) return ([], true, after);
        string children = string.Concat(table.SelectChildren.Select(select => ";" + select + " AND " + SqlList.In("p.id", ids)));
        List<T> rows = await ReadAsync(
            session, table, table.Select + " AND " + SqlList.In("id", ids) + Ordered(children), [("@organization_id", tenant.Value)], cancellationToken).ConfigureAwait(false);
        return (rows, ids.Count < limit, ids[^1]);
    }

    /// <summary>Everything that the database would refuse, at once.</summary>
    public static async ValueTask<IReadOnlyList<ChangeFault>> CheckAsync<T>(
        MySqlSession session, ConfigurationTable<T> table, TenantId tenant, T item, bool isNew, CancellationToken cancellationToken)
        where T : class
    {
        var faults = new List<ChangeFault>(table.Check(item));
        long id = table.IdOf(item);
        if (isNew && id > 0
            && await session.ScalarAsync($"SELECT organization_id FROM {table.Name} WHERE id=@id", [("@id", id)], cancellationToken).ConfigureAwait(false) is not null)
        {
            faults.Add(new ChangeFault(ChangeFaultCodes.Duplicate, "id", "The id is taken."));
        }
        foreach (UniqueValue unique in table.UniqueValuesOf(item))
        {
            SqlArgument[] arguments = [("@organization_id", tenant.Value), ("@id", isNew ? 0L : id), ("@value", unique.Value)];
            if (await session.ScalarAsync(unique.Query, arguments, cancellationToken).ConfigureAwait(false) is not null)
                faults.Add(new ChangeFault(ChangeFaultCodes.Duplicate, unique.Path, "The value is taken."));
        }
        await CheckReferencesAsync(session, tenant, table.ReferencesOf(item), faults, cancellationToken).ConfigureAwait(false);
        return faults;
    }

    public static async ValueTask<T> InsertAsync<T>(MySqlSession session, ConfigurationTable<T> table, TenantId tenant, T item, CancellationToken cancellationToken)
        where T : class
    {
        SqlArgument[] arguments = [("@organization_id", tenant.Value), ("@id", table.IdOf(item)), .. table.Values(item)];
        long made = await session.InsertAsync(table.Insert, arguments, cancellationToken).ConfigureAwait(false);
        if (table.IdOf(item) == 0) item = table.WithId(item, made);
        return await table.WriteChildrenAsync(session, tenant, item, isNew: true, cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask<T> UpdateAsync<T>(MySqlSession session, ConfigurationTable<T> table, TenantId tenant, T item, CancellationToken cancellationToken)
        where T : class
    {
        SqlArgument[] arguments = [("@organization_id", tenant.Value), ("@id", table.IdOf(item)), .. table.Values(item)];
        await session.ExecuteAsync(table.Update, arguments, cancellationToken).ConfigureAwait(false);
        return await table.WriteChildrenAsync(session, tenant, item, isNew: false, cancellationToken).ConfigureAwait(false);
    }

    public static async ValueTask DeleteAsync<T>(MySqlSession session, ConfigurationTable<T> table, TenantId tenant, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
        where T : class
    {
        SqlArgument[] scope = [("@organization_id", tenant.Value)];
        foreach (long[] some in ids.Chunk(500))
        {
            if (table.DeleteUnlinked is { } unlinked) await session.ExecuteAsync($"{unlinked} AND {SqlList.In("p.id", some)}", scope, cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync($"DELETE FROM {table.Name} WHERE organization_id=@organization_id AND {SqlList.In("id", some)}", scope, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the rows of a select and of the selects of their children, in one command.</summary>
    public static async ValueTask<List<T>> ReadAsync<T>(
        MySqlSession session, ConfigurationTable<T> table, string sql, SqlArgument[] arguments, CancellationToken cancellationToken)
        where T : class
    {
        List<T> rows = [];
        await session.ReadAsync(session.Command(sql, arguments), async reader =>
        {
            rows = await ReadSetsAsync(reader, table, cancellationToken).ConfigureAwait(false);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return rows;
    }

    /// <summary>
    /// Reads the result sets of one table, the reader standing on the first; it ends on the last. The rows are put in the order of
    /// their ids here: a server that sorts whole rows fails when one of them is longer than its sort buffer.
    /// </summary>
    public static async ValueTask<List<T>> ReadSetsAsync<T>(DbDataReader reader, ConfigurationTable<T> table, CancellationToken cancellationToken)
        where T : class
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (table.Read(reader) is { } row) rows.Add(row);
        }
        rows.Sort((one, other) => table.IdOf(one).CompareTo(table.IdOf(other)));
        if (table.SelectChildren.Count == 0) return rows;
        var children = new ChildRows();
        for (int select = 0; select < table.SelectChildren.Count; select++)
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) table.ReadChild(select, reader, children);
        }
        for (int i = 0; i < rows.Count; i++) rows[i] = table.Attach(rows[i], children);
        return rows;
    }

    /// <summary>The selects of the children of all objects, each in the order in which the rows were made.</summary>
    public static string ChildrenOfAll<T>(ConfigurationTable<T> table)
        where T : class => Ordered(string.Concat(table.SelectChildren.Select(static select => ";" + select)));

    public static async ValueTask CheckReferencesAsync(
        MySqlSession session, TenantId tenant, IEnumerable<RowReference> references, List<ChangeFault> faults, CancellationToken cancellationToken)
    {
        foreach (IGrouping<string, RowReference> group in references.GroupBy(static reference => reference.Table))
        {
            var found = new HashSet<long>();
            foreach (long[] some in group.Select(static reference => reference.Id).Distinct().Chunk(500))
            {
                found.UnionWith(await session.QueryAsync(
                    $"SELECT id FROM {group.Key} WHERE organization_id=@organization_id AND {SqlList.In("id", some)}", [("@organization_id", tenant.Value)],
                    static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false));
            }
            faults.AddRange(group.Where(reference => !found.Contains(reference.Id))
                .Select(static reference => new ChangeFault(ChangeFaultCodes.MissingReference, reference.Path, "The id names nothing of this organization.")));
        }
    }

    // The order of ids, which is the order in which children were written.
    private static string Ordered(string selects)
        => selects.Length == 0 ? "" : string.Concat(selects.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(static select => ";" + select + (select.Contains("exception_ranges", StringComparison.Ordinal) ? " ORDER BY r.id" : " ORDER BY c.id")));
}
