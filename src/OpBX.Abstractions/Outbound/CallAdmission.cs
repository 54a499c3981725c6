using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Outbound;

/// <summary>Limits on outbound calls (rule O4); null = unlimited.</summary>
/// <param name="Concurrent">Calls at the same time.</param>
/// <param name="PerMinute">Calls started in any 60 seconds.</param>
/// <param name="MinutesPerDay">Minutes in a day (UTC).</param>
public readonly record struct OutboundLimits(int? Concurrent, int? PerMinute, int? MinutesPerDay)
{
    /// <summary>No limits.</summary>
    public static OutboundLimits None { get; }

    /// <summary>Whether nothing is limited, so that nobody needs to be asked.</summary>
    public bool IsUnlimited => Concurrent is null && PerMinute is null && MinutesPerDay is null;
}

/// <summary>Asks whether an outbound call may start (rule O4).</summary>
public sealed record AdmissionRequest
{
    /// <summary>The tenant.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The session token; null when the platform sent none.</summary>
    public string? Session { get; init; }

    /// <summary>The step of the session: the same session and step always get the same answer and count once (rule R5).</summary>
    public required string Step { get; init; }

    /// <summary>
    /// The stage of the session that asks. Calls that the session was admitted at other stages have ended, because the
    /// platform asks again only after a Dial: they give back slot and minutes before this one is looked at, so that a ring
    /// group that tries one public number after the other holds one slot, not many. Empty = nothing is known of others.
    /// </summary>
    public string Stage { get; init; } = "";

    /// <summary>The number that would be dialled.</summary>
    public required PhoneNumber Number { get; init; }

    /// <summary>The calling extension; null = the tenant itself.</summary>
    public long? ExtensionId { get; init; }

    /// <summary>Limits of the organization.</summary>
    public OutboundLimits Organization { get; init; }

    /// <summary>Limits of the extension.</summary>
    public OutboundLimits Extension { get; init; }

    /// <summary>The longest the call may last, in seconds, before the minutes left are looked at.</summary>
    public required int MaxSeconds { get; init; }

    /// <summary>Identifies the question within one decision.</summary>
    public string Key => Step;
}

/// <summary>Whether an outbound call may start.</summary>
public enum AdmissionVerdict
{
    /// <summary>It may, and is counted.</summary>
    Admitted,

    /// <summary>A limit is reached.</summary>
    Refused,

    /// <summary>The shared state did not answer: only the organization's own country outside premium and shared-cost ranges may be dialled (rule O4).</summary>
    Unknown,
}

/// <summary>The answer to an <see cref="AdmissionRequest"/>.</summary>
/// <param name="Verdict">Whether the call may start.</param>
/// <param name="MaxSeconds">How long it may last, in seconds: the request's maximum, or less when fewer minutes are left.</param>
/// <param name="Limit">Which limit refused it, for the trace, for example <c>organization.concurrent</c>.</param>
public readonly record struct AdmissionAnswer(AdmissionVerdict Verdict, int MaxSeconds, string? Limit);

/// <summary>Counts outbound calls against limits, in one atomic step over all nodes that share the state (rule O4).</summary>
public interface ICallAdmission
{
    /// <summary>Admits and counts a call, or refuses it. Asked again for the same session and step: the same answer, counted once.</summary>
    /// <exception cref="State.OpBXStateException">The shared state did not answer.</exception>
    ValueTask<AdmissionAnswer> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// The call is over: gives its slots back and settles the minutes it took. Unknown sessions are ignored. A slot that
    /// is never released ends by itself 60 seconds after the call's longest duration.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="session">The session token.</param>
    /// <param name="seconds">How long the call lasted; null = as long as since it was admitted.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask ReleaseAsync(TenantId tenant, string session, int? seconds, CancellationToken cancellationToken);
}
