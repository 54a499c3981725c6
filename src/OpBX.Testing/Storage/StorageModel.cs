using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>What a storage of two tenants must hold: plain values, changed by plain code.</summary>
internal sealed class StorageModel(TwinTenants twins)
{
    private readonly TenantConfiguration[] _configurations = [twins.Left, twins.Right];
    private readonly long[] _versions = new long[2];
    private readonly Dictionary<string, (Twin Owner, CallLog Row)> _calls = [];
    private readonly HashSet<(Twin, string Token, string Event)> _events = [];

    public TwinTenants Twins => twins;

    /// <summary>The tokens of all calls that the sequence speaks of.</summary>
    public IReadOnlyList<string> Tokens { get; } = [.. Enumerable.Range(0, 3).Select(n => $"sequence-{twins.Id(Twin.Left, 0)}-{n}")];

    public TenantConfiguration Configuration(Twin twin) => _configurations[(int)twin];

    public void Set(Twin twin, TenantConfiguration configuration) => _configurations[(int)twin] = configuration;

    public long LastVersion(Twin twin) => _versions[(int)twin];

    public void Saw(Twin twin, long version) => _versions[(int)twin] = version;

    public CallLog? Call(Twin twin, string token) => _calls.TryGetValue(token, out (Twin Owner, CallLog Row) call) && call.Owner == twin ? RecordChecks.Plain(call.Row) : null;

    public int Events(Twin twin, string token) => _events.Count(one => one.Item1 == twin && one.Token == token);

    /// <summary>Merges a report; false = the token is the other tenant's.</summary>
    public bool Report(Twin twin, CallReport report)
    {
        if (_calls.TryGetValue(report.CallId, out (Twin Owner, CallLog Row) call))
        {
            if (call.Owner != twin) return false;
            _calls[report.CallId] = (twin, call.Row.Merge(report, default));
        }
        else
        {
            _calls[report.CallId] = (twin, CallLog.Create(report, default));
        }
        return true;
    }

    /// <summary>Keeps an event; false = it is known.</summary>
    public bool Event(Twin twin, string token, string eventId) => _events.Add((twin, token, eventId));

    public bool IsForeign(Twin twin, string token) => _calls.TryGetValue(token, out (Twin Owner, CallLog Row) call) && call.Owner != twin;
}
