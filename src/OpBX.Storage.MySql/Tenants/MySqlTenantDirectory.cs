using System.Data.Common;
using OpBX.Numbers;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>
/// Finds tenants in the database. These look-ups come before a tenant is known, so they are the only statements that go over all
/// tenants; what they give is compared with the request's key before anything is done with it.
/// </summary>
internal sealed class MySqlTenantDirectory(MySqlDatabase database, INumberNormalizer numbers) : ITenantDirectory
{
    private const string Columns = "SELECT s.organization_id,s.domain_name,s.domain_uuid,s.domain_requests_api_key,s.settings FROM cloudonix_settings s ";

    // UNION ALL without an order needs no temporary table; a row that both halves find is told once below.
    private const string ByDomain = Columns + "WHERE s.domain_name=@domain UNION ALL " + Columns + "WHERE s.domain_uuid=@domain";

    private const string ByKeyHash = Columns + "WHERE s.requests_key_hash=@hash UNION ALL " + Columns + "WHERE s.previous_key_hash=@hex";

    private const string ByTenant =
        "SELECT o.id,s.domain_name,s.domain_uuid,s.domain_requests_api_key,s.settings FROM organizations o LEFT JOIN cloudonix_settings s ON s.organization_id=o.id WHERE o.id=@organization_id";

    private const string ByDid =
        "SELECT o.id,s.domain_name,s.domain_uuid,s.domain_requests_api_key,s.settings,d.phone_number,o.settings FROM did_numbers d JOIN organizations o ON o.id=d.organization_id "
        + "LEFT JOIN cloudonix_settings s ON s.organization_id=o.id WHERE d.status='active' AND d.phone_number IN (@p0,@p1,@p2,@p3,@p4,@p5) ORDER BY 1";

    public async ValueTask<IReadOnlyList<TenantCredential>> FindByDomainAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        string wanted = domain.Trim();
        if (wanted.Length is 0 or > 255) return [];
        SqlArgument[] arguments = [("@domain", wanted)];
        List<(TenantCredential Credential, string Name, string Uuid)> found = await database.ReadAsync(
            (session, token) => QueryAsync(session, ByDomain, arguments, static reader => (Read(reader), reader.Text(1), reader.Text(2)), token), cancellationToken).ConfigureAwait(false);
        // A collation may take for equal what no domain is.
        return Distinct(found.Where(row => Equal(row.Name, wanted) || Equal(row.Uuid, wanted)).Select(static row => row.Credential));
    }

    public async ValueTask<IReadOnlyList<TenantCredential>> FindByDidAsync(PhoneNumber number, CancellationToken cancellationToken)
    {
        if (number == default) return [];
        SqlArgument[] arguments = [.. Spellings(number).Select(static (text, i) => new SqlArgument("@p" + (char)('0' + i), text))];
        List<(TenantCredential Credential, string Number, JsonSettings Settings)> found = await database.ReadAsync(
            (session, token) => QueryAsync(session, ByDid, arguments, static reader => (Read(reader), reader.Text(5), reader.Json(6)), token), cancellationToken).ConfigureAwait(false);
        return [.. found.Where(row => IsNumber(row.Number, row.Settings, number)).Select(static row => row.Credential).DistinctBy(static credential => credential.Tenant)];
    }

    public async ValueTask<IReadOnlyList<TenantCredential>> FindByKeyHashAsync(ReadOnlyMemory<byte> keyHash, CancellationToken cancellationToken)
    {
        if (keyHash.Length != 32) return [];
        SqlArgument[] arguments = [("@hash", keyHash.ToArray()), ("@hex", Convert.ToHexStringLower(keyHash.Span))];
        List<TenantCredential> found = await database.ReadAsync((session, token) => QueryAsync(session, ByKeyHash, arguments, Read, token), cancellationToken).ConfigureAwait(false);
        return Distinct(found.Where(credential => credential.KeyHash.Span.SequenceEqual(keyHash.Span) || credential.PreviousKeyHash.Span.SequenceEqual(keyHash.Span)));
    }

    public async ValueTask<TenantCredential?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        SqlArgument[] arguments = [("@organization_id", tenant.Value)];
        return (await database.ReadAsync((session, token) => QueryAsync(session, ByTenant, arguments, Read, token), cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    private static async ValueTask<List<T>> QueryAsync<T>(MySqlSession session, string sql, SqlArgument[] arguments, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        DbCommand command = session.PlainCommand(sql, arguments);
        await using (command.ConfigureAwait(false))
        {
            DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
                return rows;
            }
        }
    }

    private static TenantCredential Read(DbDataReader reader)
    {
        CloudonixSettings? settings = reader.IsDBNull(1) ? null : new CloudonixSettings
        {
            DomainName = reader.GetString(1),
            DomainRequestsApiKey = reader.Text(3),
            Settings = reader.Json(4),
        };
        return TenantCredentials.From(new TenantId(reader.Id(0)), settings);
    }

    private static IReadOnlyList<TenantCredential> Distinct(IEnumerable<TenantCredential> found)
        => [.. found.DistinctBy(static credential => credential.Tenant).OrderBy(static credential => credential.Tenant.Value)];

    private static bool Equal(string left, string right) => string.Equals(left.Trim(), right, StringComparison.OrdinalIgnoreCase);

    // How a column that should hold E.164 may spell a number; the national form needs the length of the country code, which is 1 to 3.
    private static IEnumerable<string> Spellings(PhoneNumber number)
    {
        string digits = number.Value[1..];
        return ["+" + digits, digits, "00" + digits, "011" + digits, digits.StartsWith('1') ? digits[1..] : "0" + digits[2..], digits.Length > 4 ? "0" + digits[3..] : digits];
    }

    // As the snapshot reads it: by the country, and only where that gives nothing as a number without its plus.
    private bool IsNumber(string text, JsonSettings settings, PhoneNumber number)
    {
        string? country = settings.GetString("country");
        return (numbers.TryNormalize(text, country, NumberSource.Dialled, out PhoneNumber read, out _)
            || numbers.TryNormalize(text, country, NumberSource.Reported, out read, out _)) && read == number;
    }
}
