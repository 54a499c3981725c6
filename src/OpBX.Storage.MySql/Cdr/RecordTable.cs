using OpBX.Retention;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>How one kind of record lies in its table. The first two columns are <c>id</c> and <c>organization_id</c>.</summary>
internal abstract class RecordTable<T>
    where T : class
{
    protected RecordTable(RecordKind kind, string[] columns, string[] keyColumns)
    {
        Kind = kind;
        Name = kind.Code();
        ArchiveName = Name + "_archive";
        Columns = columns;
        List = string.Join(',', columns);
        Key = [.. keyColumns.Select(IndexOf)];
        CreatedAt = IndexOf("created_at");
        UpsertWithoutKeys = string.Join(',', columns.Skip(2).Where(static column => !column.EndsWith("_key", StringComparison.Ordinal))
            .Select(static column => $"{column}=IF(organization_id=VALUES(organization_id),VALUES({column}),{column})"));
        Upsert = string.Join(',', columns.Skip(2).Select(static column => $"{column}=IF(organization_id=VALUES(organization_id),VALUES({column}),{column})"));
    }

    public RecordKind Kind { get; }

    public string Name { get; }

    public string ArchiveName { get; }

    public IReadOnlyList<string> Columns { get; }

    /// <summary>The columns as a list of SQL.</summary>
    public string List { get; }

    /// <summary>The columns that tell records of a tenant apart, the session first; empty = nothing but the id does.</summary>
    public int[] Key { get; }

    /// <summary>The column of the session token.</summary>
    public abstract int Session { get; }

    public int CreatedAt { get; }

    /// <summary>The column of who called.</summary>
    public abstract int From { get; }

    /// <summary>The column of what was called; -1 = there is none.</summary>
    public abstract int To { get; }

    /// <summary>What an upsert by id sets: every column, and only in a row of the same tenant.</summary>
    public string Upsert { get; }

    /// <summary>As <see cref="Upsert"/>, the keys of deliveries aside: rows of another application may lack them, and be there twice.</summary>
    public string UpsertWithoutKeys { get; }

    public abstract T Read(RecordRow row);

    /// <summary>The values in the order of <see cref="Columns"/>.</summary>
    public abstract object?[] Values(TenantId tenant, T record);

    public abstract long IdOf(T record);

    public abstract T Erase(ErasureRequest request, T record);

    public abstract string? RecordingOf(T record);

    public int IndexOf(string column) => Columns.ToList().IndexOf(column);

    /// <summary>The row that stays where a record is in both places.</summary>
    /// <param name="kept">The row of the place that the other one comes to.</param>
    /// <param name="moved">The row that comes.</param>
    /// <param name="isArchiving">Whether it comes to the archive, not from it.</param>
    public virtual T Join(T kept, T moved, bool isArchiving) => kept;
}
