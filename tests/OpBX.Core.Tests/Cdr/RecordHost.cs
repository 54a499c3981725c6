using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Recordings;
using OpBX.RingGroups;
using OpBX.Sessions;
using OpBX.State;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Core.Tests.Cdr;

/// <summary>The record plane on storage in memory, with what it tells others caught.</summary>
internal sealed class RecordHost : IServiceProvider
{
    public static readonly TenantId Tenant = new(1);
    public static readonly TenantId Other = new(2);
    public static readonly DateTimeOffset Start = new(2026, 6, 8, 15, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<Type, object> _services = [];

    public RecordHost() : this(new InMemoryRecordOptions()) { }

    public RecordHost(InMemoryRecordOptions options, IOpBXStorage? storage = null, SpoolOptions? spool = null, IDeadLetterStore? deadLetters = null)
    {
        Records = new InMemoryRecords(Time, options, NullLogger<InMemoryRecords>.Instance);
        Storage = storage ?? new InMemoryOpBXStorage(NumberNormalizer.Default, [], Records);
        Effects = new CallLogEffects(Events, State, Time, NullLogger<CallLogEffects>.Instance);
        Spool = new RecordSpool(spool ?? new SpoolOptions(), Metrics, NullLogger<RecordSpool>.Instance);
        Intake = new RecordIntake(Storage, deadLetters ?? Records.DeadLetters, Facts, Effects, Spool, Metrics, Time, NullLogger<RecordIntake>.Instance);
        RecordIntake intake = Intake;
        Cdrs = new CdrIngestor(intake, new CdrReader(Numbers));
        Updates = new SessionUpdateIngestor(intake, new SessionUpdateReader(Numbers));
        Recordings = new RecordingIngestor(intake, Numbers, Events);
        Writer = new CallLogWriter(this, NullLogger<CallLogWriter>.Instance);
        _services.Add(typeof(ITenantFacts), Facts);
        _services.Add(typeof(ReportedNumberReader), Numbers);
        _services.Add(typeof(IOpBXStorage), Storage);
        _services.Add(typeof(CallLogEffects), Effects);
        _services.Add(typeof(IRecordingIngestor), Recordings);
        _services.Add(typeof(RecordSpool), Spool);
        _services.Add(typeof(RecordIntake), Intake);
    }

    public static ReportedNumberReader Numbers { get; } = new(NumberNormalizer.Default);

    public FixedTime Time { get; } = new();

    public CaughtEvents Events { get; } = new();

    public CaughtState State { get; } = new();

    public KnownTenants Facts { get; } = new();

    public CallTraces Traces { get; } = new(static () => new OpBX.Routing.RoutingOptions());

    public InMemoryRecords Records { get; }

    public IOpBXStorage Storage { get; }

    public RecordMetrics Metrics { get; } = new(null);

    public RecordSpool Spool { get; }

    public RecordIntake Intake { get; }

    public IRecordTaker[] Takers => [Cdrs, Updates, Recordings, Writer];

    public CallLogEffects Effects { get; }

    public CdrIngestor Cdrs { get; }

    public SessionUpdateIngestor Updates { get; }

    public RecordingIngestor Recordings { get; }

    public CallLogWriter Writer { get; }

    public object? GetService(Type serviceType) => _services.GetValueOrDefault(serviceType);

    public async Task<IngestResult> CdrAsync(string json, TenantId? tenant = null)
        => await Cdrs.IngestAsync(tenant ?? Tenant, Parse(json), CancellationToken.None);

    public async Task<IngestResult> UpdateAsync(string json, TenantId? tenant = null)
        => await Updates.IngestAsync(tenant ?? Tenant, Parse(json), CancellationToken.None);

    public async Task<CallLog?> CallAsync(string session, TenantId? tenant = null)
        => await Storage.CallLogs.FindAsync(tenant ?? Tenant, session, CancellationToken.None);

    public async Task<IReadOnlyList<CallDetailRecord>> CdrsOfAsync(string session, TenantId? tenant = null)
        => await Storage.CallRecords.ListBySessionAsync(tenant ?? Tenant, session, CancellationToken.None);

    public async Task<IReadOnlyList<SessionUpdate>> UpdatesOfAsync(string session, TenantId? tenant = null)
        => await Storage.SessionUpdates.ListBySessionAsync(tenant ?? Tenant, session, CancellationToken.None);

    public async Task<IReadOnlyList<Recording>> RecordingsOfAsync(string session, TenantId? tenant = null)
        => await Storage.Recordings.ListBySessionAsync(tenant ?? Tenant, session, CancellationToken.None);

    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(TenantId? tenant = null)
    {
        List<DeadLetter> letters = [];
        await foreach (DeadLetter letter in Records.DeadLetters.ListAsync(tenant ?? Tenant, CancellationToken.None)) letters.Add(letter);
        return letters;
    }

    public static JsonElement Parse(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 1000 });
        return document.RootElement.Clone();
    }

    /// <summary>The body as <see cref="DeliveredBody"/>.</summary>
    public static DeliveredBody Body(string json)
    {
        DeliveredBody.TryRead(Parse(json), out DeliveredBody body, out string code).Should().BeTrue(code);
        return body;
    }

    public static DateTimeOffset At(string iso) => DateTimeOffset.Parse(iso, System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed class FixedTime : TimeProvider
{
    public DateTimeOffset Now { get; set; } = RecordHost.Start;

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Whether every wait is over at once.</summary>
    public bool IsImpatient { get; set; }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => base.CreateTimer(callback, state, IsImpatient && dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : dueTime, period);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Now.UtcTicks;
}

internal sealed class CaughtEvents : ICallEventSink
{
    private readonly Lock _gate = new();
    private readonly List<CallEvent> _events = [];

    public IReadOnlyList<CallEvent> All
    {
        get { lock (_gate) return [.. _events]; }
    }

    public bool Post(CallEvent callEvent)
    {
        lock (_gate) _events.Add(callEvent);
        return true;
    }
}

/// <summary>A tenant in the United States with extensions 1001, 1004 and 2000 and DID +15550100002; other tenants have nothing.</summary>
internal sealed class KnownTenants : ITenantFacts
{
    public Exception? Fault { get; set; }

    /// <summary>What every answer waits for.</summary>
    public Task Wait { get; set; } = Task.CompletedTask;

    public async ValueTask<TenantFacts> GetAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await Wait.WaitAsync(cancellationToken);
        return Fault is null ? tenant == RecordHost.Tenant ? new Known() : TenantFacts.None : throw Fault;
    }

    public static TenantFacts First { get; } = new Known();

    private sealed class Known : TenantFacts
    {
        public override string? Country => "US";

        public override long? FindExtension(string number) => number switch { "1001" => 11, "1004" => 14, "2000" => 20, _ => null };

        public override long? FindDid(PhoneNumber number) => number.Value == "+15550100002" ? 7 : null;
    }
}

