using System.Collections.Immutable;

namespace OpBX.Cxml;

/// <summary>The backing field of a collection property: never default to its reader, and compared item by item, so that records which hold collections are equal by value.</summary>
internal readonly struct CxmlItems<T>(ImmutableArray<T> values) : IEquatable<CxmlItems<T>>
{
    private readonly ImmutableArray<T> _values = values;

    public ImmutableArray<T> Values => _values.IsDefault ? [] : _values;

    public bool Equals(CxmlItems<T> other) => Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    public override bool Equals(object? obj) => obj is CxmlItems<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in Values)
            hash.Add(value);
        return hash.ToHashCode();
    }
}
