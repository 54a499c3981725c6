using OpBX.Tenants;

namespace OpBX.Sessions;

/// <summary>A row of <c>session_updates</c>: one event in the progress of a call (rule S3). Texts fit their columns, times are UTC.</summary>
public sealed record SessionUpdate
{
    /// <summary>The row's id; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>The platform's number of the session as text, else the session token; at most 100 characters.</summary>
    public required string SessionId { get; init; }

    /// <summary>
    /// The session token, at most 100 characters; where an event names none, the same as <see cref="SessionId"/>. With
    /// <see cref="EventId"/> and the tenant it is the key.
    /// </summary>
    public required string CallId { get; init; }

    /// <summary>The event's id, at most 100 characters; <c>sha256:</c> and a hash of the canonical body where it has none.</summary>
    public required string EventId { get; init; }

    /// <summary>The platform's word for the state, as sent; at most 50 characters.</summary>
    public string Status { get; init; } = "";

    /// <summary>Who calls, at most 20 characters (rule Q3).</summary>
    public string FromNumber { get; init; } = "";

    /// <summary>What was dialled, at most 20 characters.</summary>
    public string ToNumber { get; init; } = "";

    /// <summary>The body as received, credentials masked as in CDRs.</summary>
    public JsonSettings Data { get; init; } = JsonSettings.Empty;

    /// <summary>When it happened, by the platform's clock, in milliseconds. An added column: TIMESTAMP orders by seconds only.</summary>
    public required DateTimeOffset EventAt { get; init; }

    /// <summary>When it moved the state of the call; null = it names no call.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>When it was received.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}
