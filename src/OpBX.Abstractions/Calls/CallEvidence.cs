using System.Collections.Immutable;

namespace OpBX.Calls;

/// <summary>
/// What was reported of one call, kept apart by source, so that reports may come late, twice and in any order and still
/// lead to the same row (rule S1): the CDR of the session's own leg overrides session updates whether it comes before or
/// after them.
/// </summary>
public sealed partial record CallEvidence
{
    /// <summary>The most CDR legs, and the most other legs' ids, that are kept of one call.</summary>
    public const int MaxLegs = 32;

    /// <summary>Nothing was reported.</summary>
    public static CallEvidence None { get; } = new();

    /// <summary>What the first voice request said; of several, the earliest.</summary>
    public CallReport? Voice { get; init; }

    /// <summary>The join of all session updates: greatest state, earliest start and answer, latest end.</summary>
    public CallReport? Session { get; init; }

    /// <summary>The CDRs by leg, ordered by <see cref="CallReport.LegId"/>.</summary>
    public ImmutableArray<CallReport> Legs { get; init; } = [];

    /// <summary>The SIP Call-ID of the session's own leg; null = not known.</summary>
    public string? OwnLegId { get; init; }

    /// <summary>SIP Call-IDs that are known to be other legs, in ordinal order.</summary>
    public ImmutableArray<string> OtherLegIds { get; init; } = [];

    /// <summary>A recording that was reported beside the CDR.</summary>
    public string? RecordingUrl { get; init; }

    /// <summary>Whether the call ever counted as answered, so that this is told once.</summary>
    public bool HasAnswered { get; init; }

    /// <summary>Whether a CDR ever closed the call, so that its end is told once.</summary>
    public bool HasEnded { get; init; }

    /// <summary>
    /// The CDR that decides: that of the session's own leg; where the own leg is not among the CDRs, the last one of those
    /// that are not known to be other legs; null = none yet (rules S1, C6).
    /// </summary>
    public CallReport? ClosingLeg
    {
        get
        {
            CallReport? last = null;
            foreach (CallReport leg in Legs)
            {
                if (OwnLegId is not null && IsSameLeg(leg.LegId, OwnLegId)) return leg;
                if (!IsOther(leg) && (last is null || CompareAge(leg, last) > 0)) last = leg;
            }
            return last;
        }
    }

    /// <summary>Whether a CDR is known to have closed the call: no session update changes it any more (rule S1).</summary>
    public bool IsClosed => ClosingLeg is not null || IsClosedUnseen;

    /// <summary>The state of the call: by the CDR that decides, else by the session updates.</summary>
    public CallStatus Status => ClosingLeg?.Status ?? Session?.Status ?? CallStatus.Initiated;

    /// <summary>The evidence with one more report.</summary>
    public CallEvidence With(CallReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (report.Source == CallReportSource.SessionUpdate && IsClosedUnseen) return this;
        CallEvidence next = WithLegIds(report);
        next = report.Source switch
        {
            CallReportSource.VoiceRequest => next with { Voice = Earliest(Voice, report) },
            CallReportSource.SessionUpdate => next with { Session = Join(Session, report) },
            CallReportSource.Cdr => next with { Legs = AddLeg(next, report) },
            _ => next with { RecordingUrl = Settle(RecordingUrl, report.RecordingUrl) },
        };
        bool answered = next.HasAnswered || next.Status is CallStatus.Answered or CallStatus.Completed;
        bool ended = next.HasEnded || next.ClosingLeg is not null;
        return answered == next.HasAnswered && ended == next.HasEnded ? next : next with { HasAnswered = answered, HasEnded = ended };
    }

