namespace OpBX.Tenants;

/// <summary>What a host keeps of its tenants in memory.</summary>
public sealed class TenantCacheOptions
{
    /// <summary>
    /// The most tenants whose configuration is kept, ready for calls, and the most answers of the directory; those not used for
    /// longest leave. 1 to 1,000,000.
    /// </summary>
    /// <value>Default: 10,000.</value>
    public int Capacity { get; set; } = 10_000;
}

/// <summary>Refuses options that can't be meant.</summary>
internal sealed class TenantCacheOptionsValidator : Microsoft.Extensions.Options.IValidateOptions<TenantCacheOptions>
{
    public Microsoft.Extensions.Options.ValidateOptionsResult Validate(string? name, TenantCacheOptions options)
        => options.Capacity is >= 1 and <= 1_000_000
            ? Microsoft.Extensions.Options.ValidateOptionsResult.Success
            : Microsoft.Extensions.Options.ValidateOptionsResult.Fail("TenantCacheOptions.Capacity must be from 1 to 1,000,000.");
}
