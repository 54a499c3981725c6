namespace OpBX.Diagnostics;

/// <summary>What the health check <c>configuration</c> asks of whoever loads the tenants (rule F3).</summary>
internal interface IConfigurationStatus
{
    /// <summary>Whether at least one tenant is there to be served.</summary>
    bool HasTenants { get; }

    /// <summary>Why the last load failed, without secrets; null = it did not.</summary>
    string? LastFault { get; }

    /// <summary>Whether tenants that are not there yet can be had from the copies of other nodes. Never throws.</summary>
    ValueTask<bool> HasCopiesAsync() => ValueTask.FromResult(false);
}

/// <summary>For storages that report their state by checks of their own: always well.</summary>
internal sealed class UnknownConfigurationStatus : IConfigurationStatus
{
    public bool HasTenants => true;

    public string? LastFault => null;
}
