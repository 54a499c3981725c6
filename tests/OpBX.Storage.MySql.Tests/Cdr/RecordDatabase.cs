using System.Globalization;
using OpBX.Calls;
using OpBX.Numbers;
using OpBX.Sessions;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.Cdr;

/// <summary>A migrated database with two tenants that look alike, and records to put into it.</summary>
internal sealed class RecordDatabase : IAsyncDisposable
{
    public static readonly TenantId Tenant = new(1);
    public static readonly TenantId Neighbour = new(2);
    public static readonly DateTimeOffset Start = new(2026, 6, 8, 15, 0, 0, TimeSpan.Zero);

    private RecordDatabase(MigratedDatabase migrated) => Migrated = migrated;

    public MigratedDatabase Migrated { get; }

    public TestDatabase Database => Migrated.Database;

    public MySqlOpBXStorage Storage => Migrated.Storage;

    public static async Task<RecordDatabase> CreateAsync(DatabaseServer server)
    {
        MigratedDatabase migrated = await MigratedDatabase.CreateAsync(server);
        await AddTenantsAsync(migrated.Database);
        return new RecordDatabase(migrated);
    }

    public static async Task AddTenantsAsync(TestDatabase database)
    {
        await database.ExecuteAsync("INSERT INTO organizations (id,name,slug,status) VALUES (1,'Acme','acme','active'),(2,'Acme','acme1','active')");
        await database.ExecuteAsync("INSERT INTO extensions (id,organization_id,extension_number,type,status,password) VALUES (11,1,'1001','user','active','x'),(12,2,'1001','user','active','x')");
        await database.ExecuteAsync("INSERT INTO did_numbers (id,organization_id,phone_number,routing_type,status) VALUES (21,1,'+15550100123','extension','active'),(22,2,'+15550100124','extension','active')");
        await database.ExecuteAsync("INSERT INTO ring_groups (id,organization_id,name,strategy,status,fallback_action) VALUES (31,1,'Sales','round_robin','active','hangup'),(32,2,'Sales','round_robin','active','hangup')");
    }

    public static CallReport Voice(string session) => new()
    {
        CallId = session, Source = CallReportSource.VoiceRequest, At = Start.AddTicks(1_234_567), Direction = RecordedDirection.Inbound,
        From = "+15550100001", To = "+15550100123", DidId = 21, ExtensionId = 11, RingGroupId = 31, InitiatedAt = Start.AddMilliseconds(5),
    };

    public static (SessionUpdate Update, CallReport? Report) Update(string session, string id, CallStatus? status, int second, params string[] legs) => (new SessionUpdate
    {
        SessionId = "77", CallId = session, EventId = id, Status = status?.Code() ?? "external", FromNumber = "+15550100001", ToNumber = "+15550100123",
        Data = JsonSettings.Parse($$"""{"eventId":"{{id}}","status":"x","second":{{second.ToString(CultureInfo.InvariantCulture)}}}"""),
        EventAt = Start.AddSeconds(second).AddMilliseconds(123), ProcessedAt = Start.AddSeconds(second), CreatedAt = Start.AddSeconds(second),
    }, new CallReport
    {
        CallId = session, Source = CallReportSource.SessionUpdate, At = Start.AddSeconds(second), Status = status, From = "+15550100001", To = "1004",
        InitiatedAt = Start.AddMilliseconds(100 + second), AnsweredAt = status == CallStatus.Answered ? Start.AddSeconds(5).AddMilliseconds(7) : null,
        EndedAt = status == CallStatus.Completed ? Start.AddSeconds(60).AddMilliseconds(70) : null,
        OwnLegId = legs.FirstOrDefault(), OtherLegIds = [.. legs.Skip(1)],
    });

    public static (CallDetailRecord Record, CallReport Report) Leg(string session, string leg = "leg-1", Disposition disposition = Disposition.Answered, int second = 0, string from = "+15550100001")
        => (new CallDetailRecord
        {
            CallId = leg, SessionId = session, Direction = RecordedDirection.Inbound, FromNumber = from, ToNumber = "+15550100123", Disposition = disposition,
            RawDisposition = disposition.Code(), DurationSeconds = 61, BilledSeconds = 55, InitiatedAt = Start.AddMilliseconds(50), AnsweredAt = Start.AddSeconds(5).AddMilliseconds(6),
            EndedAt = Start.AddSeconds(61).AddMilliseconds(500), Cost = 0.0250m, CreatedAt = Start.AddSeconds(second),
            CloudonixData = JsonSettings.Parse($$"""{"call_id":"{{leg}}","session":{"token":"{{session.Replace('\ud800', '?')}}","nested":[1,2.50,"Zürich"]},"disposition":"{{disposition.Code()}}","to":"+15550100123"}"""),
        }, new CallReport
        {
            CallId = session, Source = CallReportSource.Cdr, At = Start.AddSeconds(62), Direction = RecordedDirection.Inbound, From = from, To = "+15550100123", LegId = leg,
            Status = disposition == Disposition.Answered ? CallStatus.Completed : CallStatus.NoAnswer, InitiatedAt = Start.AddMilliseconds(50),
            AnsweredAt = disposition == Disposition.Answered ? Start.AddSeconds(5).AddMilliseconds(6) : null, EndedAt = Start.AddSeconds(61).AddMilliseconds(500), DurationSeconds = 61,
        });

    /// <summary>Six reports of a call: a voice request, three events, the CDR of its own leg and that of another.</summary>
    public static IReadOnlyList<Func<IOpBXStorage, Task<RecordResult>>> Six(string session) =>
    [
        storage => storage.CallLogs.MergeAsync(Tenant, Voice(session), default).AsTask(),
        storage => AddAsync(storage, Update(session, "e1", CallStatus.Ringing, 1)),
        storage => AddAsync(storage, Update(session, "e2", CallStatus.Answered, 5, "leg-1", "leg-2")),
        storage => AddAsync(storage, Update(session, "e3", CallStatus.Completed, 60)),
        storage => UpsertAsync(storage, Leg(session, "leg-1", Disposition.NoAnswer)),
        storage => UpsertAsync(storage, Leg(session, "leg-2")),
    ];

    public static Task<RecordResult> AddAsync(IOpBXStorage storage, (SessionUpdate Update, CallReport? Report) update)
        => storage.SessionUpdates.AddAsync(Tenant, update.Update, update.Report, default).AsTask();

    public static Task<RecordResult> UpsertAsync(IOpBXStorage storage, (CallDetailRecord Record, CallReport Report) cdr)
        => storage.CallRecords.UpsertCdrAsync(Tenant, cdr.Record, cdr.Report, default).AsTask();

    /// <summary>A row without what depends on when and where it was stored.</summary>
    public static CallLog Bare(CallLog call) => call with
    {
        Id = 0, CallId = "s", CreatedAt = default, UpdatedAt = default,
        CloudonixCdr = call.CloudonixCdr is { } cdr ? JsonSettings.Parse(cdr.ToJson().Replace(call.CallId, "s", StringComparison.Ordinal)) : null,
        Evidence = CallEvidence.FromJson("s", call.Evidence.ToJson()) with { HasAnswered = false, HasEnded = false },
    };

    public static InMemoryOpBXStorage Reference() => new(NumberNormalizer.Default);

    public async Task<long> CountAsync(string table) => Convert.ToInt64((await Database.QueryAsync("SELECT COUNT(*) FROM " + table))[0][0], CultureInfo.InvariantCulture);

    public ValueTask DisposeAsync() => Migrated.DisposeAsync();
}
