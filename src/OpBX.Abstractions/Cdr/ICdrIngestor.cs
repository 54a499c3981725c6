using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>What became of a record that the platform delivered.</summary>
public enum IngestResult
{
    /// <summary>It is kept, as durably as the storage keeps anything (rule C7).</summary>
    Stored,

    /// <summary>It was kept before; nothing changed.</summary>
    Duplicate,

    /// <summary>It could not be understood and is kept aside with the reason.</summary>
    DeadLettered,

    /// <summary>It is on the local disk while the storage does not answer, and will be stored from there (rule C7).</summary>
    Spooled,

    /// <summary>It could not be kept: the platform must be told so (503) and may deliver it again.</summary>
    Unavailable,
}

/// <summary>Takes in call detail records (rules C1–C7). Delivered again, in any order, a record has one set of effects.</summary>
public interface ICdrIngestor
{
    /// <summary>Takes in one record of an authenticated tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="body">The body as received: a JSON object; wrong types and missing parts are tolerated.</param>
    /// <param name="cancellationToken">Ends the wait; the record may have been kept nevertheless.</param>
    ValueTask<IngestResult> IngestAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken);
}
