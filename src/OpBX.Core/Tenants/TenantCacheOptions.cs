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

    /// <summary>
    /// How many tenants are read when the host starts, in the background and once the storage answers; those that were made first.
    /// Their first calls wait for nothing, and are served if the storage goes away before they come. 0 to 1,000,000; 0 = none.
    /// </summary>
    /// <value>Default: 100.</value>
    public int Preloaded { get; set; } = 100;
}

/// <summary>Refuses options that can't be meant.</summary>
internal sealed class TenantCacheOptionsValidator : Microsoft.Extensions.Options.IValidateOptions<TenantCacheOptions>
{
    public Microsoft.Extensions.Options.ValidateOptionsResult Validate(string? name, TenantCacheOptions options)
    {
        List<string> faults = [];
        if (options.Capacity is < 1 or > 1_000_000) faults.Add("TenantCacheOptions.Capacity must be from 1 to 1,000,000.");
        if (options.Preloaded is < 0 or > 1_000_000) faults.Add("TenantCacheOptions.Preloaded must be from 0 to 1,000,000.");
        return faults.Count == 0 ? Microsoft.Extensions.Options.ValidateOptionsResult.Success : Microsoft.Extensions.Options.ValidateOptionsResult.Fail(faults);
    }
}
