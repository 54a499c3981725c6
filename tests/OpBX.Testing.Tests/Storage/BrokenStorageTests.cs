using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Extensions;
using OpBX.RingGroups;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The suite bites: each defect fails a check that is about it.</summary>
public sealed class BrokenStorageTests
{
    private static readonly Dictionary<string, (Func<IStorageUnderTest> Storage, string Check)> Defects = new()
    {
        ["find forgets the tenant"] = (() => BrokenStorage.Extensions(good => new FindsForeign(good)), "extensions.find"),
        ["list gives the neighbour's"] = (() => BrokenStorage.Extensions(good => new ListsForeign(good)), "extensions.list-pages"),
        ["delete reaches the neighbour"] = (() => BrokenStorage.Extensions(good => new DeletesForeign(good)), "extensions.delete-of-neighbour"),
        ["the expected version is ignored"] = (() => BrokenStorage.Extensions(good => new IgnoresVersion(good)), "extensions.stale-version"),
        ["cancellation is swallowed"] = (() => BrokenStorage.Extensions(good => new SwallowsCancellation(good)), "extensions.cancellation"),
        ["a refused insert leaves a row"] = (() => BrokenStorage.Extensions(good => new KeepsRefused(good)), "extensions.duplicates"),
        ["texts are cut"] = (() => BrokenStorage.Extensions(good => new CutsTexts(good)), "extensions.too-long"),
        ["NUL ends a text"] = (() => BrokenStorage.Extensions(good => new EndsAtNul(good)), "extensions.hostile-texts"),
        ["an update drops children"] = (() => BrokenStorage.RingGroups(good => new DropsChildren(good)), "ring-groups.update-replaces"),
        ["an update renumbers children"] = (() => BrokenStorage.RingGroups(good => new RenumbersChildren(good)), "ring-groups.update-replaces"),
        ["milliseconds are lost"] = (() => BrokenStorage.With(storage => storage.Break(new LosesMilliseconds(storage.Tenants))), "tenants.load-milliseconds"),
        ["another tenant is loaded"] = (() => BrokenStorage.With(storage => storage.Break(new LoadsNext(storage.Tenants))), "tenants.load-whole"),
        ["a repeated CDR is stored again"] = (() => BrokenStorage.With(storage => storage.Break(new StoresAgain(storage.CallRecords))), "cdrs.repetition"),
        ["one CDR at once is stored twice"] = (() => BrokenStorage.With(storage => storage.Break(new StoresAgain(storage.CallRecords))), "cdrs.at-once"),
        ["events come by arrival"] = (() => BrokenStorage.With(storage => storage.Break(new OrdersByArrival(storage.SessionUpdates))), "session-updates.order"),
        ["tokens are compared without letter case"] = (() => BrokenStorage.With(storage => storage.Break(new IgnoresCase(storage.CallLogs))), "call-logs.tokens-are-exact"),
    };

    public static TheoryData<string> Names => [.. Defects.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_defect_fails_its_check(string defect)
    {
        (Func<IStorageUnderTest> storage, string check) = Defects[defect];
        Func<Task> run = () => StorageConformance.Get(check).RunAsync(storage(), CancellationToken.None);
        (await run.Should().ThrowAsync<ConformanceException>()).Which.Message.Should().StartWith(check + ": ").And.Contain("The rule: ");
    }

    [Fact]
    public async Task A_defect_fails_a_sequence_that_names_seed_and_operations()
    {
        BrokenStorage storage = BrokenStorage.With(storage => storage.Break(new StoresEventsAgain(storage.SessionUpdates)));
        Func<Task> run = () => StorageSequence.RunAsync(storage, seed: 3, steps: 200, space: 1, CancellationToken.None);
        (await run.Should().ThrowAsync<ConformanceException>()).Which.Message.Should().StartWith("Seed 3, step ").And.Contain("   1. ");
    }

    private sealed class FindsForeign(IConfigurationStore<Extension> good) : PassingStore<Extension>(good)
    {
        public override async ValueTask<Extension?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken)
            => await base.FindAsync(tenant, id, cancellationToken) ?? await base.FindAsync(new TenantId(tenant.Value + 1), id, cancellationToken);
    }

