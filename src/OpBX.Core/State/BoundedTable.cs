using System.Diagnostics.CodeAnalysis;

namespace OpBX.State;

/// <summary>
/// A table that forgets: entries that were not written for a while, and the longest unwritten ones where there would be too many.
/// Not safe for concurrent use; its owner holds a lock.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TValue">What is remembered.</typeparam>
/// <param name="capacity">The most entries, 1 or more.</param>
/// <param name="timeToLive">How long after it was written last an entry is forgotten.</param>
internal sealed class BoundedTable<TKey, TValue>(int capacity, TimeSpan timeToLive)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byAge = new();

    public int Count => _entries.Count;

    /// <summary>What was written for the key, unless it is forgotten.</summary>
    public bool TryGet(TKey key, TimeSpan now, [MaybeNullWhen(false)] out TValue value)
    {
        Forget(now);
        bool found = _entries.TryGetValue(key, out LinkedListNode<Entry>? node);
        value = found ? node!.Value.Value : default;
        return found;
    }

    /// <summary>Writes the value of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="now">Now, on a clock that never goes back.</param>
    public void Set(TKey key, TValue value, TimeSpan now)
    {
        Forget(now);
        if (_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
        {
            _byAge.Remove(node);
            node.Value = new Entry(key, value, now + timeToLive);
        }
        else
        {
            if (_entries.Count >= capacity) RemoveOldest();
            node = new LinkedListNode<Entry>(new Entry(key, value, now + timeToLive));
            _entries.Add(key, node);
        }
        _byAge.AddLast(node);
    }

    /// <summary>Forgets the value of a key.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Remove(TKey key)
    {
        if (!_entries.Remove(key, out LinkedListNode<Entry>? node)) return false;
        _byAge.Remove(node);
        return true;
    }

    /// <summary>All that is not forgotten, longest unwritten first.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> List(TimeSpan now)
    {
        Forget(now);
        return _byAge.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value));
    }

    private void Forget(TimeSpan now)
    {
        while (_byAge.First is { } oldest && oldest.Value.ForgetAt <= now) RemoveOldest();
    }

    private void RemoveOldest()
    {
        _entries.Remove(_byAge.First!.Value.Key);
        _byAge.RemoveFirst();
    }

    private readonly record struct Entry(TKey Key, TValue Value, TimeSpan ForgetAt);
}
