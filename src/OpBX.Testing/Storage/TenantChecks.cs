using OpBX.BusinessHours;
using OpBX.Extensions;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Loading whole configurations, and their versions (rule A2).</summary>
internal static class TenantChecks
{
    public static IEnumerable<ConformanceCheck> All()
    {
        yield return Check("load-whole", "Every member of every object of a tenant comes back exactly as it was given.", async run =>
        {
            foreach (Twin twin in Enum.GetValues<Twin>())
                Expect.SameText(StateText.Of(run.Twins[twin]), StateText.Of(await run.LoadAsync(run.Twins[twin].Organization.Id)), "a loaded configuration must be what was imported");
        });
        yield return Check("load-unknown", "A tenant that does not exist is null, not an error.", async run =>
        {
            foreach (long nobody in new[] { 0, -1, long.MaxValue, run.Twins.Id(Twin.Left, 40_000) })
            {
                Expect.That(await run.Storage.Tenants.LoadAsync(new TenantId(nobody), run.Cancellation) is null, $"LoadAsync of tenant {nobody} must give null");
                Expect.That(await run.Storage.Tenants.GetVersionAsync(new TenantId(nobody), run.Cancellation) is null, $"GetVersionAsync of tenant {nobody} must give null");
            }
        });
        yield return Check("load-milliseconds", "The instants of an override are kept to the millisecond and come back in UTC.", async run =>
        {
            DateTimeOffset since = new(2026, 6, 7, 8, 9, 10, 11, TimeSpan.FromHours(5)), until = new(2026, 6, 7, 8, 9, 10, 999, TimeSpan.FromHours(-3));
            await run.ImportAsync(run.Twins.Left with { BusinessHoursSchedules = [run.Twins.Left.BusinessHoursSchedules[0] with { OverrideSince = since.ToUniversalTime(), OverrideUntil = until.ToUniversalTime() }] });
            BusinessHoursSchedule schedule = (await run.LoadAsync(run.Left)).BusinessHoursSchedules[0];
            Expect.Same(since, schedule.OverrideSince, "OverrideSince");
            Expect.Same(until, schedule.OverrideUntil, "OverrideUntil");
            Expect.Same(TimeSpan.Zero, schedule.OverrideUntil!.Value.Offset, "the offset of OverrideUntil");
        });
        yield return Check("load-absent-values", "What is null stays null, and an empty text stays empty, but for the password of an extension and the zone of a schedule, whose columns know no null: there both mean none.", async run =>
        {
            TenantConfiguration left = run.Twins.Left;
            await run.ImportAsync(left with
            {
                Extensions = [.. left.Extensions, new Extension { Id = run.Twins.Id(Twin.Left, 30), ExtensionNumber = "3030", Password = null, ServiceToken = null, ServiceUrl = "" }],
                BusinessHoursSchedules = [new BusinessHoursSchedule { Id = run.Twins.Id(Twin.Left, 30), Name = "", TimeZone = null }],
                IvrMenus = [left.IvrMenus[0] with { GreetingMessage = "", Description = null, TtsVoice = "", FailoverType = null, FailoverId = null }, left.IvrMenus[1]],
            });
            TenantConfiguration loaded = await run.LoadAsync(run.Left);
            Extension extension = loaded.Extensions.Single(static extension => extension.ExtensionNumber == "3030");
            Expect.That(string.IsNullOrEmpty(extension.Password), "an extension without a password must have none");
            Expect.Same(null, extension.ServiceToken, "a token that is null");
            Expect.Same("", extension.ServiceUrl, "an address that is empty");
            Expect.That(string.IsNullOrEmpty(loaded.BusinessHoursSchedules[0].TimeZone), "a schedule without a zone must have none");
            Expect.Same("", loaded.BusinessHoursSchedules[0].Name, "a name that is empty");
            Expect.Same(null, loaded.BusinessHoursSchedules[0].Description, "a description that is null");
            Expect.Same(("", null, "", null, null), (loaded.IvrMenus[0].GreetingMessage, loaded.IvrMenus[0].Description, loaded.IvrMenus[0].TtsVoice, loaded.IvrMenus[0].FailoverType, loaded.IvrMenus[0].FailoverId), "texts of a menu that are empty or null");
        });
        yield return Check("load-long-texts", "A text of the greatest length of its column is kept whole, also in characters of three and four bytes.", async run =>
        {
            TenantConfiguration left = run.Twins.Left;
            string greeting = new('\u65E5', 21_000), name = new('\u65E5', 255);
            await run.ImportAsync(left with { Organization = left.Organization with { Name = name }, IvrMenus = [left.IvrMenus[0] with { GreetingMessage = greeting }, left.IvrMenus[1]] });
            TenantConfiguration loaded = await run.LoadAsync(run.Left);
            Expect.SameText(name, loaded.Organization.Name, "a name of 255 characters");
            Expect.SameText(greeting, loaded.IvrMenus.Single(menu => menu.Name == "Main menu").GreetingMessage ?? "", "a greeting of 63,000 bytes");
        });
        yield return Check("load-numbers-in-json", "Whole numbers in JSON columns keep their value beyond 2^53.", async run =>
        {
            JsonSettings settings = (await run.LoadAsync(run.Left)).Organization.Settings;
            foreach ((string name, string text) in new[] { ("big", "9007199254740993"), ("greatest", "18446744073709551615"), ("least", "-9223372036854775808") })
                Expect.Same(text, settings.GetString(name), $"the number '{name}' in a JSON column");
        });
        yield return Check("load-is-one-moment", "A configuration is read consistently: a reader sees a change whole or not at all.", OneMomentAsync);
        yield return Check("version-of-load", "A loaded configuration has the version and fingerprint that GetVersionAsync tells.", async run =>
        {
            TenantConfiguration loaded = await run.LoadAsync(run.Left);
            TenantVersion? version = await run.Storage.Tenants.GetVersionAsync(run.Left, run.Cancellation);
            Expect.Same(new TenantVersion(loaded.Version, loaded.Fingerprint), version, "the version of what is loaded");
            Expect.That(version is { IsKnown: true }, "a version must tell something");
            Expect.Same(version, await run.Storage.Tenants.GetVersionAsync(run.Left, run.Cancellation), "the version read again without a change");
        });
        yield return Check("version-grows", "Each change makes the version grow, that of the changed tenant alone.", async run =>
        {
            long right = await run.VersionAsync(run.Right), before = await run.VersionAsync(run.Left);
            TenantVersion? known = await run.Storage.Tenants.GetVersionAsync(run.Left, run.Cancellation);
            await run.ImportAsync(run.Twins.Left with { Organization = run.Twins.Left.Organization with { Name = "Changed" } });
            long after = await run.VersionAsync(run.Left);
            Expect.That(after > before, $"the version must grow with a change; it went from {before} to {after}");
            Expect.That(await run.Storage.Tenants.GetVersionAsync(run.Left, run.Cancellation) != known, "what GetVersionAsync tells must differ after a change");
            Expect.Same(right, await run.VersionAsync(run.Right), "the version of the neighbour");
        });
        yield return Check("versions-in-one-query", "GetVersionsAsync gives the versions of those tenants that exist, and of no others.", async run =>
        {
            var nobody = new TenantId(run.Twins.Id(Twin.Left, 40_000));
            IReadOnlyDictionary<TenantId, long> versions = await run.Storage.Tenants.GetVersionsAsync([run.Left, nobody, run.Right, run.Left, default, new TenantId(-1)], run.Cancellation);
            Expect.SameItems([run.Left, run.Right], versions.Keys.OrderBy(static tenant => tenant.Value), "the tenants with a version");
            Expect.Same(await run.VersionAsync(run.Left), versions[run.Left], "the version of a tenant");
            Expect.Same(await run.VersionAsync(run.Right), versions[run.Right], "the version of its neighbour");
            Expect.Same(0, (await run.Storage.Tenants.GetVersionsAsync([], run.Cancellation)).Count, "the versions of no tenants");
            Expect.SameItems([run.Left], (await run.Storage.Tenants.GetVersionsAsync([run.Left], run.Cancellation)).Keys, "the tenants of a query for one");
            TenantId[] many = [.. Enumerable.Range(1, 1_500).Select(n => new TenantId(run.Twins.Id(Twin.Left, n))), run.Left];
            Expect.SameItems([run.Left], (await run.Storage.Tenants.GetVersionsAsync(many, run.Cancellation)).Keys, "the tenants of a query for 1,501");
        });
        yield return Check("list", "ListAsync gives each tenant once.", async run =>
        {
            var seen = new List<TenantId>();
            await foreach (TenantId tenant in run.Storage.Tenants.ListAsync(run.Cancellation)) seen.Add(tenant);
            Expect.Same(1, seen.Count(tenant => tenant == run.Left), "how often ListAsync gives a tenant");
            Expect.Same(1, seen.Count(tenant => tenant == run.Right), "how often ListAsync gives its neighbour");
            Expect.Same(seen.Count, seen.Distinct().Count(), "the tenants of ListAsync");
        });
        yield return Check("cancellation", "A cancelled token ends every read with OperationCanceledException.", async run =>
        {
            await run.CancelledAsync("LoadAsync", async token => await run.Storage.Tenants.LoadAsync(run.Left, token));
            await run.CancelledAsync("GetVersionAsync", async token => await run.Storage.Tenants.GetVersionAsync(run.Left, token));
            await run.CancelledAsync("GetVersionsAsync", async token => await run.Storage.Tenants.GetVersionsAsync([run.Left], token));
            await run.CancelledAsync("ListAsync", async token =>
            {
                await foreach (TenantId _ in run.Storage.Tenants.ListAsync(token)) { }
            });
        });
        yield return Check("other-node", "Another process on the same data sees a change, its version, and finds the tenant.", async run =>
        {
            Expect.SameText(StateText.Of(run.Twins.Left), StateText.Of((await run.OtherNode.Tenants.LoadAsync(run.Left, run.Cancellation))!), "what another process loads");
            await run.ImportAsync(run.Twins.Left with { Users = [], Extensions = [.. run.Twins.Left.Extensions.Select(static extension => extension with { UserId = null })] });
            Expect.Same(await run.VersionAsync(run.Left), (await run.OtherNode.Tenants.GetVersionAsync(run.Left, run.Cancellation))?.Version, "the version that another process reads after a change");
            Expect.Same(0, (await run.OtherNode.Tenants.LoadAsync(run.Left, run.Cancellation))?.Users.Count, "the users that another process loads after they are gone");
        });
    }

