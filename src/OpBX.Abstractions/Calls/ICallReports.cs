using System.Collections.Generic;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Calls;

/// <summary>Everything that is kept of one call.</summary>
public sealed record CallStory
{
    /// <summary>The session token.</summary>
    public required string CallId { get; init; }

    /// <summary>The row of the call; null = there is none (any more).</summary>
    public CallLog? Call { get; init; }

    /// <summary>Its session updates by time; archived ones are not among them.</summary>
    public IReadOnlyList<SessionUpdate> Updates { get; init; } = [];

    /// <summary>Its CDRs, one per leg, oldest first.</summary>
    public IReadOnlyList<CallDetailRecord> Legs { get; init; } = [];

    /// <summary>Its recordings, oldest first; archived ones are not among them.</summary>
    public IReadOnlyList<Recording> Recordings { get; init; } = [];

    /// <summary>What routing decided at each stage and why, oldest first; of the calls that this process routed last, else empty.</summary>
    public IReadOnlyList<CallDecision> Decisions { get; init; } = [];
}

/// <summary>
/// Reading records for people and other programs (rule C8), over whatever storage there is. Who may read what is for the
/// host to decide (<c>RolePolicy</c>, rule T3).
/// </summary>
public interface ICallReports
{
    /// <summary>One call's whole story; null when nothing of it is kept for this tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="callId">The session token.</param>
    /// <param name="includeArchived">Whether the archive is searched for its row and its CDRs as well.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<CallStory?> GetStoryAsync(TenantId tenant, string callId, bool includeArchived, CancellationToken cancellationToken);

    /// <summary>
    /// Legs by day, disposition and direction: days without any are left out. Days begin and end as the clocks of the zone say,
    /// 23 or 25 hours where they change.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day, at most 399 after the first.</param>
    /// <param name="timeZone">IANA or Windows name; null = the organization's, else UTC.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The days are in the wrong order or too many, or there is no such zone.</exception>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    ValueTask<IReadOnlyList<DailyCallStatistics>> GetDailyStatisticsAsync(TenantId tenant, DateOnly first, DateOnly last, string? timeZone, CancellationToken cancellationToken);

    /// <summary>All CDRs of a query, page by page as they are taken; <see cref="CallRecordQuery.Limit"/> is the size of a page.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="query">Which ones.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer.</exception>
    IAsyncEnumerable<CallDetailRecord> ReadAsync(TenantId tenant, CallRecordQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Writes all CDRs of a query as CSV (RFC 4180: UTF-8, CRLF, a header line), a page at a time in memory. Cells that a
    /// spreadsheet would run as a formula are made harmless; see <c>docs/records.md</c>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="query">Which ones.</param>
    /// <param name="output">Where to; it is flushed and left open.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>How many records were written.</returns>
    /// <exception cref="Storage.OpBXStorageException">The storage did not answer; what was written by then is a part.</exception>
    ValueTask<long> WriteCsvAsync(TenantId tenant, CallRecordQuery query, Stream output, CancellationToken cancellationToken);
}
