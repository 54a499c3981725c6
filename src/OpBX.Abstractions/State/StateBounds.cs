namespace OpBX.State;

/// <summary>The bounds that every provider of shared state checks in the same way.</summary>
public static class StateBounds
{
    /// <summary>Checks the name of a snapshot copy.</summary>
    /// <exception cref="ArgumentException">It is empty or longer than <see cref="ISnapshotCopies.MaxNameLength"/>.</exception>
    public static void CheckCopyName(string name) => CheckText(name, ISnapshotCopies.MaxNameLength, nameof(name));

    /// <summary>Checks a snapshot copy and its name.</summary>
    /// <exception cref="ArgumentException">The name is out of bounds, the version negative, or the content larger than <see cref="ISnapshotCopies.MaxContentBytes"/>.</exception>
    public static void CheckCopy(string name, SnapshotCopy copy)
    {
        CheckCopyName(name);
        ArgumentNullException.ThrowIfNull(copy);
        ArgumentOutOfRangeException.ThrowIfNegative(copy.Version, nameof(copy));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.Content.Length, ISnapshotCopies.MaxContentBytes, nameof(copy));
    }

    /// <summary>Checks what a lease is asked for with.</summary>
    /// <exception cref="ArgumentException">The name has not 1 to 100 characters, or the time is not 1 second to 1 hour.</exception>
    public static void CheckLease(string name, TimeSpan timeToLive)
    {
        CheckText(name, 100, nameof(name));
        CheckTime(timeToLive, nameof(timeToLive));
    }

    /// <summary>Checks a record copy.</summary>
    /// <exception cref="ArgumentException">The id has not 1 to 200 characters, or the content is larger than <see cref="IRecordCopies.MaxContentBytes"/>.</exception>
    public static void CheckRecord(RecordCopy copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        CheckText(copy.Id, IRecordCopies.MaxIdLength, nameof(copy));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(copy.Content.Length, IRecordCopies.MaxContentBytes, nameof(copy));
    }

    /// <summary>Checks how many record copies are taken, and for how long.</summary>
    /// <exception cref="ArgumentException">The number is not 1 to 1000, or the time is not 1 second to 1 hour.</exception>
    public static void CheckTake(int max, TimeSpan visibility)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(max, 1000);
        CheckTime(visibility, nameof(visibility));
    }

    private static void CheckText(string text, int max, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(text, parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, max, parameter);
    }

    private static void CheckTime(TimeSpan time, string parameter)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.FromSeconds(1), parameter);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, TimeSpan.FromHours(1), parameter);
    }
}