    private static ConformanceCheck Check(string name, string rule, Func<StorageRun, Task> body) => new("tenants." + name, rule, async run =>
    {
        await run.ImportAsync();
        await body(run);
    });

    // Two whole configurations take turns while readers look: what they see is one of the two.
    private static async Task OneMomentAsync(StorageRun run)
    {
        TenantConfiguration one = run.Twins.Left;
        TenantConfiguration two = one with
        {
            Organization = one.Organization with { Name = "Two" },
            IvrMenus = [], ConferenceRooms = [],
            RingGroups = [.. one.RingGroups.Select(static group => group with { Members = [] })],
            OutboundWhitelists = [.. one.OutboundWhitelists.Select(static rule => rule with { Priority = 1_000 })],
        };
        string[] allowed = [StateText.Of(one), StateText.Of(two)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation);
        Task<int> reading = Task.Run(async () =>
        {
            int reads = 0;
            for (; !stop.IsCancellationRequested; reads++)
            {
                string seen = StateText.Of(await run.LoadAsync(run.Left));
                if (!allowed.Contains(seen)) Expect.SameText(allowed[1], seen, "a reader during changes must see one of two whole configurations");
            }
            return reads;
        }, CancellationToken.None);
        for (int i = 0; i < 12 && !reading.IsCompleted; i++) await run.ImportAsync(i % 2 == 0 ? two : one);
        await stop.CancelAsync();
        await reading;
    }
}
