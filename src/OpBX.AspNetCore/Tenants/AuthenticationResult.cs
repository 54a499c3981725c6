namespace OpBX.Tenants;

/// <summary>How an authentication ended.</summary>
internal enum AuthenticationOutcome
{
    /// <summary>No valid key. Why is for the log only: from outside all refusals look the same.</summary>
    Refused,

    /// <summary>The key is the tenant's.</summary>
    Granted,

    /// <summary>The tenants could not be looked up (rule F1).</summary>
    Unavailable,
}

/// <summary>Whose request it is, or why that is not known.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Tenant">The tenant of a granted request.</param>
/// <param name="Reason">A stable code for the log.</param>
/// <param name="Fault">What the storage threw; null = nothing.</param>
internal readonly record struct AuthenticationResult(AuthenticationOutcome Outcome, TenantId Tenant, string Reason, Exception? Fault = null)
{
    /// <summary>The tenant; null when the request was not granted.</summary>
    public TenantId? GrantedTenant => Outcome == AuthenticationOutcome.Granted ? Tenant : null;

    public static AuthenticationResult Granted(TenantId tenant) => new(AuthenticationOutcome.Granted, tenant, "granted");

    public static AuthenticationResult Refused(string reason) => new(AuthenticationOutcome.Refused, default, reason);

    public static AuthenticationResult Unavailable(string reason, Exception? fault) => new(AuthenticationOutcome.Unavailable, default, reason, fault);
}

/// <summary>What a request says about whose it is. Nothing of it is trusted before a key fits.</summary>
internal readonly record struct TenantHints
{
    /// <summary>Domain names or UUIDs, all of one source.</summary>
    public IReadOnlyList<string> Domains { get; init; }

    /// <summary>The called number, which counts when no domain is named.</summary>
    public string? CalledNumber { get; init; }
}
