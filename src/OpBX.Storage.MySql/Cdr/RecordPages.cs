using OpBX.Retention;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>The conditions of a query over the table <c>r</c>, the tenant first.</summary>
internal sealed class RecordConditions(TenantId tenant)
{
    private readonly List<(string Text, object? Value, string After)> _parts = [];

    public string Join { get; set; } = "";

    public TenantId Tenant => tenant;

    /// <summary>A condition on a value; null does not restrict.</summary>
    public void Add(string text, object? value, string after = "")
    {
        if (value is not null) _parts.Add((text, value, after));
    }

    public void Text(string text) => _parts.Add((text, null, ""));

    public void Write(SqlText sql)
    {
        foreach ((string text, object? value, string after) in _parts)
        {
            sql.Append(text);
            if (value is not null) sql.Value(value);
            sql.Append(after);
        }
    }
}

/// <summary>A sort column, and how a cursor's whole number is a value of it.</summary>
internal sealed record RecordSort(string Column, Func<long, object> ValueOf)
{
    public static RecordSort Time(string column) => new(column, static value => new DateTime(DateTimeOffset.UnixEpoch.Ticks + (Math.Clamp(value, 0, 250_000_000_000_000_000) * TimeSpan.TicksPerMicrosecond), DateTimeKind.Unspecified));

    public static RecordSort Whole(string column) => new(column, static value => value);

    public static RecordSort Cost(string column) => new(column, static value => value / 1_000_000m);
}

/// <summary>Which archived rows are wanted.</summary>
/// <param name="Matches">The condition.</param>
/// <param name="Since">The earliest row.</param>
/// <param name="Until">The first row that is too late.</param>
/// <param name="Session">The session.</param>
internal sealed record ArchiveFilter<T>(Func<T, bool> Matches, DateTimeOffset? Since, DateTimeOffset? Until, string? Session)
{
    /// <summary>What the live row <c>c</c> of the call must meet; empty = nothing.</summary>
    public string OfCall { get; init; } = "";
}

/// <summary>A page of records by keyset: live rows first, archived ones in a second stretch.</summary>
internal sealed class RecordPages<T>(RecordTable<T> table, MySqlDatabase database, ArchiveReader archive)
    where T : class
{
    public required RecordConditions Conditions { get; init; }

    /// <summary>Alternatives that exclude each other, each of which has an index of its own; the value follows both texts.</summary>
    public IReadOnlyList<(string Text, object Value, string Not)> Branches { get; init; } = [];

    public required RecordSort Sort { get; init; }

    public required Func<T, long> SortValue { get; init; }

    public required bool Ascending { get; init; }

    public required RecordCursor? After { get; init; }

    public required int Size { get; init; }

    public required ArchiveFilter<T>? Archive { get; init; }

    public async ValueTask<RecordPage<T>> ReadAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        List<(T Row, RecordCursor At)> rows = [];
        if (After is not { IsArchived: true })
        {
            SqlText sql = Statement();
            foreach (T row in await database.ReadAsync((session, token) => session.QueryAsync(sql, reader => table.Read(new LiveRow(reader)), token), cancellationToken).ConfigureAwait(false))
                rows.Add((row, new RecordCursor(SortValue(row), table.IdOf(row))));
        }
        if (Archive is not null && rows.Count <= Size)
        {
            RecordCursor? after = After is { IsArchived: true } ? After : null;
            foreach (T row in await archive.ReadAsync(table, tenant, Archive, new ArchiveOrder<T>(SortValue, Ascending, Sort.Column == "r.created_at"), after, Size + 1 - rows.Count, cancellationToken).ConfigureAwait(false))
                rows.Add((row, new RecordCursor(SortValue(row), table.IdOf(row), IsArchived: true)));
        }
        return new RecordPage<T>([.. rows.Take(Size).Select(static row => row.Row)], rows.Count > Size ? rows[Size - 1].At : null);
    }

    internal SqlText Statement()
    {
        var sql = new SqlText();
        string columns = string.Join(',', table.Columns.Select(static column => "r." + column));
        string order = Ascending ? " ORDER BY sort_value,id LIMIT " : " ORDER BY sort_value DESC,id DESC LIMIT ";
        if (Branches.Count == 0)
        {
            Branch(sql, columns, null, order);
            return sql;
        }
        string separator = "(";
        foreach ((string Text, object Value, string Not) branch in Branches)
        {
            sql.Append(separator);
            Branch(sql, columns, branch, order);
            separator = ") UNION ALL (";
        }
        return sql.Append(")" + order).Value(Size + 1);
    }

    private void Branch(SqlText sql, string columns, (string Text, object Value, string Not)? branch, string order)
    {
        sql.Append("SELECT " + SqlText.WideSort + columns + "," + Sort.Column + " AS sort_value FROM " + table.Name + " r" + Conditions.Join + " WHERE r.organization_id=").Value(Conditions.Tenant.Value);
        if (branch is { } alternative)
        {
            sql.Append(alternative.Text).Value(alternative.Value);
            if (alternative.Not.Length > 0) sql.Append(alternative.Not).Value(alternative.Value);
        }
        Conditions.Write(sql);
        if (After is { IsArchived: false } after) AppendAfter(sql, after);
        sql.Append(order.Replace("sort_value", Sort.Column, StringComparison.Ordinal).Replace(",id", ",r.id", StringComparison.Ordinal)).Value(Size + 1);
    }

    // NULL is the least.
    private void AppendAfter(SqlText sql, RecordCursor after)
    {
        string column = Sort.Column;
        if (after.Value == long.MinValue)
        {
            if (Ascending) sql.Append($" AND ({column} IS NOT NULL OR r.id>").Value(after.Id).Append(")");
            else sql.Append($" AND {column} IS NULL AND r.id<").Value(after.Id);
            return;
        }
        object value = Sort.ValueOf(after.Value);
        string sign = Ascending ? ">" : "<";
        string rest = Ascending || column == "r.created_at" ? "" : $" OR {column} IS NULL";
        sql.Append($" AND ({column}{sign}").Value(value).Append($" OR ({column}=").Value(value).Append($" AND r.id{sign}").Value(after.Id).Append($"){rest})");
        // The range alone, for the index.
        if (column == "r.created_at") sql.Append($" AND {column}{sign}=").Value(value);
    }
}
