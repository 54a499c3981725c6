using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Replacing the whole configuration of a tenant, and its domain's settings.</summary>
internal static class WholeChecks
{
    public static IEnumerable<ConformanceCheck> All()
    {
        yield return Check("replace.result", "The result is the configuration as it is kept, with its version.", run => run.ChangesLeftAsync("ReplaceAsync", async () =>
        {
            TenantConfiguration asked = run.Twins.Left with { Users = [.. run.Twins.Left.Users.Select(static user => user with { Name = "Replaced" })] };
            ChangeResult<TenantConfiguration> result = await run.Configuration.ReplaceAsync(asked, await run.VersionAsync(run.Left), run.Cancellation);
            Expect.Done(result, "ReplaceAsync on the right version");
            Expect.SameText(StateText.Of(asked), StateText.Of(result.Item!), "the result of ReplaceAsync must be what was asked for");
            Expect.SameText(StateText.Of(asked), StateText.Of(await run.LoadAsync(run.Left)), "after ReplaceAsync the tenant must be what was asked for");
            return result.Version;
        }));
        yield return Check("replace.same-again", "The same configuration again changes nothing of the content.", async run =>
        {
            TenantConfiguration loaded = await run.LoadAsync(run.Left);
            await run.ImportAsync(loaded);
            Expect.SameText(StateText.Of(loaded), StateText.Of(await run.LoadAsync(run.Left)), "the same configuration again");
            Expect.That(await run.VersionAsync(run.Left) >= loaded.Version, "a version never goes back");
        });
        yield return Check("replace.shrinks-and-grows", "What is not in the configuration goes, children too; what comes back is as it was.", async run =>
        {
            string right = await run.StateAsync(run.Right);
            TenantConfiguration empty = new() { Organization = run.Twins.Left.Organization };
            await run.ImportAsync(empty);
            Expect.SameText(StateText.Of(empty), StateText.Of(await run.LoadAsync(run.Left)), "a tenant without objects");
            await run.ImportAsync(run.Twins.Left);
            Expect.SameText(StateText.Of(run.Twins.Left), StateText.Of(await run.LoadAsync(run.Left)), "a tenant whose objects came back");
            Expect.SameText(right, await run.StateAsync(run.Right), "the neighbour");
        });
        yield return Check("replace.exchanges-unique-values", "Two objects may exchange their unique values in one step.", async run =>
        {
            TenantConfiguration left = run.Twins.Left;
            TenantConfiguration asked = left with
            {
                Extensions = [left.Extensions[0] with { ExtensionNumber = "1002" }, left.Extensions[1] with { ExtensionNumber = "1001" }, .. left.Extensions.Skip(2)],
                DidNumbers = [left.DidNumbers[0] with { PhoneNumber = left.DidNumbers[1].PhoneNumber }, left.DidNumbers[1] with { PhoneNumber = left.DidNumbers[0].PhoneNumber }, .. left.DidNumbers.Skip(2)],
                Users = [left.Users[0] with { Email = left.Users[1].Email }, left.Users[1] with { Email = left.Users[0].Email }, left.Users[2]],
                RingGroups = [left.RingGroups[0] with { Name = left.RingGroups[2].Name }, left.RingGroups[1], left.RingGroups[2] with { Name = left.RingGroups[0].Name }],
            };
            await run.ImportAsync(asked);
            Expect.SameText(StateText.Of(asked), StateText.Of(await run.LoadAsync(run.Left)), "objects that exchanged their unique values");
        });
        yield return Check("replace.children-without-id", "Children of id 0 get ids.", async run =>
        {
            TenantConfiguration left = run.Twins.Left;
            ChangeResult<TenantConfiguration> result = await run.Configuration.ReplaceAsync(
                left with { RingGroups = [left.RingGroups[0] with { Members = [.. left.RingGroups[0].Members, new() { ExtensionId = run.Twins.Id(Twin.Left, 10) }] }] }, null, run.Cancellation);
            Expect.Done(result, "ReplaceAsync with a child of id 0");
            IReadOnlyList<RingGroups.RingGroupMember> members = result.Item!.RingGroups[0].Members;
            Expect.Same(4, members.Count, "the number of members in the result");
            Expect.That(members.All(static member => member.Id > 0), "every child in the result must have an id");
            Expect.SameItems(members.OrderBy(static member => member.Id), (await run.LoadAsync(run.Left)).RingGroups[0].Members.OrderBy(static member => member.Id), "the members that are kept");
        });
        yield return Check("replace.ids-of-neighbour", "An id that belongs to another tenant is refused as duplicate; neither tenant changes (rule T1).", async run =>
        {
            TenantConfiguration left = run.Twins.Left, right = run.Twins.Right;
            await RefusedAsync(run, left with { Users = [.. left.Users, right.Users[2] with { Email = "free@free.example" }] }, ChangeFaultCodes.Duplicate, "a user's id of the neighbour");
            await RefusedAsync(run, left with { DidNumbers = [left.DidNumbers[0] with { Id = right.DidNumbers[0].Id }] }, ChangeFaultCodes.Duplicate, "a DID's id of the neighbour");
            await RefusedAsync(run, left with { IvrMenus = [left.IvrMenus[0] with { Options = [left.IvrMenus[0].Options[0] with { Id = right.IvrMenus[0].Options[0].Id }] }] }, ChangeFaultCodes.Duplicate, "an option's id of the neighbour");
            await RefusedAsync(run, left with { BusinessHoursSchedules = [left.BusinessHoursSchedules[0] with { Rules = [left.BusinessHoursSchedules[0].Rules[0] with { Id = right.BusinessHoursSchedules[0].Rules[0].Id }] }] }, ChangeFaultCodes.Duplicate, "a rule's id of the neighbour");
        });
        yield return Check("replace.values-of-neighbour", "A unique value of another tenant is refused as duplicate.", async run =>
        {
            TenantConfiguration left = run.Twins.Left;
            await RefusedAsync(run, left with { Organization = left.Organization with { Slug = run.Twins.Slug(Twin.Right) } }, ChangeFaultCodes.Duplicate, "the slug of the neighbour");
            await RefusedAsync(run, left with { DidNumbers = [left.DidNumbers[0] with { PhoneNumber = run.Twins.Number(Twin.Right, 1) }] }, ChangeFaultCodes.Duplicate, "a number of the neighbour");
            await RefusedAsync(run, left with { Users = [left.Users[0] with { Email = run.Twins.Email(Twin.Right, 2) }], Extensions = [], ConferenceRooms = [], RingGroups = [] }, ChangeFaultCodes.Duplicate, "an e-mail address of the neighbour");
        });
        yield return Check("replace.duplicates-inside", "Values and ids that are unique may not come twice in one configuration.", async run =>
        {
            TenantConfiguration left = run.Twins.Left;
            await RefusedAsync(run, left with { Extensions = [.. left.Extensions, left.Extensions[0] with { Id = run.Twins.Id(Twin.Left, 30) }] }, ChangeFaultCodes.Duplicate, "an extension number twice");
            await RefusedAsync(run, left with { Users = [.. left.Users, left.Users[0] with { Email = "free@free.example" }] }, ChangeFaultCodes.Duplicate, "a user's id twice");
        });
        yield return Check("replace.dangling-references", "References lead to objects of the same configuration; what goes can't be referred to.", async run =>
        {
            TenantConfiguration left = run.Twins.Left;
            await RefusedAsync(run, left with { Users = [] }, ChangeFaultCodes.MissingReference, "a reference to a user that goes");
            await RefusedAsync(run, left with { RingGroups = [left.RingGroups[0] with { FallbackExtensionId = run.Twins.Id(Twin.Right, 3) }] }, ChangeFaultCodes.MissingReference, "a fallback of the neighbour");
            await RefusedAsync(run, left with { ConferenceRooms = [left.ConferenceRooms[0] with { ExtensionId = run.Twins.Id(Twin.Right, 4) }] }, ChangeFaultCodes.MissingReference, "a room of the neighbour's extension");
        });
        yield return Check("replace.bad-values", "Values that do not fit are refused, all at once, and nothing changes.", async run =>
        {
            TenantConfiguration left = run.Twins.Left;
            TenantConfiguration bad = left with { Organization = left.Organization with { Name = new string('x', 300) }, Users = [left.Users[0] with { City = "half \uD83D pair" }, .. left.Users.Skip(1)] };
            await RefusedAsync(run, bad, ChangeFaultCodes.TooLong, "a name of 300 characters");
            await RefusedAsync(run, bad, ChangeFaultCodes.InvalidText, "half a surrogate pair");
            await RefusedAsync(run, left with { OutboundWhitelists = [left.OutboundWhitelists[0] with { Priority = -1 }] }, ChangeFaultCodes.OutOfRange, "a negative priority");
        });
        yield return Check("replace.stale-version", "A configuration that was decided on another version is a Conflict and changes nothing.", async run =>
        {
            long version = await run.VersionAsync(run.Left);
            await run.UnchangedAsync("ReplaceAsync on another version", async () =>
            {
                foreach (long stale in new[] { version - 1, version + 1, 0 })
                    Expect.Outcome(ChangeOutcome.Conflict, await run.Configuration.ReplaceAsync(new TenantConfiguration { Organization = run.Twins.Left.Organization }, stale, run.Cancellation), $"ReplaceAsync on version {stale} of {version}");
            });
        });
        yield return Check("replace.cancellation", "A cancelled token ends ReplaceAsync with OperationCanceledException, and nothing is written.", run =>
            run.CancelledAsync("ReplaceAsync", async token => await run.Configuration.ReplaceAsync(new TenantConfiguration { Organization = run.Twins.Left.Organization }, null, token)));
        yield return Check("replace.keeps-records", "Records stay when the configuration goes.", async run =>
        {
            string token = run.Token("kept");
            await run.Storage.CallLogs.MergeAsync(run.Left, new CallReport { CallId = token, Source = CallReportSource.VoiceRequest, At = TwinConfiguration.Instant, ExtensionId = run.Twins.Id(Twin.Left, 1), DidId = run.Twins.Id(Twin.Left, 1) }, run.Cancellation);
            await run.ImportAsync(new TenantConfiguration { Organization = run.Twins.Left.Organization });
            Expect.That(await run.Storage.CallLogs.FindAsync(run.Left, token, run.Cancellation) is not null, "the call log row must stay when its extension and DID go");
        });
        yield return Check("settings.set-and-remove", "The domain's settings are set, replaced and removed; the result tells what is kept, or what was.", async run =>
        {
            CloudonixSettings asked = new() { DomainName = "changed-" + run.Twins.Domain(Twin.Left), DomainRequestsApiKey = HostileTexts.Get(0), Settings = JsonSettings.Parse("""{"cdr_key":"\u0000 '"}""") };
            await run.ChangesLeftAsync("SetCloudonixSettingsAsync", async () =>
            {
                ChangeResult<CloudonixSettings> set = await run.Configuration.SetCloudonixSettingsAsync(run.Left, asked, null, run.Cancellation);
                Expect.Done(set, "SetCloudonixSettingsAsync");
                Expect.Same(asked, set.Item, "the result of SetCloudonixSettingsAsync");
                Expect.Same(asked, (await run.LoadAsync(run.Left)).CloudonixSettings, "the settings that are kept");
                return set.Version;
            });
            await run.ChangesLeftAsync("SetCloudonixSettingsAsync with null", async () =>
            {
                ChangeResult<CloudonixSettings> removed = await run.Configuration.SetCloudonixSettingsAsync(run.Left, null, null, run.Cancellation);
                Expect.Done(removed, "SetCloudonixSettingsAsync with null");
                Expect.Same(asked, removed.Item, "the result of a removal is what was");
                Expect.Same(null, (await run.LoadAsync(run.Left)).CloudonixSettings, "the settings after their removal");
                return removed.Version;
            });
            await run.UnchangedAsync("removing nothing", async () =>
                Expect.Outcome(ChangeOutcome.NotFound, await run.Configuration.SetCloudonixSettingsAsync(run.Left, null, null, run.Cancellation), "removing settings that are not there"));
        });
        yield return Check("settings.refusals", "Settings of an unknown tenant, on another version or too long change nothing.", run => run.UnchangedAsync("settings that can't be set", async () =>
        {
            CloudonixSettings settings = run.Twins.Left.CloudonixSettings!;
            long version = await run.VersionAsync(run.Left);
            Expect.Outcome(ChangeOutcome.NotFound, await run.Configuration.SetCloudonixSettingsAsync(new TenantId(run.Twins.Id(Twin.Left, 40_000)), settings, null, run.Cancellation), "settings of an unknown tenant");
            Expect.Outcome(ChangeOutcome.Conflict, await run.Configuration.SetCloudonixSettingsAsync(run.Left, settings with { DomainName = "x" }, version + 1, run.Cancellation), "settings on another version");
            Expect.Outcome(ChangeOutcome.Conflict, await run.Configuration.SetCloudonixSettingsAsync(run.Left, null, version + 1, run.Cancellation), "removing settings on another version");
            Expect.Refused(await run.Configuration.SetCloudonixSettingsAsync(run.Left, settings with { DomainName = new string('x', 256) }, null, run.Cancellation), ChangeFaultCodes.TooLong, "a domain name of 256 characters");
            Expect.Refused(await run.Configuration.SetCloudonixSettingsAsync(run.Left, settings with { DomainApiKey = "\uDC00" }, null, run.Cancellation), ChangeFaultCodes.InvalidText, "half a surrogate pair");
        }));
        yield return Check("settings.cancellation", "A cancelled token ends it with OperationCanceledException, and nothing is written.", run =>
            run.CancelledAsync("SetCloudonixSettingsAsync", async token => await run.Configuration.SetCloudonixSettingsAsync(run.Left, null, null, token)));
    }

    private static ConformanceCheck Check(string name, string rule, Func<StorageRun, Task> body) => new(name, rule, async run =>
    {
        await run.ImportAsync();
        await body(run);
    });

    private static Task RefusedAsync(StorageRun run, TenantConfiguration configuration, string code, string what) => run.UnchangedAsync(what, async () =>
        Expect.Refused(await run.Configuration.ReplaceAsync(configuration, null, run.Cancellation), code, "ReplaceAsync with " + what));
}
