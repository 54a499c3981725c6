using System.Runtime.InteropServices;
using OpBX.Calls;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>One delivery that waits for its batch: a report alone, or with the CDR or session update that it was taken from.</summary>
internal sealed class RecordItem
{
    private const int BaseSize = 1024;

    private readonly TaskCompletionSource<RecordResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public RecordItem(TenantId tenant, CallReport? report, CallDetailRecord? record, SessionUpdate? update, CancellationToken cancellationToken)
    {
        (Tenant, CancellationToken) = (tenant, cancellationToken);
        Report = report is null ? null : RecordForm.Of(report);
        Record = record is null ? null : RecordForm.Of(record);
        Update = update is null ? null : RecordForm.Of(update);
        // The body of a CDR is kept twice, in its own row and in that of the call.
        Size = BaseSize;
        if (Record is not null) Size += 2 * JsonMarshal.GetRawUtf8Value(Record.CloudonixData.Json).Length;
        if (Update is not null) Size += JsonMarshal.GetRawUtf8Value(Update.Data.Json).Length;
    }

    public TenantId Tenant { get; }

    public CallReport? Report { get; }

    public CallDetailRecord? Record { get; }

    public SessionUpdate? Update { get; }

    public CancellationToken CancellationToken { get; }

    /// <summary>About how many bytes it is in statements.</summary>
    public int Size { get; }

    public Task<RecordResult> Done => _done.Task;

    public void Finish(RecordResult result) => _done.TrySetResult(result);

    public void Fail(Exception exception)
    {
        if (_done.TrySetException(exception)) _ = _done.Task.Exception;
    }

    public void Cancel() => _done.TrySetCanceled(CancellationToken);
}
