using System.Globalization;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// Runs one change of a tenant's configuration: a transaction that moves the version first (rule A2), so that changes of one
/// tenant come one after the other.
/// </summary>
internal sealed class ConfigurationChange(MySqlDatabase database)
{
    private const string MoveVersion =
        "INSERT INTO configuration_versions (organization_id,version,updated_at) SELECT id,1,UTC_TIMESTAMP(3) FROM organizations WHERE id=@organization_id "
        + "ON DUPLICATE KEY UPDATE version=version+1,updated_at=VALUES(updated_at);"
        + "SELECT version FROM configuration_versions WHERE organization_id=@organization_id";

    /// <summary>Runs a change. What it answers other than done leaves no trace.</summary>
    public async ValueTask<ChangeResult<T>> RunAsync<T>(
        TenantId tenant, long? expectedVersion, Func<MySqlSession, long, CancellationToken, ValueTask<ChangeResult<T>>> change, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await database.WriteAsync(async (session, token) =>
            {
                long version = await MoveAsync(session, tenant, token).ConfigureAwait(false);
                if (version == 0) throw new RollbackException<ChangeResult<T>>(ChangeResult.NotFound<T>());
                if (expectedVersion is { } expected && expected != version - 1) throw new RollbackException<ChangeResult<T>>(ChangeResult.Conflict<T>());
                ChangeResult<T> result = await change(session, version, token).ConfigureAwait(false);
                return result.Outcome == ChangeOutcome.Done ? result : throw new RollbackException<ChangeResult<T>>(result);
            }, isIdempotent: false, cancellationToken).ConfigureAwait(false);
        }
        catch (OpBXStorageException exception) when (FaultOf(exception.InnerException) is { } fault)
        {
            return ChangeResult.Refused<T>(fault);
        }
    }

    /// <summary>The version after the change that is under way; 0 = there is no such tenant.</summary>
    public static async ValueTask<long> MoveAsync(MySqlSession session, TenantId tenant, CancellationToken cancellationToken)
        => Convert.ToInt64(
            await session.ScalarAsync(MoveVersion, [("@organization_id", tenant.Value)], cancellationToken).ConfigureAwait(false) ?? 0, CultureInfo.InvariantCulture);

    /// <summary>What the database itself refuses, where somebody was faster than the checks.</summary>
    public static ChangeFault? FaultOf(Exception? exception) => exception is null ? null : DatabaseFault.KindOf(exception) switch
    {
        DatabaseFaultKind.Duplicate => new ChangeFault(ChangeFaultCodes.Duplicate, "", $"A value or id is taken (unique key '{DatabaseFault.KeyOf(exception)}')."),
        DatabaseFaultKind.ForeignKey => new ChangeFault(ChangeFaultCodes.MissingReference, "", "An id names nothing of this organization."),
        DatabaseFaultKind.BadData => new ChangeFault(ChangeFaultCodes.OutOfRange, "", "A value does not fit its column."),
        _ => null,
    };
}
