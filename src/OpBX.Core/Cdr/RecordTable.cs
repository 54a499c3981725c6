using System.Diagnostics.CodeAnalysis;

namespace OpBX.Cdr;

/// <summary>
/// Rows by key and by session, at most so many: the oldest go first. Not safe for concurrent use; its owner holds a lock.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TSession">What is listed together.</typeparam>
/// <typeparam name="TRow">The row.</typeparam>
/// <param name="capacity">The most rows.</param>
/// <param name="sessionOf">The session of a row; it never changes.</param>
internal sealed class RecordTable<TKey, TSession, TRow>(int capacity, Func<TRow, TSession> sessionOf)
    where TKey : notnull
    where TSession : notnull
    where TRow : class
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TRow Row)>> _rows = [];
    private readonly LinkedList<(TKey Key, TRow Row)> _byAge = new();
    private readonly Dictionary<TSession, List<TKey>> _sessions = [];
    private long _lastId;

    public int Count => _rows.Count;

    /// <summary>All rows, oldest first.</summary>
    public IEnumerable<TRow> Rows => _byAge.Select(static entry => entry.Row);

    /// <summary>All rows with their keys, oldest first; a copy.</summary>
    public IReadOnlyList<(TKey Key, TRow Row)> ToList() => [.. _byAge];

    /// <summary>All rows, newest first.</summary>
    public IEnumerable<TRow> NewestRows
    {
        get
        {
            for (LinkedListNode<(TKey Key, TRow Row)>? node = _byAge.Last; node is not null; node = node.Previous) yield return node.Value.Row;
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TRow row)
    {
        bool found = _rows.TryGetValue(key, out LinkedListNode<(TKey Key, TRow Row)>? node);
        row = found ? node!.Value.Row : null;
        return found;
    }

    /// <summary>The rows of one session, oldest first.</summary>
    public IEnumerable<TRow> List(TSession session)
        => _sessions.TryGetValue(session, out List<TKey>? keys) ? keys.Select(key => _rows[key].Value.Row) : [];

    /// <summary>An id that no row has had.</summary>
    public long NextId() => ++_lastId;

    public void Add(TKey key, TRow row)
    {
        if (_rows.Count >= capacity) RemoveOldest();
        _rows.Add(key, _byAge.AddLast((key, row)));
        TSession session = sessionOf(row);
        if (!_sessions.TryGetValue(session, out List<TKey>? keys)) _sessions.Add(session, keys = []);
        keys.Add(key);
    }

    /// <summary>Replaces a row; its age stays.</summary>
    public void Replace(TKey key, TRow row) => _rows[key].Value = (key, row);

    /// <summary>Removes a row.</summary>
    public void Remove(TKey key) => Remove(_rows[key]);

    private void RemoveOldest() => Remove(_byAge.First!);

    private void Remove(LinkedListNode<(TKey Key, TRow Row)> node)
    {
        (TKey key, TRow row) = node.Value;
        _byAge.Remove(node);
        _rows.Remove(key);
        TSession session = sessionOf(row);
        List<TKey> keys = _sessions[session];
        keys.Remove(key);
        if (keys.Count == 0) _sessions.Remove(session);
    }
}
