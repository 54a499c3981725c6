namespace OpBX.BusinessHours;

/// <summary>Gathers the faults of one schedule.</summary>
internal sealed class Findings
{
    private readonly List<BusinessHoursFault> _faults = [];

    public IReadOnlyList<BusinessHoursFault> All => _faults;

    public void Warn(string code, string message, string path) =>
        _faults.Add(new BusinessHoursFault(code, BusinessHoursFaultSeverity.Warning, message, path));

    public void Error(string code, string message, string path) =>
        _faults.Add(new BusinessHoursFault(code, BusinessHoursFaultSeverity.Error, message, path));
}
