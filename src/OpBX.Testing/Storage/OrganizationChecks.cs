using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Recordings;
using OpBX.Routing;
using OpBX.Sessions;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Organizations: the tenants themselves.</summary>
internal static class OrganizationChecks
{
    public static IEnumerable<ConformanceCheck> All()
    {
        yield return Check("insert", "A new organization gets an id, or keeps a free one, and can be loaded at once, empty.", async (run, store) =>
        {
            foreach (long id in new[] { 0, run.Twins.Id(Twin.Left, 7_000) })
            {
                Organization asked = Fresh(run, "fresh" + id) with { Id = new TenantId(id) };
                ChangeResult<Organization> result = await store.InsertAsync(asked, run.Cancellation);
                Expect.Done(result, "an insert of an organization");
                Organization told = result.Item!;
                Expect.That(told.Id.Value > 0 && (id == 0 || told.Id.Value == id), $"the id of the new organization: asked for {id}, got {told.Id}");
                Expect.Same(asked with { Id = told.Id }, told, "the result of an insert");
                Expect.Same(told, await store.FindAsync(told.Id, run.Cancellation), "what FindAsync gives after an insert");
                TenantConfiguration loaded = await run.LoadAsync(told.Id);
                Expect.Same(told, loaded.Organization, "the organization that is loaded");
                Expect.Same(0, loaded.Extensions.Count + loaded.Users.Count, "the objects of a new organization");
                Expect.Same(result.Version, await run.VersionAsync(told.Id), "the version of a new organization");
                Expect.That(result.Version > 0, "a new organization has a version");
                await store.DeleteAsync(told.Id, run.Cancellation);
            }
        });
        yield return Check("insert-of-taken", "An id or slug that is taken is refused as duplicate, and nothing changes.", (run, store) => run.UnchangedAsync("an insert of an organization", async () =>
        {
            Expect.Refused(await store.InsertAsync(Fresh(run, "free") with { Id = run.Right }, run.Cancellation), ChangeFaultCodes.Duplicate, "an insert with a taken id");
            Expect.Refused(await store.InsertAsync(Fresh(run, "free") with { Slug = run.Twins.Slug(Twin.Left) }, run.Cancellation), ChangeFaultCodes.Duplicate, "an insert with a taken slug");
            Expect.Outcome(ChangeOutcome.Refused, await store.InsertAsync(Fresh(run, "free") with { Id = new TenantId(-1) }, run.Cancellation), "an insert with a negative id");
        }));
        yield return Check("update", "An update replaces the organization's own row and nothing else.", (run, store) => run.ChangesLeftAsync("an update", async () =>
        {
            Organization asked = run.Twins.Left.Organization with
            {
                Name = HostileTexts.Get(2), Slug = "changed" + run.Twins.Slug(Twin.Left), Status = OrganizationStatus.Suspended, TimeZone = "UTC", Settings = StoreProbes.InJson(HostileTexts.Get(0)), DeletedAt = TwinConfiguration.Instant,
            };
            ChangeResult<Organization> result = await store.UpdateAsync(asked, null, run.Cancellation);
            Expect.Done(result, "an update");
            Expect.Same(asked, result.Item, "the result of an update");
            Expect.SameText(StateText.Of(run.Twins.Left with { Organization = asked }), StateText.Of(await run.LoadAsync(run.Left)), "the tenant after an update of its organization");
            return result.Version;
        }));
        yield return Check("update-refused", "An update of what does not exist, on another version, or with a taken slug changes nothing.", (run, store) => run.UnchangedAsync("an update that can't be", async () =>
        {
            Organization left = run.Twins.Left.Organization;
            long version = await run.VersionAsync(run.Left);
            Expect.Outcome(ChangeOutcome.NotFound, await store.UpdateAsync(Fresh(run, "free") with { Id = new TenantId(run.Twins.Id(Twin.Left, 40_000)) }, null, run.Cancellation), "an update of an organization that does not exist");
            Expect.Outcome(ChangeOutcome.Conflict, await store.UpdateAsync(left with { Name = "x" }, version + 1, run.Cancellation), "an update on another version");
            Expect.Refused(await store.UpdateAsync(left with { Slug = run.Twins.Slug(Twin.Right) }, null, run.Cancellation), ChangeFaultCodes.Duplicate, "an update with the slug of another");
            Expect.Refused(await store.UpdateAsync(left with { Name = new string('x', 256) }, null, run.Cancellation), ChangeFaultCodes.TooLong, "an update with a name of 256 characters");
            Expect.Refused(await store.UpdateAsync(left with { TimeZone = new string('x', 51) }, null, run.Cancellation), ChangeFaultCodes.TooLong, "an update with a zone of 51 characters");
            Expect.Refused(await store.UpdateAsync(left with { Name = "\uD83D" }, null, run.Cancellation), ChangeFaultCodes.InvalidText, "an update with half a surrogate pair");
            Expect.Refused(await store.UpdateAsync(left with { Status = (OrganizationStatus)9 }, null, run.Cancellation), ChangeFaultCodes.UnknownWord, "an update with a status that does not exist");
        }));
        yield return Check("list", "Organizations are listed in ascending order of ids, in pages, and found by words of their names.", async (run, store) =>
        {
            var query = new ConfigurationQuery { AfterId = run.Left.Value - 1, Limit = 2 };
            Expect.SameItems([run.Left, run.Right], (await store.ListAsync(query, run.Cancellation)).Select(static organization => organization.Id), "the two organizations after an id");
            Expect.SameItems([run.Right], (await store.ListAsync(query with { AfterId = run.Left.Value, Limit = 1 }, run.Cancellation)).Select(static organization => organization.Id), "the next organization");
            Organization named = run.Twins.Left.Organization with { Name = $"Zephyrine Quillback{run.Space}x" };
            Expect.Done(await store.UpdateAsync(named, null, run.Cancellation), "an update");
            Expect.SameItems([named], await store.ListAsync(new ConfigurationQuery { Text = $"zephy QUILLBACK{run.Space}x" }, run.Cancellation), "the organizations that words of a name find");
            Expect.SameItems([], await store.ListAsync(new ConfigurationQuery { Text = $"uillback{run.Space}x" }, run.Cancellation), "the organizations that the middle of a word finds");
        });
        yield return Check("delete", "Deleting an organization removes all it has, records included, and nothing of any other (rule D2); its unique values are free again.", DeleteAsync);
        yield return Check("delete-unknown", "An organization that does not exist can't be deleted.", (run, store) => run.UnchangedAsync("deleting nothing", async () =>
        {
            foreach (long nobody in new[] { 0, -1, long.MaxValue, run.Twins.Id(Twin.Left, 40_000) })
            {
                Expect.Outcome(ChangeOutcome.NotFound, await store.DeleteAsync(new TenantId(nobody), run.Cancellation), $"a deletion of tenant {nobody}");
                Expect.That(await store.FindAsync(new TenantId(nobody), run.Cancellation) is null, $"FindAsync of tenant {nobody} must give null");
            }
        }));
        yield return Check("version-after-return", "The version of a tenant that was deleted and made again does not repeat, or what was loaded before would be taken for current.", async (run, store) =>
        {
            TenantConfiguration before = await run.LoadAsync(run.Left);
            Expect.Done(await store.DeleteAsync(run.Left, run.Cancellation), "a deletion");
            await run.ImportAsync(run.Twins.Left with { Organization = run.Twins.Left.Organization with { Name = "Came back" } });
            TenantVersion? after = await run.Storage.Tenants.GetVersionAsync(run.Left, run.Cancellation);
            Expect.That(after != new TenantVersion(before.Version, before.Fingerprint), "version and fingerprint of a tenant that came back must differ from what they were");
        });
        yield return Check("cancellation", "A cancelled token ends every operation with OperationCanceledException, and nothing is written.", async (run, store) =>
        {
            await run.CancelledAsync("FindAsync", async token => await store.FindAsync(run.Left, token));
            await run.CancelledAsync("ListAsync", async token => await store.ListAsync(new ConfigurationQuery(), token));
            await run.CancelledAsync("InsertAsync", async token => await store.InsertAsync(Fresh(run, "cancelled"), token));
            await run.CancelledAsync("UpdateAsync", async token => await store.UpdateAsync(run.Twins.Left.Organization with { Name = "x" }, null, token));
            await run.CancelledAsync("DeleteAsync", async token => await store.DeleteAsync(run.Left, token));
        });
    }

