using Microsoft.Extensions.Options;

namespace OpBX.Routing;

/// <summary>Checks the options at start and lists every fault.</summary>
internal sealed class RoutingOptionsValidator : IValidateOptions<RoutingOptions>
{
    public ValidateOptionsResult Validate(string? name, RoutingOptions options)
    {
        var faults = new List<string>();
        if (options.Announcements is null) faults.Add("Announcements is missing.");
        if (options.CustomLogic is null) faults.Add("CustomLogic is missing.");
        if (options.VoicemailMaxSeconds is < 2 or > 3600) faults.Add("VoicemailMaxSeconds must be from 2 to 3600.");
        if (options.TracedCalls is < 0 or > 100_000) faults.Add("TracedCalls must be from 0 to 100000.");
        if (options.RecordingCallbackLifetime < TimeSpan.FromMinutes(1) || options.RecordingCallbackLifetime > TimeSpan.FromDays(30))
        {
            faults.Add("RecordingCallbackLifetime must be from 1 minute to 30 days.");
        }
        if (options.CustomLogic is { } custom)
        {
            if (custom.SignatureLifetime < TimeSpan.FromSeconds(10) || custom.SignatureLifetime > TimeSpan.FromDays(1))
            {
                faults.Add("CustomLogic.SignatureLifetime must be from 10 seconds to 1 day.");
            }
            foreach (string host in custom.AllowedHosts)
            {
                if (host != "*" && Uri.CheckHostName(host.Trim()) == UriHostNameType.Unknown) faults.Add($"CustomLogic.AllowedHosts: '{host}' is no host name.");
            }
        }
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
