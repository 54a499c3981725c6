using System.Text.Json;
using OpBX.Cdr;
using OpBX.Tenants;

namespace OpBX.Sessions;

/// <summary>Takes in call progress events (rules S1–S4). Each is kept once; the state of a call never goes back.</summary>
public interface ISessionUpdateIngestor
{
    /// <summary>Takes in one event of an authenticated tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="body">The body as received: a JSON object; wrong types and missing parts are tolerated.</param>
    /// <param name="cancellationToken">Ends the wait; the event may have been kept nevertheless.</param>
    ValueTask<IngestResult> IngestAsync(TenantId tenant, JsonElement body, CancellationToken cancellationToken);
}
