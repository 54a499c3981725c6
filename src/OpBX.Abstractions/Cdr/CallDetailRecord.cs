using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>A row of <c>call_detail_records</c>: one leg of a call (rules C1–C5). Times are UTC, texts fit their columns.</summary>
public sealed record CallDetailRecord
{
    /// <summary>The row's id; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>The SIP Call-ID of the leg, at most 100 characters; empty when the platform names none.</summary>
    public string CallId { get; init; } = "";

    /// <summary>The session token, at most 100 characters. With <see cref="CallId"/> and the tenant it is the key (rule C1).</summary>
    public required string SessionId { get; init; }

    /// <summary>The direction (rule C4).</summary>
    public RecordedDirection Direction { get; init; }

    /// <summary>Who called: E.164, an extension number, or <c>anonymous</c>; at most 20 characters (rule Q3).</summary>
    public string FromNumber { get; init; } = "";

    /// <summary>What was called, at most 20 characters.</summary>
    public string ToNumber { get; init; } = "";

    /// <summary>How it ended (rule C3).</summary>
    public Disposition Disposition { get; init; }

    /// <summary>The platform's own word for how it ended, which <see cref="CloudonixData"/> holds; null when it sent none.</summary>
    public string? RawDisposition { get; init; }

    /// <summary>Seconds from start to end, as the platform gives them.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>Seconds that are charged: as given, else from answer to end (rule C2). The column <c>billsec</c>.</summary>
    public int? BilledSeconds { get; init; }

    /// <summary>When the call started.</summary>
    public DateTimeOffset? InitiatedAt { get; init; }

    /// <summary>When it was answered; null = it was not.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Where the platform keeps a recording, at most 500 characters.</summary>
    public string? RecordingUrl { get; init; }

    /// <summary>What it cost, −9999.999999 to 9999.999999 (rule C4).</summary>
    public decimal? Cost { get; init; }

    /// <summary>The body as received, credentials masked (rule C5).</summary>
    public JsonSettings CloudonixData { get; init; } = JsonSettings.Empty;

    /// <summary>When the record came first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// The row after the same leg was reported again: what was missing is filled in, and contradictions are settled in a way
    /// that does not depend on the order of arrival. A report that says nothing new leaves the row equal to what it was.
    /// </summary>
    /// <param name="other">The other report of the same leg.</param>
    public CallDetailRecord Merge(CallDetailRecord other)
    {
        ArgumentNullException.ThrowIfNull(other);
        CallDetailRecord ended = Rank(this) >= Rank(other) ? this : other;
        return this with
        {
            Direction = Direction <= other.Direction ? Direction : other.Direction,
            FromNumber = CallEvidence.Settle(FromNumber, other.FromNumber) ?? "",
            ToNumber = CallEvidence.Settle(ToNumber, other.ToNumber) ?? "",
            Disposition = ended.Disposition,
            RawDisposition = Disposition == other.Disposition ? CallEvidence.Settle(RawDisposition, other.RawDisposition) : ended.RawDisposition,
            DurationSeconds = CallEvidence.Greatest(DurationSeconds, other.DurationSeconds),
            BilledSeconds = CallEvidence.Greatest(BilledSeconds, other.BilledSeconds),
            InitiatedAt = CallEvidence.Least(InitiatedAt, other.InitiatedAt),
            AnsweredAt = CallEvidence.Least(AnsweredAt, other.AnsweredAt),
            EndedAt = CallEvidence.Greatest(EndedAt, other.EndedAt),
            RecordingUrl = CallEvidence.Settle(RecordingUrl, other.RecordingUrl),
            Cost = CallEvidence.Greatest(Cost, other.Cost),
            CloudonixData = Richer(CloudonixData, other.CloudonixData),
        };
    }

    private static int Rank(CallDetailRecord record) => (int)record.Disposition;

    private static JsonSettings Richer(JsonSettings left, JsonSettings right)
    {
        if (left.Equals(right)) return left;
        string a = left.ToJson(), b = right.ToJson();
        if (a.Length != b.Length) return a.Length > b.Length ? left : right;
        return string.CompareOrdinal(a, b) <= 0 ? left : right;
    }
}