    private sealed class ListsForeign(IConfigurationStore<Extension> good) : PassingStore<Extension>(good)
    {
        public override async ValueTask<IReadOnlyList<Extension>> ListAsync(TenantId tenant, ConfigurationQuery query, CancellationToken cancellationToken)
            => [.. await base.ListAsync(tenant, query, cancellationToken), .. await base.ListAsync(new TenantId(tenant.Value + 1), query, cancellationToken)];
    }

    private sealed class DeletesForeign(IConfigurationStore<Extension> good) : PassingStore<Extension>(good)
    {
        public override async ValueTask<ChangeResult<Extension>> DeleteAsync(TenantId tenant, long id, long? expectedVersion, CancellationToken cancellationToken)
        {
            await base.DeleteAsync(new TenantId(tenant.Value + 1), id, null, cancellationToken);
            return await base.DeleteAsync(tenant, id, expectedVersion, cancellationToken);
        }
    }

    private sealed class IgnoresVersion(IConfigurationStore<Extension> good) : PassingStore<Extension>(good)
    {
        public override ValueTask<ChangeResult<Extension>> UpdateAsync(TenantId tenant, Extension item, long? expectedVersion, CancellationToken cancellationToken) => base.UpdateAsync(tenant, item, null, cancellationToken);
    }

    private sealed class SwallowsCancellation(IConfigurationStore<Extension> good) : PassingStore<Extension>(good)
    {
        public override ValueTask<ChangeResult<Extension>> InsertAsync(TenantId tenant, Extension item, long? expectedVersion, CancellationToken cancellationToken) => base.InsertAsync(tenant, item, expectedVersion, CancellationToken.None);
    }

    private sealed class KeepsRefused(IConfigurationStore<Extension> good) : PassingStore<Extension>(good)
    {
        public override async ValueTask<ChangeResult<Extension>> InsertAsync(TenantId tenant, Extension item, long? expectedVersion, CancellationToken cancellationToken)
        {
            ChangeResult<Extension> result = await base.InsertAsync(tenant, item, expectedVersion, cancellationToken);
            if (result.Outcome == ChangeOutcome.Refused) await base.InsertAsync(tenant, item with { ExtensionNumber = "7777" }, null, cancellationToken);
            return result;
        }
    }

    private sealed class CutsTexts(IConfigurationStore<Extension> good) : PassingStore<Extension>(good)
    {
        public override ValueTask<ChangeResult<Extension>> InsertAsync(TenantId tenant, Extension item, long? expectedVersion, CancellationToken cancellationToken)
            => base.InsertAsync(tenant, item with { ServiceToken = item.ServiceToken is { Length: > 255 } token ? token[..255] : item.ServiceToken }, expectedVersion, cancellationToken);
    }

    private sealed class EndsAtNul(IConfigurationStore<Extension> good) : PassingStore<Extension>(good)
    {
        public override ValueTask<ChangeResult<Extension>> UpdateAsync(TenantId tenant, Extension item, long? expectedVersion, CancellationToken cancellationToken)
            => base.UpdateAsync(tenant, item with { ServiceToken = item.ServiceToken?.Split('\0')[0] }, expectedVersion, cancellationToken);
    }

    private sealed class DropsChildren(IConfigurationStore<RingGroup> good) : PassingStore<RingGroup>(good)
    {
        public override ValueTask<ChangeResult<RingGroup>> UpdateAsync(TenantId tenant, RingGroup item, long? expectedVersion, CancellationToken cancellationToken)
            => base.UpdateAsync(tenant, item with { Members = [.. item.Members.Take(1)] }, expectedVersion, cancellationToken);
    }

    private sealed class RenumbersChildren(IConfigurationStore<RingGroup> good) : PassingStore<RingGroup>(good)
    {
        public override ValueTask<ChangeResult<RingGroup>> UpdateAsync(TenantId tenant, RingGroup item, long? expectedVersion, CancellationToken cancellationToken)
            => base.UpdateAsync(tenant, item with { Members = [.. item.Members.Select(static member => member with { Id = 0 })] }, expectedVersion, cancellationToken);
    }

