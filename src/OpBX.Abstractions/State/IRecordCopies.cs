namespace OpBX.State;

/// <summary>A copy of a record that waits for the storage.</summary>
/// <param name="Id">Tells records apart: the same id is kept once; 1 to 200 characters.</param>
/// <param name="Content">What whoever enqueued it needs to store it; at most 256 KiB.</param>
public sealed record RecordCopy(string Id, ReadOnlyMemory<byte> Content)
{
    /// <summary>Id and size.</summary>
    public override string ToString() => "RecordCopy { Id = " + Id + ", Bytes = " + Content.Length + " }";
}

/// <summary>
/// Copies of records that wait for the storage, so that any node can store them sooner (rule C7). At least once: a record may be
/// taken more than once, and storing it twice must do no harm. A copy may be lost: it never justifies a 2xx, the spool does.
/// </summary>
public interface IRecordCopies
{
    /// <summary>The longest id, in characters.</summary>
    const int MaxIdLength = 200;

    /// <summary>The largest record, in bytes.</summary>
    const int MaxContentBytes = 256 * 1024;

    /// <summary>Adds a copy. An id that is waiting already is added once.</summary>
    /// <returns>Whether it is waiting now; false = the queue is full (10,000 copies or 64 MiB).</returns>
    /// <exception cref="ArgumentException">The record is out of bounds.</exception>
    /// <exception cref="OpBXStateException">The shared state did not answer; the copy may have been added.</exception>
    ValueTask<bool> EnqueueAsync(RecordCopy copy, CancellationToken cancellationToken);

    /// <summary>Takes copies, longest waiting first, and hides them from other takers for a while. What is not acknowledged by then can be taken again.</summary>
    /// <param name="max">The most copies, 1 to 1000; fewer may come, so that an answer stays under 1 MiB or holds a single copy.</param>
    /// <param name="visibility">For how long they are hidden; 1 second to 1 hour.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OpBXStateException">The shared state did not answer; copies may be hidden for that time.</exception>
    ValueTask<IReadOnlyList<RecordCopy>> TakeAsync(int max, TimeSpan visibility, CancellationToken cancellationToken);

    /// <summary>These records are stored: removes their copies, also when another node has taken them since. Unknown ids are ignored.</summary>
    /// <exception cref="OpBXStateException">The shared state did not answer.</exception>
    ValueTask AcknowledgeAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);

    /// <summary>How many copies there are, hidden ones too.</summary>
    /// <exception cref="OpBXStateException">The shared state did not answer.</exception>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);
}
