using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OpBX.Diagnostics;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>Dead letters in <c>dead_letters</c>. Their number is bounded by the disk; whoever operates OpBX looks into them.</summary>
internal sealed class MySqlDeadLetterStore(MySqlDatabase database, ILogger logger) : IDeadLetterStore
{
    private const int ErrorLength = 100;
    private const int Step = 100;

    private const string Columns = "SELECT " + SqlText.WideSort + "id,organization_id,source,code,body,received_at,attempts,last_error,last_attempt_at FROM dead_letters ";

    private const string Own = "organization_id<=>@organization_id";

    private const string Insert =
        "INSERT INTO dead_letters (organization_id,source,code,body,received_at,attempts,last_error,last_attempt_at) "
        + "VALUES (@organization_id,@source,@code,@body,@received_at,@attempts,@last_error,@last_attempt_at)";

    public async ValueTask<bool> AddAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        SqlArgument[] arguments =
        [
            ("@organization_id", letter.Tenant?.Value), ("@source", Cut(letter.Source, 30)), ("@code", Cut(letter.Code, 50)), ("@body", letter.Body.ToArray()),
            ("@received_at", SqlColumn.Milliseconds(letter.ReceivedAt)), ("@attempts", letter.Attempts), ("@last_error", Cut(letter.LastError, ErrorLength)),
            ("@last_attempt_at", SqlColumn.Milliseconds(letter.LastAttemptAt)),
        ];
        try
        {
            await database.WriteAsync((session, token) => session.ExecuteAsync(Insert, arguments, token), isIdempotent: true, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OpBXStorageException exception) when (DatabaseFault.KindOf(exception) is DatabaseFaultKind.BadData or DatabaseFaultKind.ForeignKey)
        {
            MySqlLog.DeadLetterRefused(logger, letter.Source, letter.Code, letter.Body.Length, exception);
            return false;
        }
    }

    public async IAsyncEnumerable<DeadLetter> ListAsync(TenantId? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new DeadLetterQuery { Tenant = tenant, Limit = Step };
        while (true)
        {
            IReadOnlyList<DeadLetter> page = await QueryAsync(query, cancellationToken).ConfigureAwait(false);
            foreach (DeadLetter letter in page) yield return letter;
            if (page.Count < Step) yield break;
            query = query with { AfterId = page[^1].Id };
        }
    }

    public async ValueTask<IReadOnlyList<DeadLetter>> QueryAsync(DeadLetterQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        SqlArgument[] arguments =
            [("@organization_id", query.Tenant?.Value), ("@after", query.AfterId), ("@source", query.Source), ("@code", query.Code), ("@limit", query.PageSize)];
        string sql = Columns + "WHERE " + Own + " AND id>@after" + (query.Source is null ? "" : " AND source=@source") + (query.Code is null ? "" : " AND code=@code") + " ORDER BY id LIMIT @limit";
        return await database.ReadAsync((session, token) => session.QueryAsync(sql, arguments, Read, token), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<DeadLetter?> FindAsync(TenantId? tenant, long id, CancellationToken cancellationToken)
    {
        SqlArgument[] arguments = [("@organization_id", tenant?.Value), ("@id", id)];
        return (await database.ReadAsync((session, token) => session.QueryAsync(Columns + "WHERE " + Own + " AND id=@id", arguments, Read, token), cancellationToken).ConfigureAwait(false)).FirstOrDefault();
    }

    public async ValueTask<bool> RemoveAsync(TenantId? tenant, long id, CancellationToken cancellationToken)
    {
        SqlArgument[] arguments = [("@organization_id", tenant?.Value), ("@id", id)];
        return await database.WriteAsync((session, token) => session.ExecuteAsync(
            "DELETE FROM dead_letters WHERE " + Own + " AND id=@id", arguments, token), isIdempotent: false, cancellationToken).ConfigureAwait(false) > 0;
    }

    public async ValueTask<bool> NoteAttemptAsync(TenantId? tenant, long id, string error, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(error);
        SqlArgument[] arguments = [("@organization_id", tenant?.Value), ("@id", id), ("@error", Cut(error, ErrorLength)), ("@at", SqlColumn.Milliseconds(at))];
        return await database.WriteAsync((session, token) => session.ExecuteAsync(
            "UPDATE dead_letters SET attempts=attempts+1,last_error=@error,last_attempt_at=@at WHERE " + Own + " AND id=@id", arguments, token),
            isIdempotent: false, cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Erases a number from the bodies of a tenant, in batches.</summary>
    public async ValueTask<long> EraseAsync(TenantId tenant, ErasureRequest request, CancellationToken cancellationToken)
    {
        long changed = 0, after = 0;
        while (true)
        {
            (int count, int erased, after) = await database.WriteAsync((session, token) => EraseAsync(session, tenant, request, after, token), isIdempotent: true, cancellationToken).ConfigureAwait(false);
            changed += erased;
            if (count < Step) return changed;
        }
    }

    /// <summary>Removes letters of a tenant.</summary>
    public ValueTask<int> DeleteAsync(TenantId tenant, int maxRows, CancellationToken cancellationToken)
        => database.WriteAsync((session, token) => session.ExecuteAsync(
            "DELETE FROM dead_letters WHERE organization_id=@organization_id LIMIT @limit", [("@organization_id", tenant.Value), ("@limit", maxRows)], token), isIdempotent: true, cancellationToken);

    private static async ValueTask<(int Count, int Erased, long Last)> EraseAsync(MySqlSession session, TenantId tenant, ErasureRequest request, long after, CancellationToken cancellationToken)
    {
        List<DeadLetter> letters = await session.QueryAsync(
            Columns + "WHERE organization_id=@organization_id AND id>@after ORDER BY id LIMIT @limit FOR UPDATE",
            [("@organization_id", tenant.Value), ("@after", after), ("@limit", Step)], Read, cancellationToken).ConfigureAwait(false);
        int erased = 0;
        foreach (DeadLetter letter in letters)
        {
            ReadOnlyMemory<byte> body = request.Erase(letter.Body);
            if (body.Equals(letter.Body)) continue;
            erased++;
            await session.ExecuteAsync("UPDATE dead_letters SET body=@body WHERE organization_id=@organization_id AND id=@id",
                [("@organization_id", tenant.Value), ("@id", letter.Id), ("@body", body.ToArray())], cancellationToken).ConfigureAwait(false);
        }
        return (letters.Count, erased, letters.Count == 0 ? after : letters[^1].Id);
    }

    private static DeadLetter Read(DbDataReader reader) => new()
    {
        Id = reader.Id(0),
        Tenant = reader.IdOrNull(1) is { } tenant ? new TenantId(tenant) : null,
        Source = reader.GetString(2),
        Code = reader.GetString(3),
        Body = reader.GetFieldValue<byte[]>(4),
        ReceivedAt = reader.Time(5),
        Attempts = reader.Int(6),
        LastError = reader.TextOrNull(7),
        LastAttemptAt = reader.TimeOrNull(8),
    };

    private static string? Cut(string? text, int length) => text is { } known && known.Length > length ? known[..length] : text;
}
