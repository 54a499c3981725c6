using System.Data.Common;
using System.Globalization;
using System.Text;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>An id in a row that must name a row of the same tenant.</summary>
/// <param name="Table">The table of that row: a name of the schema.</param>
/// <param name="Id">The id.</param>
/// <param name="Path">The member that holds it.</param>
internal readonly record struct RowReference(string Table, long Id, string Path);

/// <summary>A value that must not stand twice.</summary>
/// <param name="Query">Gives a row where it is taken by another object than <c>@id</c>; every text of it is of the code.</param>
/// <param name="Value">The value, <c>@value</c>.</param>
/// <param name="Path">The member that holds it.</param>
internal readonly record struct UniqueValue(string Query, string Value, string Path);

/// <summary>The SQL of one kind of configuration object, children included.</summary>
internal abstract class ConfigurationTable<T>
    where T : class
{
    /// <summary>The table of the object itself.</summary>
    public abstract string Name { get; }

    /// <summary>All columns of the table with <c>organization_id=@organization_id</c> as the last condition, ready for more.</summary>
    public abstract string Select { get; }

    /// <summary>Selects of the children, in the order in which <see cref="Attach"/> takes them; with conditions on <c>p.organization_id</c>, ready for more on <c>p.id</c>.</summary>
    public virtual IReadOnlyList<string> SelectChildren => [];

    /// <summary>The columns that are searched.</summary>
    public abstract IReadOnlyList<string> Searched { get; }

    /// <summary>The texts that are searched, in the same order as <see cref="Searched"/>.</summary>
    public abstract IEnumerable<string?> TextsOf(T item);

    public abstract long IdOf(T item);

    public abstract T WithId(T item, long id);

    /// <summary>Reads one row; null = the row holds a word that nobody knows, so it is unavailable.</summary>
    public abstract T? Read(DbDataReader reader);

    /// <summary>Reads the children of one select and notes them by parent.</summary>
    public virtual void ReadChild(int select, DbDataReader reader, ChildRows children) { }

    /// <summary>The object with its children.</summary>
    public virtual T Attach(T item, ChildRows children) => item;

    public abstract IReadOnlyList<ChangeFault> Check(T item);

    public virtual IEnumerable<RowReference> ReferencesOf(T item) => [];

    public virtual IEnumerable<UniqueValue> UniqueValuesOf(T item) => [];

    /// <summary>The column of the first of <see cref="UniqueValuesOf"/>; null = the table has none.</summary>
    public virtual string? UniqueColumn => null;

    /// <summary>Whether that column is unique over all tenants.</summary>
    public virtual bool UniqueOverAll => false;

    public abstract string Insert { get; }

    public abstract string Update { get; }

    /// <summary>Deletes rows that no foreign key takes along, with conditions on <c>p.organization_id</c>, ready for more on <c>p.id</c>; null = there are none.</summary>
    public virtual string? DeleteUnlinked => null;

    /// <summary>The values of <see cref="Insert"/> and <see cref="Update"/> besides <c>@organization_id</c> and <c>@id</c>.</summary>
    public abstract SqlArgument[] Values(T item);

    /// <summary>Makes the children of a stored object exactly those given; answers them with their ids.</summary>
    public virtual ValueTask<T> WriteChildrenAsync(MySqlSession session, TenantId tenant, T item, bool isNew, CancellationToken cancellationToken) => new(item);
}

/// <summary>Children that were read, by parent.</summary>
internal sealed class ChildRows
{
    private readonly Dictionary<(Type, long), object> _lists = [];

    public void Add<TChild>(long parent, TChild child)
    {
        if (!_lists.TryGetValue((typeof(TChild), parent), out object? list)) _lists.Add((typeof(TChild), parent), list = new List<TChild>());
        ((List<TChild>)list).Add(child);
    }

    public IReadOnlyList<TChild> Of<TChild>(long parent) => _lists.TryGetValue((typeof(TChild), parent), out object? list) ? (List<TChild>)list : [];
}

/// <summary>The children of one object in one table: rows that keep their id are changed, others made or removed.</summary>
/// <param name="Delete">Deletes all children of <c>@parent</c> in <c>@organization_id</c>, ready for <c>AND c.id NOT IN (…)</c>.</param>
/// <param name="Insert">Inserts a child; <c>@child</c> is its id, 0 = a new one.</param>
/// <param name="Update">Changes the child <c>@child</c> of <c>@parent</c>.</param>
internal sealed record ChildTable(string Delete, string Insert, string Update)
{
    /// <summary>Writes the children; answers their ids in the same order.</summary>
    public async ValueTask<long[]> WriteAsync(
        MySqlSession session, TenantId tenant, long parent, IReadOnlyList<(long Id, SqlArgument[] Values)> children, bool isNew, CancellationToken cancellationToken)
    {
        SqlArgument[] scope = [("@organization_id", tenant.Value), ("@parent", parent)];
        if (!isNew)
        {
            long[] kept = [.. children.Where(static child => child.Id > 0).Select(static child => child.Id)];
            await session.ExecuteAsync(kept.Length == 0 ? Delete : Delete + SqlList.NotIn("c.id", kept), scope, cancellationToken).ConfigureAwait(false);
        }
        var ids = new long[children.Count];
        for (int i = 0; i < ids.Length; i++)
        {
            (long id, SqlArgument[] values) = children[i];
            SqlArgument[] arguments = [.. scope, ("@child", id), .. values];
            if (!isNew && id > 0 && await session.ExecuteAsync(Update, arguments, cancellationToken).ConfigureAwait(false) > 0) ids[i] = id;
            else ids[i] = await session.InsertAsync(Insert, arguments, cancellationToken).ConfigureAwait(false) is > 0 and var made && id == 0 ? made : id;
        }
        return ids;
    }
}

/// <summary>Lists of ids in SQL: numbers only, so nothing can be smuggled in.</summary>
internal static class SqlList
{
    public static string In(string column, IEnumerable<long> ids) => Of(column, " IN (", ids);

    public static string NotIn(string column, IEnumerable<long> ids) => " AND " + Of(column, " NOT IN (", ids);

    private static string Of(string column, string word, IEnumerable<long> ids)
    {
        var text = new StringBuilder(column).Append(word);
        bool isFirst = true;
        foreach (long id in ids)
        {
            if (!isFirst) text.Append(',');
            text.Append(id.ToString(CultureInfo.InvariantCulture));
            isFirst = false;
        }
        return text.Append(')').ToString();
    }
}