    private static ConformanceCheck Check(string name, string rule, Func<StorageRun, IOrganizationStore, Task> body) => new("organizations." + name, rule, async run =>
    {
        await run.ImportAsync();
        await body(run, run.Configuration.Organizations);
    });

    private static Organization Fresh(StorageRun run, string slug) => new()
    {
        Id = default, Name = HostileTexts.Get(4), Slug = slug + "-" + run.Space, Status = OrganizationStatus.Suspended, TimeZone = "Europe/Berlin", Settings = StoreProbes.InJson(HostileTexts.Get(7)),
    };

    private static async Task DeleteAsync(StorageRun run, IOrganizationStore store)
    {
        foreach (Twin twin in Enum.GetValues<Twin>()) await RecordAsync(run, twin);
        string right = await run.StateAsync(run.Right);
        Expect.SameItems([true, true, true, true, true], await RecordsAsync(run, Twin.Left), "the records before the deletion");
        ChangeResult<Organization> result = await store.DeleteAsync(run.Left, run.Cancellation);
        Expect.Done(result, "a deletion");
        Expect.Same(run.Twins.Left.Organization, result.Item, "the result of a deletion");
        Expect.That(await run.Storage.Tenants.LoadAsync(run.Left, run.Cancellation) is null, "LoadAsync of a deleted organization must give null");
        Expect.That(await run.Storage.Tenants.GetVersionAsync(run.Left, run.Cancellation) is null, "GetVersionAsync of a deleted organization must give null");
        Expect.Same(0, (await run.Storage.Directory.FindByDomainAsync(run.Twins.Domain(Twin.Left), run.Cancellation)).Count, "the tenants that its domain finds");
        Expect.SameItems([false, false, false, false, false], await RecordsAsync(run, Twin.Left), "the records of a deleted organization");
        Expect.SameText(right, await run.StateAsync(run.Right), "the neighbour");
        Expect.SameItems([true, true, true, true, true], await RecordsAsync(run, Twin.Right), "the records of the neighbour");
        await run.ImportAsync(run.Twins.Left);
        Expect.SameText(StateText.Of(run.Twins.Left), StateText.Of(await run.LoadAsync(run.Left)), "the organization that came back with all its unique values");
        Expect.SameItems([false, false, false, false, false], await RecordsAsync(run, Twin.Left), "the records of an organization that came back");
    }