    /// <summary>Equal when everything that was reported is equal.</summary>
    public bool Equals(CallEvidence? other)
        => other is not null
            && Same(Voice, other.Voice) && Same(Session, other.Session)
            && string.Equals(OwnLegId, other.OwnLegId, StringComparison.Ordinal)
            && string.Equals(RecordingUrl, other.RecordingUrl, StringComparison.Ordinal)
            && HasAnswered == other.HasAnswered && HasEnded == other.HasEnded
            && OtherLegIds.AsSpan().SequenceEqual(other.OtherLegIds.AsSpan())
            && Legs.Length == other.Legs.Length
            && Legs.Zip(other.Legs).All(static pair => Same(pair.First, pair.Second));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Voice?.At, Session?.Status, Legs.Length, OwnLegId, RecordingUrl, HasEnded);

    // Another application closed the call: what its CDR said stands in the columns, which count as a session update.
    private bool IsClosedUnseen => HasEnded && Legs.IsEmpty;

    // The leg ids of reports are moved into the evidence, so that reports compare by value.
    private static bool Same(CallReport? left, CallReport? right) => left is null ? right is null : left.Equals(right);

    private static CallReport Plain(CallReport report) => report with { OwnLegId = null, OtherLegIds = [] };

    private CallEvidence WithLegIds(CallReport report)
    {
        CallEvidence next = this;
        if (!string.IsNullOrEmpty(report.OwnLegId)) next = next with { OwnLegId = Settle(OwnLegId, report.OwnLegId) };
        if (report.OtherLegIds.IsDefaultOrEmpty) return next;
        ImmutableArray<string> others = [.. OtherLegIds.Concat(report.OtherLegIds).Where(static id => id.Length > 0)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(MaxLegs)];
        return next with { OtherLegIds = others };
    }

    private bool IsOther(CallReport leg)
    {
        foreach (string other in OtherLegIds)
        {
            if (IsSameLeg(leg.LegId, other)) return true;
        }
        return false;
    }

    // The platform writes a Call-ID with and without its host.
    private static bool IsSameLeg(string? left, string right)
    {
        if (string.IsNullOrEmpty(left)) return false;
        (string longer, string shorter) = left.Length >= right.Length ? (left, right) : (right, left);
        return longer.StartsWith(shorter, StringComparison.Ordinal) && (longer.Length == shorter.Length || longer[shorter.Length] == '@');
    }

    private static ImmutableArray<CallReport> AddLeg(CallEvidence evidence, CallReport report)
    {
        CallReport added = Join(null, report) with { LegId = report.LegId ?? "" };
        ImmutableArray<CallReport> legs = evidence.Legs;
        int index = 0;
        while (index < legs.Length && string.CompareOrdinal(legs[index].LegId, added.LegId) < 0) index++;
        if (index < legs.Length && legs[index].LegId == added.LegId) return legs.SetItem(index, Join(legs[index], added));
        legs = legs.Insert(index, added);
        if (legs.Length <= MaxLegs) return legs;
        CallReport? closing = (evidence with { Legs = legs }).ClosingLeg;
        CallReport oldest = legs.Where(leg => !ReferenceEquals(leg, closing)).Aggregate(static (a, b) => CompareAge(a, b) <= 0 ? a : b);
        return legs.Remove(oldest);
    }

    private static int CompareAge(CallReport left, CallReport right)
    {
        int order = Nullable.Compare(left.EndedAt ?? left.InitiatedAt, right.EndedAt ?? right.InitiatedAt);
        return order != 0 ? order : string.CompareOrdinal(left.LegId, right.LegId);
    }

    private static CallReport Earliest(CallReport? known, CallReport report)
    {
        report = new CallReport
        {
            CallId = report.CallId,
            Source = report.Source,
            At = report.At,
            Direction = report.Direction,
            From = Blank(report.From),
            To = Blank(report.To),
            DidId = report.DidId,
            ExtensionId = report.ExtensionId,
            RingGroupId = report.RingGroupId,
            InitiatedAt = report.InitiatedAt,
        };
        if (known is null || report.At < known.At) return report;
        if (report.At > known.At) return known;
        // Two requests of one call in the same instant: any order will do, so long as it is always the same.
        return string.CompareOrdinal(Identity(report), Identity(known)) < 0 ? report : known;
    }

    private static string Identity(CallReport report)
        => string.Join('|', report.From, report.To, report.Direction, report.DidId, report.ExtensionId, report.RingGroupId, report.InitiatedAt?.UtcTicks);

    private static CallReport Join(CallReport? known, CallReport report)
    {
        report = Plain(report) with { From = Blank(report.From), To = Blank(report.To) };
        if (known is null) return report;
        return known with
        {
            At = known.At <= report.At ? known.At : report.At,
            Status = CallStatuses.Join(known.Status, report.Status),
            Direction = Least(known.Direction, report.Direction),
            From = Settle(known.From, report.From),
            To = Settle(known.To, report.To),
            DidId = Least(known.DidId, report.DidId),
            ExtensionId = Least(known.ExtensionId, report.ExtensionId),
            RingGroupId = Least(known.RingGroupId, report.RingGroupId),
            InitiatedAt = Least(known.InitiatedAt, report.InitiatedAt),
            AnsweredAt = Least(known.AnsweredAt, report.AnsweredAt),
            EndedAt = Greatest(known.EndedAt, report.EndedAt),
            DurationSeconds = Greatest(known.DurationSeconds, report.DurationSeconds),
            BilledSeconds = Greatest(known.BilledSeconds, report.BilledSeconds),
            RecordingUrl = Settle(known.RecordingUrl, report.RecordingUrl),
        };
    }

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;

    internal static T? Least<T>(T? left, T? right) where T : struct
        => left is { } a && right is { } b ? (Comparer<T>.Default.Compare(a, b) <= 0 ? a : b) : left ?? right;

    internal static T? Greatest<T>(T? left, T? right) where T : struct
        => left is { } a && right is { } b ? (Comparer<T>.Default.Compare(a, b) >= 0 ? a : b) : left ?? right;

    /// <summary>Settles two texts: a known caller comes before a withheld one, then ordinal order decides, so that arrival does not.</summary>
    internal static string? Settle(string? left, string? right)
    {
        if (string.IsNullOrEmpty(left)) return Blank(right);
        if (string.IsNullOrEmpty(right)) return left;
        bool leftWithheld = left == "anonymous", rightWithheld = right == "anonymous";
        if (leftWithheld != rightWithheld) return leftWithheld ? right : left;
        return string.CompareOrdinal(left, right) <= 0 ? left : right;
    }
}