    private class PassingTenants(ITenantStore good) : ITenantStore
    {
        public virtual ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken) => good.LoadAsync(tenant, cancellationToken);

        public ValueTask<TenantVersion?> GetVersionAsync(TenantId tenant, CancellationToken cancellationToken) => good.GetVersionAsync(tenant, cancellationToken);

        public ValueTask<IReadOnlyDictionary<TenantId, long>> GetVersionsAsync(IReadOnlyCollection<TenantId> tenants, CancellationToken cancellationToken) => good.GetVersionsAsync(tenants, cancellationToken);

        public IAsyncEnumerable<TenantId> ListAsync(CancellationToken cancellationToken) => good.ListAsync(cancellationToken);
    }

    private sealed class LosesMilliseconds(ITenantStore good) : PassingTenants(good)
    {
        public override async ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken)
        {
            TenantConfiguration? loaded = await base.LoadAsync(tenant, cancellationToken);
            return loaded is null ? null : loaded with { BusinessHoursSchedules = [.. loaded.BusinessHoursSchedules.Select(static one => one with { OverrideUntil = one.OverrideUntil?.AddMilliseconds(-one.OverrideUntil.Value.Millisecond) })] };
        }
    }

    private sealed class LoadsNext(ITenantStore good) : PassingTenants(good)
    {
        public override ValueTask<TenantConfiguration?> LoadAsync(TenantId tenant, CancellationToken cancellationToken) => base.LoadAsync(new TenantId(tenant.Value | 1), cancellationToken);
    }

    private sealed class StoresAgain(ICallRecordStore good) : ICallRecordStore
    {
        public async ValueTask<RecordResult> UpsertCdrAsync(TenantId tenant, CallDetailRecord record, CallReport report, CancellationToken cancellationToken)
            => await good.UpsertCdrAsync(tenant, record, report, cancellationToken) with { Outcome = RecordOutcome.Stored };

        public ValueTask<CallDetailRecord?> FindAsync(TenantId tenant, long id, CancellationToken cancellationToken) => good.FindAsync(tenant, id, cancellationToken);

        public ValueTask<IReadOnlyList<CallDetailRecord>> ListBySessionAsync(TenantId tenant, string sessionId, CancellationToken cancellationToken) => good.ListBySessionAsync(tenant, sessionId, cancellationToken);
    }

    private sealed class OrdersByArrival(ISessionUpdateStore good) : ISessionUpdateStore
    {
        public ValueTask<RecordResult> AddAsync(TenantId tenant, SessionUpdate update, CallReport? report, CancellationToken cancellationToken) => good.AddAsync(tenant, update, report, cancellationToken);

        public async ValueTask<IReadOnlyList<SessionUpdate>> ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken)
            => [.. (await good.ListBySessionAsync(tenant, callId, cancellationToken)).OrderBy(static update => update.Id)];
    }

    private sealed class StoresEventsAgain(ISessionUpdateStore good) : ISessionUpdateStore
    {
        private int _events;

        public ValueTask<RecordResult> AddAsync(TenantId tenant, SessionUpdate update, CallReport? report, CancellationToken cancellationToken)
            => good.AddAsync(tenant, update with { EventId = "always-another-" + Interlocked.Increment(ref _events) }, report, cancellationToken);

        public ValueTask<IReadOnlyList<SessionUpdate>> ListBySessionAsync(TenantId tenant, string callId, CancellationToken cancellationToken) => good.ListBySessionAsync(tenant, callId, cancellationToken);
    }

    private sealed class IgnoresCase(ICallLogStore good) : ICallLogStore
    {
        public ValueTask<RecordResult> MergeAsync(TenantId tenant, CallReport report, CancellationToken cancellationToken) => good.MergeAsync(tenant, report with { CallId = report.CallId.ToUpperInvariant() }, cancellationToken);

        public ValueTask<CallLog?> FindAsync(TenantId tenant, string callId, CancellationToken cancellationToken) => good.FindAsync(tenant, callId.ToUpperInvariant(), cancellationToken);
    }
}