    private static async Task RecordAsync(StorageRun run, Twin twin)
    {
        TenantId tenant = run.Twins[twin].Organization.Id;
        string token = run.Token("deleted-" + twin);
        var events = new RecordedCall(token, run.Twins, twin);
        await run.Storage.CallLogs.MergeAsync(tenant, events.Voice, run.Cancellation);
        await run.Storage.SessionUpdates.AddAsync(tenant, events.Update("e1", 1, "ringing"), events.Session(1, CallStatus.Ringing), run.Cancellation);
        await run.Storage.CallRecords.UpsertCdrAsync(tenant, events.Record(""), events.CdrReport(""), run.Cancellation);
        await run.Storage.Recordings.MergeAsync(tenant, events.Recording(), run.Cancellation);
        await run.Storage.DeadLetters.AddAsync(new DeadLetter { Source = "cdr", Tenant = tenant, Code = "x", Body = new byte[] { 1 }, ReceivedAt = TwinConfiguration.Instant }, run.Cancellation);
    }

    private static async Task<bool[]> RecordsAsync(StorageRun run, Twin twin)
    {
        TenantId tenant = run.Twins[twin].Organization.Id;
        string token = run.Token("deleted-" + twin);
        bool letters = false;
        await foreach (DeadLetter _ in run.Storage.DeadLetters.ListAsync(tenant, run.Cancellation)) letters = true;
        return
        [
            await run.Storage.CallLogs.FindAsync(tenant, token, run.Cancellation) is not null,
            (await run.Storage.SessionUpdates.ListBySessionAsync(tenant, token, run.Cancellation)).Count > 0,
            (await run.Storage.CallRecords.ListBySessionAsync(tenant, token, run.Cancellation)).Count > 0,
            (await run.Storage.Recordings.ListBySessionAsync(tenant, token, run.Cancellation)).Count > 0,
            letters,
        ];
    }
}
