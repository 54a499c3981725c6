using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>What the removal of one object does to those that refer to it, and what many writers at once do.</summary>
internal static class ReferenceChecks
{
    public static IEnumerable<ConformanceCheck> All()
    {
        yield return Check("users.delete-frees-extensions", "The extensions of a user that is deleted stay, without a user.", async run =>
        {
            await RemovedAsync(run, run.Configuration.Users, 1);
            TenantConfiguration loaded = await run.LoadAsync(run.Left);
            Expect.Same(10, loaded.Extensions.Count, "the number of extensions");
            Expect.Same(null, loaded.Extensions.Single(extension => extension.Id == run.Twins.Id(Twin.Left, 1)).UserId, "the user of the extension");
            Expect.Same(run.Twins.Id(Twin.Left, 2), loaded.Extensions.Single(extension => extension.Id == run.Twins.Id(Twin.Left, 2)).UserId, "the user of another extension");
        });
        yield return Check("extensions.delete-leaves-groups", "An extension that is deleted leaves its ring groups; the other members stay with their ids.", async run =>
        {
            await RemovedAsync(run, run.Configuration.Extensions, 1);
            TenantConfiguration loaded = await run.LoadAsync(run.Left);
            Expect.SameItems([run.Twins.Id(Twin.Left, 1), run.Twins.Id(Twin.Left, 3)], loaded.RingGroups.Single(static group => group.Name == "Sales").Members.Select(static member => member.Id).Order(), "the ids of the members that stay");
            Expect.Same(0, loaded.RingGroups.Single(group => group.Id == run.Twins.Id(Twin.Left, 2)).Members.Count, "the members of the group whose only one is gone");
        });
        yield return Check("extensions.delete-clears-fallback", "The fallback of a ring group whose extension is deleted is cleared; the group stays.", async run =>
        {
            await RemovedAsync(run, run.Configuration.Extensions, 3);
            TenantConfiguration loaded = await run.LoadAsync(run.Left);
            Expect.Same(null, loaded.RingGroups.Single(static group => group.Name == "Sales").FallbackExtensionId, "the fallback of the group");
            Expect.Same(3, loaded.RingGroups.Single(static group => group.Name == "Sales").Members.Count, "the members of the group");
        });
        yield return Check("extensions.delete-leaves-no-dangling-room", "No conference room refers to an extension that is deleted; rooms of others stay as they are.", async run =>
        {
            await RemovedAsync(run, run.Configuration.Extensions, 4);
            TenantConfiguration loaded = await run.LoadAsync(run.Left);
            Expect.That(loaded.ConferenceRooms.All(room => room.ExtensionId != run.Twins.Id(Twin.Left, 4)), "no room may refer to the extension that is gone");
            Expect.Same(run.Twins.Id(Twin.Left, 10), loaded.ConferenceRooms.Single(room => room.Id == run.Twins.Id(Twin.Left, 2)).ExtensionId, "the extension of another room");
        });
        yield return Check("extensions.leading-zeros", "Extension numbers are texts: 01001 and 1001 are two, and neither finds the other (rule N1).", async run =>
        {
            Expect.Done(await run.Configuration.Extensions.InsertAsync(run.Left, new() { Id = 0, ExtensionNumber = "0009" }, null, run.Cancellation), "an insert of 0009 beside 9");
            Expect.Refused(await run.Configuration.Extensions.InsertAsync(run.Left, new() { Id = 0, ExtensionNumber = "01001" }, null, run.Cancellation), ChangeFaultCodes.Duplicate, "a second 01001");
        });
        yield return Check("ring-groups.members-swap", "Members of a ring group may exchange their extensions in one update.", async run =>
        {
            RingGroups.RingGroup group = run.Twins.Left.RingGroups[0];
            (long first, long second) = (group.Members[0].ExtensionId, group.Members[1].ExtensionId);
            RingGroups.RingGroup swapped = group with { Members = [group.Members[0] with { ExtensionId = second }, group.Members[1] with { ExtensionId = first }, group.Members[2]] };
            Expect.Done(await run.Configuration.RingGroups.UpdateAsync(run.Left, swapped, null, run.Cancellation), "an update in which two members exchange their extensions");
            RingGroups.RingGroup? found = await run.Configuration.RingGroups.FindAsync(run.Left, group.Id, run.Cancellation);
            Expect.SameItems(swapped.Members.OrderBy(static member => member.Id), found!.Members.OrderBy(static member => member.Id), "the members after they exchanged their extensions");
        });
        yield return Check("all-faults-at-once", "A refusal tells all faults at once: a taken number, a missing user and a text that is too long.", async run =>
        {
            await run.UnchangedAsync("an insert with three faults", async () =>
            {
                var bad = new Extensions.Extension { Id = 0, ExtensionNumber = "1001", UserId = run.Twins.Id(Twin.Right, 1), ServiceToken = new string('x', 256) };
                ChangeResult<Extensions.Extension> result = await run.Configuration.Extensions.InsertAsync(run.Left, bad, null, run.Cancellation);
                foreach (string code in new[] { ChangeFaultCodes.Duplicate, ChangeFaultCodes.MissingReference, ChangeFaultCodes.TooLong }) Expect.Refused(result, code, "an insert with three faults");
            });
        });
        yield return Check("writers-at-once.one-version", "Of many changes that were decided on the same version one is done; the others are a Conflict (rule A2).", async run =>
        {
            long version = await run.VersionAsync(run.Left);
            ChangeResult<User>[] results = await StorageRun.AtOnceAsync(8, async n =>
                await (n % 2 == 0 ? run.Storage : run.OtherNode).Configuration.Users.InsertAsync(run.Left, NewUser(run, n), version, run.Cancellation));
            Expect.Same(1, results.Count(static result => result.Outcome == ChangeOutcome.Done), "how many of eight changes on one version are done");
            Expect.Same(7, results.Count(static result => result.Outcome == ChangeOutcome.Conflict), "how many of eight changes on one version are a Conflict");
            Expect.Same(4, (await run.LoadAsync(run.Left)).Users.Count, "the number of users afterwards");
        });
        yield return Check("writers-at-once.any-version", "Many changes at once are all done, each with a version and an id of its own; none is lost.", async run =>
        {
            ChangeResult<User>[] results = await StorageRun.AtOnceAsync(12, async n =>
                await (n % 2 == 0 ? run.Storage : run.OtherNode).Configuration.Users.InsertAsync(run.Left, NewUser(run, n), null, run.Cancellation));
            foreach (ChangeResult<User> result in results) Expect.Done(result, "one of twelve inserts at once");
            Expect.Same(12, results.Select(static result => result.Version).Distinct().Count(), "the versions of twelve inserts");
            Expect.Same(12, results.Select(static result => result.Item!.Id).Distinct().Count(), "the ids of twelve inserts");
            Expect.Same(15, (await run.LoadAsync(run.Left)).Users.Count, "the number of users afterwards");
            Expect.Same(results.Max(static result => result.Version), await run.VersionAsync(run.Left), "the version afterwards");
        });
        yield return Check("writers-at-once.one-number", "Of many inserts of one unique value at once one is done; the others are refused as duplicate.", async run =>
        {
            ChangeResult<Extensions.Extension>[] results = await StorageRun.AtOnceAsync(8, async n =>
                await (n % 2 == 0 ? run.Storage : run.OtherNode).Configuration.Extensions.InsertAsync(run.Left, new() { Id = 0, ExtensionNumber = "5555" }, null, run.Cancellation));
            Expect.Same(1, results.Count(static result => result.Outcome == ChangeOutcome.Done), "how many of eight inserts of one number are done");
            foreach (ChangeResult<Extensions.Extension> result in results.Where(static result => result.Outcome != ChangeOutcome.Done)) Expect.Refused(result, ChangeFaultCodes.Duplicate, "an insert of the same number");
        });
    }

    private static User NewUser(StorageRun run, int n) => new() { Id = 0, Name = "User", Email = run.Twins.Email(Twin.Left, 50 + n) };

    private static ConformanceCheck Check(string name, string rule, Func<StorageRun, Task> body) => new(name, rule, async run =>
    {
        await run.ImportAsync();
        await body(run);
    });

    private static Task RemovedAsync<T>(StorageRun run, IConfigurationStore<T> store, int n) where T : class => run.ChangesLeftAsync("a deletion", async () =>
    {
        ChangeResult<T> result = await store.DeleteAsync(run.Left, run.Twins.Id(Twin.Left, n), null, run.Cancellation);
        Expect.Done(result, "a deletion of an object that others refer to");
        return result.Version;
    });
}
