namespace OpBX.Tenants;

/// <summary>Which calls are recorded: <c>organizations.settings.call_recording</c> (rule V3).</summary>
internal enum RecordingMode
{
    None,
    Inbound,
    Outbound,
    All,
}

internal static class RecordingModes
{
    public static RecordingMode Parse(string? word) => word?.Trim().ToLowerInvariant() switch
    {
        "inbound" => RecordingMode.Inbound,
        "outbound" => RecordingMode.Outbound,
        "all" => RecordingMode.All,
        _ => RecordingMode.None,
    };
}
