using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>Whole configurations in the database: loaded in one command of one read-only transaction, the version first.</summary>
internal sealed class MySqlTenantStore(MySqlDatabase database) : ITenantStore
{
    // The isolation level is that of the connection's last transaction, and only this one gives a consistent snapshot.
    private const string Begin =
        "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ;START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;";

    private const string SelectVersion = "SELECT version FROM configuration_versions WHERE organization_id=@organization_id";

    private const int PageSize = 1_000;

    private static readonly string s_load = Begin + SelectVersion + ";" + ConfigurationFingerprint.Sql + ";" + OrganizationRows.Select + ";" + OrganizationRows.SelectSettings
        + Of(ConfigurationTables.Users) + Of(ConfigurationTables.Extensions) + Of(ConfigurationTables.DidNumbers) + Of(ConfigurationTables.RingGroups)
        + Of(ConfigurationTables.Schedules) + Of(ConfigurationTables.IvrMenus) + Of(ConfigurationTables.ConferenceRooms) + Of(ConfigurationTables.OutboundWhitelists)
        + ";COMMIT";

    private static readonly string s_version =
        "SELECT COALESCE((" + SelectVersion + "),0) FROM organizations WHERE id=@organization_id;" + ConfigurationFingerprint.Sql;

    public ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken)
        => database.ReadAsync((session, token) => LoadAsync(session, tenant, token), cancellationToken);

    public ValueTask<TenantVersion?> GetVersionAsync(TenantId tenant, CancellationToken cancellationToken)
        => database.ReadAsync(async (session, token) =>
        {
            DbCommand command = session.Command(s_version, ("@organization_id", tenant.Value));
            await using (command.ConfigureAwait(false))
            {
                DbDataReader reader = await command.ExecuteReaderAsync(token).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    long? version = await reader.ReadAsync(token).ConfigureAwait(false) ? reader.GetInt64(0) : null;
                    await reader.NextResultAsync(token).ConfigureAwait(false);
                    long fingerprint = await ConfigurationFingerprint.ReadAsync(reader, token).ConfigureAwait(false);
                    await reader.NextResultAsync(token).ConfigureAwait(false);
                    return version is { } known ? new TenantVersion(known, fingerprint) : default(TenantVersion?);
                }
            }
        }, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<TenantId, long>> GetVersionsAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tenants);
        var versions = new Dictionary<TenantId, long>(tenants.Count);
        foreach (TenantId[] some in tenants.Chunk(PageSize))
        {
            string sql = "SELECT organization_id,version FROM configuration_versions WHERE " + SqlList.In("organization_id", some.Select(static tenant => tenant.Value));
            foreach ((long id, long version) in await database.ReadAsync(
                (session, token) => session.QueryAsync(sql, [], static reader => (reader.GetInt64(0), reader.GetInt64(1)), token), cancellationToken).ConfigureAwait(false))
            {
                versions[new TenantId(id)] = version;
            }
        }
        return versions;
    }

    public async IAsyncEnumerable<TenantId> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            SqlArgument[] arguments = [("@after", after), ("@limit", PageSize)];
            List<long> ids = await database.ReadAsync((session, token) => session.QueryAsync(
                "SELECT id FROM organizations WHERE id>@after ORDER BY id LIMIT @limit", arguments, static reader => reader.GetInt64(0), token), cancellationToken).ConfigureAwait(false);
            foreach (long id in ids) yield return new TenantId(id);
            if (ids.Count < PageSize) yield break;
            after = ids[^1];
        }
    }

    private static async ValueTask<TenantConfiguration?> LoadAsync(MySqlSession session, TenantId tenant, CancellationToken cancellationToken)
    {
        DbCommand command = session.Command(s_load, ("@organization_id", tenant.Value));
        await using (command.ConfigureAwait(false))
        {
            bool isRead = false;
            try
            {
                DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    TenantConfiguration? configuration = await ReadAsync(reader, cancellationToken).ConfigureAwait(false);
                    isRead = true;
                    return configuration;
                }
            }
            finally
            {
                // A statement that failed has kept the COMMIT from being reached.
                if (!isRead) await EndAsync(session).ConfigureAwait(false);
            }
        }
    }

    private static async ValueTask<TenantConfiguration?> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        long version = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetInt64(0) : 0;
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        long fingerprint = await ConfigurationFingerprint.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        Organization? organization = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? OrganizationRows.Read(reader) : null;
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        CloudonixSettings? settings = await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? OrganizationRows.ReadSettings(reader) : null;
        var configuration = new TenantConfiguration
        {
            Organization = organization ?? new Organization { Id = default, Name = "" },
            Version = version,
            Fingerprint = fingerprint,
            CloudonixSettings = settings,
            Users = await NextAsync(ConfigurationTables.Users).ConfigureAwait(false),
            Extensions = await NextAsync(ConfigurationTables.Extensions).ConfigureAwait(false),
            DidNumbers = await NextAsync(ConfigurationTables.DidNumbers).ConfigureAwait(false),
            RingGroups = await NextAsync(ConfigurationTables.RingGroups).ConfigureAwait(false),
            BusinessHoursSchedules = await NextAsync(ConfigurationTables.Schedules).ConfigureAwait(false),
            IvrMenus = await NextAsync(ConfigurationTables.IvrMenus).ConfigureAwait(false),
            ConferenceRooms = await NextAsync(ConfigurationTables.ConferenceRooms).ConfigureAwait(false),
            OutboundWhitelists = await NextAsync(ConfigurationTables.OutboundWhitelists).ConfigureAwait(false),
        };
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false)) { }
        return organization is null ? null : configuration;

        async ValueTask<IReadOnlyList<T>> NextAsync<T>(ConfigurationTable<T> table)
            where T : class
        {
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            return await ConfigurationRows.ReadSetsAsync(reader, table, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async ValueTask EndAsync(MySqlSession session)
    {
#pragma warning disable CA1031 // The fault that led here counts; a connection that is gone has no transaction any more.
        try
        {
            await session.ExecuteAsync("ROLLBACK", [], CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
#pragma warning restore CA1031
    }

    private static string Of<T>(ConfigurationTable<T> table)
        where T : class => string.Create(CultureInfo.InvariantCulture, $";{table.Select}{ConfigurationRows.ChildrenOfAll(table)}");
}
