namespace OpBX.State;

/// <summary>A copy of something that the storage holds.</summary>
/// <param name="Version">Its version there, 0 or more; a higher one is newer.</param>
/// <param name="Content">The bytes, compressed by whoever puts them. Never a SIP password or a key in clear (rule H8).</param>
public sealed record SnapshotCopy(long Version, ReadOnlyMemory<byte> Content)
{
    /// <summary>Version and size.</summary>
    public override string ToString() => "SnapshotCopy { Version = " + Version + ", Bytes = " + Content.Length + " }";
}

/// <summary>
/// Copies of configurations and of what authenticates their tenants, so that a node that starts while the storage is down can
/// route (rule F1). They are forgotten when nobody put them for a week.
/// </summary>
public interface ISnapshotCopies
{
    /// <summary>The longest name, in characters.</summary>
    const int MaxNameLength = 300;

    /// <summary>The largest copy, in bytes.</summary>
    const int MaxContentBytes = 4 * 1024 * 1024;

    /// <summary>Keeps a copy, unless a newer version is kept already; one of the same version is replaced.</summary>
    /// <param name="name">Names what is copied, for example <c>tenant:7</c>; 1 to 300 characters.</param>
    /// <param name="copy">The copy, at most 4 MiB.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether it is kept; false = a newer one was there.</returns>
    /// <exception cref="ArgumentException">The name or the copy is out of bounds.</exception>
    /// <exception cref="OpBXStateException">The shared state did not answer.</exception>
    ValueTask<bool> PutAsync(string name, SnapshotCopy copy, CancellationToken cancellationToken);

    /// <summary>The copy of that name; null = there is none.</summary>
    /// <exception cref="OpBXStateException">The shared state did not answer.</exception>
    ValueTask<SnapshotCopy?> GetAsync(string name, CancellationToken cancellationToken);

    /// <summary>Forgets the copy of that name, whatever its version.</summary>
    /// <exception cref="OpBXStateException">The shared state did not answer.</exception>
    ValueTask RemoveAsync(string name, CancellationToken cancellationToken);
}
