using System.Globalization;
using OpBX.State;
using OpBX.Tenants;
using StackExchange.Redis;

namespace OpBX.Outbound;

/// <summary>Counts outbound calls against limits, for all nodes (rule O4): one script admits and counts, another gives back.</summary>
internal sealed class RedisCallAdmission(RedisLink link, RedisKeys keys, RedisClock clock) : ICallAdmission
{
    private static readonly string?[] Limits =
    [
        null,
        "organization.concurrent",
        "organization.per_minute",
        "organization.minutes_per_day",
        "extension.concurrent",
        "extension.per_minute",
        "extension.minutes_per_day",
    ];

    private long _unnamed;

    public async ValueTask<AdmissionAnswer> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(request.MaxSeconds, nameof(request));
        bool hasSession = !string.IsNullOrEmpty(request.Session);
        RedisKey[] names = hasSession
            ? [keys.Slots(request.Tenant), keys.Starts(request.Tenant), keys.Counts(request.Tenant), keys.Used(request.Tenant), keys.AdmissionsOfSession(request.Tenant, request.Session!)]
            : [keys.Slots(request.Tenant), keys.Starts(request.Tenant), keys.Counts(request.Tenant), keys.Used(request.Tenant)];
        string step = RedisKeys.Hash(request.Step, "");
        // Nothing else names a call without session; two nodes must not name two calls alike.
        string id = hasSession
            ? RedisKeys.Hash(request.Session!, request.Step)
            : string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}{Interlocked.Increment(ref _unnamed)}");
        RedisValue[] values =
        [
            clock.Offset,
            AdmissionScripts.SessionMemory,
            request.ExtensionId is { } extension ? extension : "",
            step,
            request.Stage.Length == 0 ? "" : RedisKeys.Hash(request.Stage, ""),
            request.MaxSeconds,
            id,
            Limit(request.Organization.Concurrent), Limit(request.Organization.PerMinute), Limit(request.Organization.MinutesPerDay),
            Limit(request.Extension.Concurrent), Limit(request.Extension.PerMinute), Limit(request.Extension.MinutesPerDay),
        ];
        RedisResult answer = await link.RunAsync(AdmissionScripts.Admit, names, values, cancellationToken).ConfigureAwait(false);
        if ((RedisResult[]?)answer is not [{ } granted, { } reached]) throw new OpBXStateException("Redis gave no answer to an admission.");
        int limit = (int)((long?)reached ?? 0);
        return limit == 0
            ? new AdmissionAnswer(AdmissionVerdict.Admitted, (int)((long?)granted ?? 0), null)
            : new AdmissionAnswer(AdmissionVerdict.Refused, 0, Limits[limit]);
    }

    public async ValueTask ReleaseAsync(TenantId tenant, string session, int? seconds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        cancellationToken.ThrowIfCancellationRequested();
        if (session.Length == 0) return;
        await link.RunAsync(
            AdmissionScripts.Release,
            [keys.Slots(tenant), keys.Counts(tenant), keys.Used(tenant), keys.AdmissionsOfSession(tenant, session)],
            [clock.Offset, AdmissionScripts.SessionMemory, seconds is { } length ? length : ""],
            cancellationToken).ConfigureAwait(false);
    }

    private static RedisValue Limit(int? limit) => limit is { } value ? value : "";
}
