using System.Globalization;
using OpBX.Calls;
using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>The CDRs of tenants in <c>call_detail_records</c>.</summary>
internal sealed class MySqlCallRecordStore(MySqlDatabase database, RecordWriter writer, ArchiveReader archive) : ICallRecordStore
{
    private static readonly string s_find = "SELECT " + CallDetailRecordTable.Instance.List + " FROM call_detail_records WHERE id=@id AND organization_id=@organization_id";

    private static readonly string s_list = "SELECT " + SqlText.WideSort + CallDetailRecordTable.Instance.List
        + " FROM call_detail_records WHERE session_id=@session_id AND organization_id=@organization_id ORDER BY id";

    // The words that full-text indexes of both servers leave out unless told otherwise.
    private static readonly HashSet<string> s_stopwords = new(StringComparer.Ordinal)
    {
        "about", "are", "com", "for", "from", "how", "that", "the", "this", "was", "what", "when", "where", "who", "will", "with", "und", "www",
    };

    public ValueTask<RecordResult> UpsertCdrAsync(TenantId tenant, CallDetailRecord record, CallReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(report);
        return writer.WriteAsync(tenant, report, record, null, cancellationToken);
    }

    public async ValueTask<CallDetailRecord?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken)
        => (await ReadAsync(s_find, [("@organization_id", tenant.Value), ("@id", id)], cancellationToken).ConfigureAwait(false)).FirstOrDefault();

    public async ValueTask<IReadOnlyList<CallDetailRecord>> ListBySessionAsync(TenantId tenant, string sessionId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sessionId);
        List<CallDetailRecord> found = await ReadAsync(s_list, [("@organization_id", tenant.Value), ("@session_id", sessionId)], cancellationToken).ConfigureAwait(false);
        // The column pads: a token with a blank at its end is another one.
        return found.FindAll(record => record.SessionId.Length == sessionId.Length);
    }

    public async ValueTask<RecordPage<CallDetailRecord>> QueryAsync(TenantId tenant, CallRecordQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        IReadOnlyList<string> words = RecordText.Words(query.Text);
        if (query.Text is not null && words.Count == 0) return new RecordPage<CallDetailRecord>([], null);
        var conditions = new RecordConditions(tenant);
        conditions.Add(" AND r.created_at>=", SqlColumn.Microseconds(query.Since));
        conditions.Add(" AND r.created_at<", SqlColumn.Microseconds(query.Until));
        conditions.Add(" AND r.from_number=", query.FromNumber);
        conditions.Add(" AND r.to_number=", query.ToNumber);
        conditions.Add(" AND r.session_id=", query.SessionId);
        conditions.Add(" AND r.disposition=", query.Disposition?.Code());
        conditions.Add(" AND r.direction=", query.Direction?.Code());
        if (query.Number is { } number)
        {
            conditions.Add(" AND (r.from_number=", number);
            conditions.Add(" OR r.to_number=", number, ")");
        }
        if (OfCall(query) is { Length: > 0 } ofCall)
        {
            conditions.Text(" AND EXISTS(SELECT 1 FROM call_logs c WHERE c.call_id=r.session_id AND c.organization_id=r.organization_id" + ofCall + ")");
        }
        if (words.Count > 0) AddText(conditions, words);
        var page = new RecordPages<CallDetailRecord>(CallDetailRecordTable.Instance, database, archive)
        {
            Conditions = conditions,
            Sort = query.Sort switch
            {
                CallRecordSort.InitiatedAt => RecordSort.Time("COALESCE(r.initiated_at_exact,r.initiated_at)"),
                CallRecordSort.Duration => RecordSort.Whole("r.duration"),
                CallRecordSort.BilledSeconds => RecordSort.Whole("r.billsec"),
                CallRecordSort.Cost => RecordSort.Cost("r.cost"),
                _ => RecordSort.Time("r.created_at"),
            },
            SortValue = query.SortValue,
            Ascending = query.Ascending,
            After = query.After,
            Size = query.PageSize,
            Archive = query.IncludeArchived ? new ArchiveFilter<CallDetailRecord>(query.Matches, query.Since, query.Until, query.SessionId) { OfCall = OfCall(query) } : null,
        };
        return await page.ReadAsync(tenant, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<CallStatistics>> GetStatisticsAsync(TenantId tenant, IReadOnlyList<DateTimeOffset> bounds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentOutOfRangeException.ThrowIfLessThan(bounds.Count, 2);
        var sql = new SqlText();
        sql.Append("SELECT INTERVAL(UNIX_TIMESTAMP(created_at)");
        // A row's time is a whole second: it lies at or after a bound when it does so after the next whole second.
        foreach (DateTimeOffset bound in bounds) sql.Append(",").Value((bound.UtcTicks - DateTimeOffset.UnixEpoch.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);
        sql.Append(")-1 AS period,disposition,direction,COUNT(*),COALESCE(SUM(duration),0),COALESCE(SUM(billsec),0),COALESCE(SUM(cost),0) "
            + "FROM call_detail_records WHERE organization_id=").Value(tenant.Value)
            .Append(" AND created_at>=").Value(SqlColumn.Microseconds(bounds[0])).Append(" AND created_at<").Value(SqlColumn.Microseconds(bounds[^1]))
            .Append(" GROUP BY period,disposition,direction");
        return await database.ReadAsync((session, token) => session.QueryAsync(sql, static reader => new CallStatistics(
            (int)reader.GetInt64(0),
            Dispositions.TryParse(reader.GetString(1), out Disposition disposition) ? disposition : default,
            RecordedDirections.TryParse(reader.GetString(2), out RecordedDirection direction) ? direction : default,
            reader.GetInt64(3), (long)reader.GetDecimal(4), (long)reader.GetDecimal(5), reader.GetDecimal(6)), token), cancellationToken).ConfigureAwait(false);
    }

    // The index finds words by their beginning; what it leaves out, and what its collation takes for equal, the text itself decides.
    private static void AddText(RecordConditions conditions, IReadOnlyList<string> words)
    {
        conditions.Join = " JOIN call_detail_record_texts t ON t.record_id=r.id AND t.organization_id=r.organization_id";
        string[] indexed = [.. words.Where(static word => word.Length <= 80 && !s_stopwords.Contains(word))];
        if (indexed.Length > 0) conditions.Add(" AND MATCH(t.text) AGAINST(", string.Join(' ', indexed.Select(static word => "+" + word + "*")), " IN BOOLEAN MODE)");
        foreach (string word in words) conditions.Add(" AND CONCAT(' ',t.text) COLLATE utf8mb4_bin LIKE ", "% " + word + "%");
    }

    private static string OfCall(CallRecordQuery query)
    {
        string text = "";
        if (query.ExtensionId is { } extension) text += string.Create(CultureInfo.InvariantCulture, $" AND c.extension_id={extension}");
        if (query.DidId is { } did) text += string.Create(CultureInfo.InvariantCulture, $" AND c.did_id={did}");
        return text;
    }

    private ValueTask<List<CallDetailRecord>> ReadAsync(string sql, SqlArgument[] arguments, CancellationToken cancellationToken)
        => database.ReadAsync((session, token) => session.QueryAsync(sql, arguments, static reader => CallDetailRecordTable.Instance.Read(new LiveRow(reader)), token), cancellationToken);
}