internal sealed class CaughtState : IOpBXState, ICallAdmission
{
    private readonly Lock _gate = new();
    private readonly List<(TenantId Tenant, string Session, int? Seconds)> _released = [];
    private readonly InMemoryOpBXState _state = new();

    public Exception? Fault { get; set; }

    public IReadOnlyList<(TenantId Tenant, string Session, int? Seconds)> Released
    {
        get { lock (_gate) return [.. _released]; }
    }

    public IRingRotation Rotation => _state.Rotation;

    public ICallAdmission Admission => this;

    public ILiveCalls LiveCalls => Fault is null ? _state.LiveCalls : throw Fault;

    public ValueTask<AdmissionAnswer> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ReleaseAsync(TenantId tenant, string session, int? seconds, CancellationToken cancellationToken)
    {
        if (Fault is not null) throw Fault;
        lock (_gate) _released.Add((tenant, session, seconds));
        return default;
    }
}

/// <summary>Files of the contract, found from the folder of the tests upwards.</summary>
internal static class ContractFiles
{
    public static string Root { get; } = FindRoot();

    public static string Payload(string name) => File.ReadAllText(Path.Combine(Root, "tests", "contract", "payloads", name));

    public static IReadOnlyList<string> Payloads(string start)
    {
        string[] names = [.. Directory.GetFiles(Path.Combine(Root, "tests", "contract", "payloads"), start + "*.json").Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal)];
        names.Should().NotBeEmpty();
        return names;
    }

    public static IReadOnlyList<JsonElement> Cases(string area)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "tests", "contract", "cases", "routing.json")));
        JsonElement[] cases = [.. document.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("area").GetString() == area).Select(c => c.Clone())];
        cases.Should().NotBeEmpty();
        return cases;
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OpBX.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("OpBX.sln is in no folder above the tests.");
    }
}
