namespace OpBX.Cxml;

/// <summary>What relative URLs of a document are appended to, prepared once so that writing copies bytes ([H7]). Immutable; make one per public address and keep it.</summary>
public sealed class CxmlBaseAddress
{
    private readonly byte[] _escaped;

    /// <summary>Makes a base address.</summary>
    /// <param name="address">For instance <c>https://pbx.example.com/api</c>; slashes at its end are dropped. Empty: relative URLs are written as they are. Never throws for its content.</param>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is <see langword="null"/>.</exception>
    public CxmlBaseAddress(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Address = address.TrimEnd('/');
        _escaped = CxmlCursor.Escape(Address);
    }

    /// <summary>Makes a base address.</summary>
    /// <param name="address">An absolute URL; slashes at its end are dropped.</param>
    /// <exception cref="ArgumentNullException"><paramref name="address"/> is <see langword="null"/>.</exception>
    public CxmlBaseAddress(Uri address)
        : this((address ?? throw new ArgumentNullException(nameof(address))).ToString())
    {
    }

    /// <summary>No base address: relative URLs are written as they are, and the platform resolves them against the current document's.</summary>
    public static CxmlBaseAddress None { get; } = new("");

    /// <summary>The address, without a slash at its end.</summary>
    public string Address { get; }

    internal ReadOnlySpan<byte> Escaped => _escaped;

    /// <summary>The address.</summary>
    public override string ToString() => Address;
}
