using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The checks that are the same for every kind of configuration object.</summary>
internal sealed class StoreChecks<T>(StoreProbe<T> probe)
    where T : class
{
    private const int Absent = 40_000;

    private static readonly TwinTenants Examples = TwinTenants.Create();

    private static readonly string[] HalfPairs = ["half \uD83D pair", "\uDCDE", "end \uD83D"];

    private T Example => probe.Fresh(Examples, Twin.Left, 0);

    public IEnumerable<ConformanceCheck> All()
    {
        yield return Check("insert-gives-ids", "An object of id 0 gets an id, its children too; the result, the store and the tenant's configuration tell the same.", InsertAsync);
        yield return Check("insert-keeps-given-id", "An id that is given and free is used.", InsertWithIdAsync);
        yield return Check("insert-of-taken-id", "An id that is taken, by this tenant or by another, is refused as duplicate; nobody's object changes.", InsertTakenAsync);
        yield return Check("update-replaces", "An update replaces the object and all its children; children that keep their id keep it.", UpdateAsync);
        yield return Check("update-of-absent", "What does not exist can't be updated: NotFound, nothing made.", UpdateAbsentAsync);
        yield return Check("update-of-neighbour", "Another tenant's object can't be updated: NotFound, the neighbour untouched (rule T1).", UpdateNeighbourAsync);
        yield return Check("find", "An object is found by its id in its tenant; another tenant's id, an unknown, negative or enormous one is null (rule T1).", FindAsync);
        yield return Check("list-pages", "Pages are in ascending order of ids, without gaps, of this tenant alone; limits are brought into their range.", ListAsync);
        yield return Check("list-text", "Each word of a text must begin a word of the object, without letter case; a text is never part of a statement.", SearchAsync);
        yield return Check("delete-removes", "What is deleted is gone, its children too; the result is the object as it was, and a second time there is nothing to delete.", DeleteAsync);
        yield return Check("delete-of-neighbour", "Another tenant's object can't be deleted: NotFound, the neighbour untouched (rule T1).", DeleteNeighbourAsync);
        yield return Check("stale-version", "A change that was decided on another version is a Conflict and changes nothing; on the right one it is done (rule A2).", StaleAsync);
        yield return Check("hostile-texts", "Every text that fits is kept exactly: quotes, NUL, emoji, SQL, white space.", TextsAsync);
        yield return Check("too-long", "A text that is longer than its column is refused, not cut; all faults are told at once, each with its path.", TooLongAsync);
        yield return Check("lone-surrogate", "Half a surrogate pair can't be kept exactly and is refused.", SurrogateAsync);
        yield return Check("negative-id", "A negative id is refused or not found, whatever is asked.", NegativeAsync);
        yield return Check("unknown-tenant", "A tenant that does not exist has nothing and takes nothing.", UnknownTenantAsync);
        yield return Check("cancellation", "A cancelled token ends every operation with OperationCanceledException, and nothing is written.", CancelAsync);
        yield return Bad("invalid-values", "A value that its column does not hold is refused, by insert and by update, and nothing changes.", probe.Invalid);
        if (probe.Dangling(Examples, Example).Any()) yield return Bad("dangling-references", "An id that names nothing of this tenant is refused, also when it names something of another tenant (rule T1).", probe.Dangling);
        if (probe.Duplicate(Examples, Example).Any()) yield return Bad("duplicates", "A unique value that is taken is refused.", probe.Duplicate);
    }

    private ConformanceCheck Check(string name, string rule, Func<StorageRun, IConfigurationStore<T>, Task> body)
        => new(probe.Name + "." + name, rule, async run =>
        {
            await run.ImportAsync();
            await body(run, probe.Store(run.Configuration));
        });

    private ConformanceCheck Bad(string name, string rule, Func<TwinTenants, T, IEnumerable<BadItem<T>>> items)
        => Check(name, rule, async (run, store) =>
        {
            foreach (BadItem<T> bad in items(run.Twins, Fresh(run)))
            {
                await run.UnchangedAsync($"an insert with {bad.What}", async () =>
                    Expect.Refused(await store.InsertAsync(run.Left, bad.Item, null, run.Cancellation), bad.Code, $"an insert with {bad.What}"));
            }
            long id = probe.IdOf(Done(await store.InsertAsync(run.Left, Fresh(run), null, run.Cancellation), "an insert"));
            foreach (BadItem<T> bad in items(run.Twins, Fresh(run)))
            {
                await run.UnchangedAsync($"an update with {bad.What}", async () =>
                    Expect.Refused(await store.UpdateAsync(run.Left, probe.WithId(bad.Item, id), null, run.Cancellation), bad.Code, $"an update with {bad.What}"));
            }
        });

    private T Fresh(StorageRun run, int n = 0, Twin twin = Twin.Left) => probe.Fresh(run.Twins, twin, n);

    private T First(StorageRun run, Twin twin = Twin.Left) => probe.Items(run.Twins[twin])[0];

    private static T Done(ChangeResult<T> result, string what)
    {
        Expect.Done(result, what);
        return result.Item!;
    }

    private async Task IsKeptAsync(StorageRun run, IConfigurationStore<T> store, T expected, string what)
    {
        T? found = await store.FindAsync(run.Left, probe.IdOf(expected), run.Cancellation);
        Expect.That(found is not null, $"after {what} FindAsync must give the object; it gave null");
        Expect.SameText(probe.Text(expected), probe.Text(found), $"after {what} FindAsync must give what the result told");
        T? loaded = probe.Items(await run.LoadAsync(run.Left)).FirstOrDefault(item => probe.IdOf(item) == probe.IdOf(expected));
        Expect.That(loaded is not null, $"after {what} LoadAsync must hold the object");
        Expect.SameText(probe.Text(expected), probe.Text(loaded), $"after {what} LoadAsync must hold what the result told");
    }

    // What was asked for, ids aside that the storage gives.
    private void IsSame(T asked, T told, string what)
    {
        Expect.SameText(WithoutGivenIds(asked, asked), WithoutGivenIds(told, asked), $"the result of {what} must be what was asked for");
        IReadOnlyList<long> ids = probe.ChildIds(told);
        Expect.That(probe.IdOf(told) > 0, $"the result of {what} must have an id; it is {probe.IdOf(told)}");
        Expect.That(ids.All(static id => id > 0), $"all children in the result of {what} must have ids; they are {string.Join(", ", ids)}");
        long[] lost = [.. probe.ChildIds(asked).Where(static id => id > 0).Except(ids)];
        Expect.That(lost.Length == 0, $"children that keep their id keep their row; the result of {what} lost {string.Join(", ", lost)}");
    }

    private string WithoutGivenIds(T item, T asked)
        => ChildText.Of(StateText.Sorted(probe.With(TextHolder, [probe.WithId(item, 1)])), probe.With(TextHolder, [asked]));

    private static TenantConfiguration TextHolder { get; } = new() { Organization = new Organization { Id = new TenantId(1), Name = "" } };

    private Task InsertAsync(StorageRun run, IConfigurationStore<T> store) => run.ChangesLeftAsync("an insert", async () =>
    {
        T asked = Fresh(run);
        ChangeResult<T> result = await store.InsertAsync(run.Left, asked, null, run.Cancellation);
        T told = Done(result, "an insert");
        IsSame(asked, told, "an insert");
        await IsKeptAsync(run, store, told, "an insert");
        return result.Version;
    });

    private Task InsertWithIdAsync(StorageRun run, IConfigurationStore<T> store) => run.ChangesLeftAsync("an insert with an id", async () =>
    {
        T asked = probe.WithId(Fresh(run), run.Twins.Id(Twin.Left, 5_000));
        ChangeResult<T> result = await store.InsertAsync(run.Left, asked, null, run.Cancellation);
        T told = Done(result, "an insert with an id");
        Expect.Same(probe.IdOf(asked), probe.IdOf(told), "the id of an insert with an id");
        IsSame(asked, told, "an insert with an id");
        await IsKeptAsync(run, store, told, "an insert with an id");
        return result.Version;
    });

    private async Task InsertTakenAsync(StorageRun run, IConfigurationStore<T> store)
    {
        foreach (Twin owner in Enum.GetValues<Twin>())
        {
            string what = owner == Twin.Left ? "an insert with the id of another object" : "an insert with an id of the neighbour";
            T asked = probe.WithId(Fresh(run), run.Twins.Id(owner, 1));
            await run.UnchangedAsync(what, async () => Expect.Refused(await store.InsertAsync(run.Left, asked, null, run.Cancellation), ChangeFaultCodes.Duplicate, what));
        }
    }

    private Task UpdateAsync(StorageRun run, IConfigurationStore<T> store) => run.ChangesLeftAsync("an update", async () =>
    {
        T asked = probe.Changed(run.Twins, First(run));
        ChangeResult<T> result = await store.UpdateAsync(run.Left, asked, null, run.Cancellation);
        T told = Done(result, "an update");
        IsSame(asked, told, "an update");
        await IsKeptAsync(run, store, told, "an update");
        foreach (T other in probe.Items(run.Twins.Left).Skip(1)) await IsKeptAsync(run, store, other, "an update of another object");
        return result.Version;
    });

    private Task UpdateAbsentAsync(StorageRun run, IConfigurationStore<T> store) => run.UnchangedAsync("an update of nothing", async () =>
    {
        T item = probe.WithId(Fresh(run), run.Twins.Id(Twin.Left, Absent));
        Expect.Outcome(ChangeOutcome.NotFound, await store.UpdateAsync(run.Left, item, null, run.Cancellation), "an update of an object that does not exist");
    });

    private Task UpdateNeighbourAsync(StorageRun run, IConfigurationStore<T> store) => run.UnchangedAsync("an update of the neighbour's object", async () =>
    {
        T item = probe.WithId(Fresh(run), probe.IdOf(First(run, Twin.Right)));
        Expect.Outcome(ChangeOutcome.NotFound, await store.UpdateAsync(run.Left, item, null, run.Cancellation), "an update of the neighbour's object");
    });

    private async Task FindAsync(StorageRun run, IConfigurationStore<T> store)
    {
        foreach (T item in probe.Items(run.Twins.Left)) await IsKeptAsync(run, store, item, "an import");
        foreach (long id in new[] { probe.IdOf(First(run, Twin.Right)), run.Twins.Id(Twin.Left, Absent), 0, -1, long.MaxValue, long.MinValue })
            Expect.That(await store.FindAsync(run.Left, id, run.Cancellation) is null, $"FindAsync of id {id}, which is none of this tenant, must give null");
    }

    private async Task ListAsync(StorageRun run, IConfigurationStore<T> store)
    {
        for (int n = 0; n < 4; n++) Done(await store.InsertAsync(run.Left, probe.WithId(Fresh(run, n), run.Twins.Id(Twin.Left, 6_000 + n)), null, run.Cancellation), "an insert");
        long[] expected = [.. probe.Items(await run.LoadAsync(run.Left)).Select(probe.IdOf).Order()];
        Expect.SameItems(expected, await IdsAsync(new ConfigurationQuery()), "the ids of the first page of a hundred");
        var paged = new List<long>();
        long after = 0;
        for (int page = 0; page <= expected.Length; page++)
        {
            long[] ids = await IdsAsync(new ConfigurationQuery { AfterId = after, Limit = 2 });
            Expect.That(ids.Length <= 2, $"a page of at most 2 objects has {ids.Length}");
            if (ids.Length == 0) break;
            paged.AddRange(ids);
            after = ids[^1];
        }
        Expect.SameItems(expected, paged, "the ids of all pages of two");
        Expect.SameItems(expected.Take(1), await IdsAsync(new ConfigurationQuery { Limit = 0 }), "a limit of 0 is one of 1");
        Expect.SameItems(expected.Take(1), await IdsAsync(new ConfigurationQuery { Limit = -5 }), "a negative limit is one of 1");
        Expect.SameItems(expected, await IdsAsync(new ConfigurationQuery { Limit = int.MaxValue, AfterId = -1, Text = " " }), "the greatest limit, from before the first, with a blank text");
        Expect.SameItems([], await IdsAsync(new ConfigurationQuery { AfterId = long.MaxValue }), "the page after the greatest id");
        IReadOnlyList<T> items = await store.ListAsync(run.Left, new ConfigurationQuery { Limit = 1 }, run.Cancellation);
        Expect.SameText(probe.Text(First(run)), probe.Text(items[0]), "an object of a list must be whole, children included");

        async Task<long[]> IdsAsync(ConfigurationQuery query) => [.. (await store.ListAsync(run.Left, query, run.Cancellation)).Select(probe.IdOf)];
    }

    private async Task SearchAsync(StorageRun run, IConfigurationStore<T> store)
    {
        long id = probe.IdOf(Done(await store.InsertAsync(run.Left, probe.Searchable(Fresh(run)), null, run.Cancellation), "an insert"));
        Done(await store.InsertAsync(run.Right, probe.Searchable(Fresh(run, 0, Twin.Right)), null, run.Cancellation), "an insert for the neighbour");
        foreach (string text in probe.Finds)
            Expect.SameItems([id], (await store.ListAsync(run.Left, new ConfigurationQuery { Text = text }, run.Cancellation)).Select(probe.IdOf), $"the objects that '{text}' finds");
        foreach (string text in probe.Misses)
            Expect.SameItems([], (await store.ListAsync(run.Left, new ConfigurationQuery { Text = text }, run.Cancellation)).Select(probe.IdOf), $"the objects that '{text}' finds");
        foreach (string text in HostileTexts.All)
            await run.UnchangedAsync("a search", async () => await store.ListAsync(run.Left, new ConfigurationQuery { Text = text }, run.Cancellation));
    }

    private Task DeleteAsync(StorageRun run, IConfigurationStore<T> store) => run.ChangesLeftAsync("a deletion", async () =>
    {
        T item = First(run);
        ChangeResult<T> result = await store.DeleteAsync(run.Left, probe.IdOf(item), null, run.Cancellation);
        Expect.SameText(probe.Text(item), probe.Text(Done(result, "a deletion")), "the result of a deletion must be the object as it was");
        Expect.That(await store.FindAsync(run.Left, probe.IdOf(item), run.Cancellation) is null, "after a deletion FindAsync must give null");
        long[] left = [.. probe.Items(await run.LoadAsync(run.Left)).Select(probe.IdOf).Order()];
        Expect.SameItems(probe.Items(run.Twins.Left).Select(probe.IdOf).Where(id => id != probe.IdOf(item)).Order(), left, "the objects that a deletion of one leaves");
        Expect.Outcome(ChangeOutcome.NotFound, await store.DeleteAsync(run.Left, probe.IdOf(item), null, run.Cancellation), "a second deletion");
        return result.Version;
    });

    private Task DeleteNeighbourAsync(StorageRun run, IConfigurationStore<T> store) => run.UnchangedAsync("a deletion of the neighbour's object", async () =>
    {
        foreach (long id in new[] { probe.IdOf(First(run, Twin.Right)), run.Twins.Id(Twin.Left, Absent), 0, -1, long.MaxValue })
            Expect.Outcome(ChangeOutcome.NotFound, await store.DeleteAsync(run.Left, id, null, run.Cancellation), $"a deletion of id {id}, which is none of this tenant,");
    });

    private async Task StaleAsync(StorageRun run, IConfigurationStore<T> store)
    {
        long version = await run.VersionAsync(run.Left);
        T first = First(run);
        await run.UnchangedAsync("changes on another version", async () =>
        {
            foreach (long stale in new[] { version - 1, version + 1, 0, -1, long.MaxValue })
            {
                Expect.Outcome(ChangeOutcome.Conflict, await store.InsertAsync(run.Left, Fresh(run), stale, run.Cancellation), $"an insert on version {stale} of {version}");
                Expect.Outcome(ChangeOutcome.Conflict, await store.UpdateAsync(run.Left, probe.Changed(run.Twins, first), stale, run.Cancellation), $"an update on version {stale} of {version}");
                Expect.Outcome(ChangeOutcome.Conflict, await store.DeleteAsync(run.Left, probe.IdOf(first), stale, run.Cancellation), $"a deletion on version {stale} of {version}");
            }
        });
        ChangeResult<T> inserted = await store.InsertAsync(run.Left, Fresh(run), version, run.Cancellation);
        Expect.Done(inserted, "an insert on the right version");
        ChangeResult<T> updated = await store.UpdateAsync(run.Left, probe.Changed(run.Twins, first), inserted.Version, run.Cancellation);
        Expect.Done(updated, "an update on the right version");
        Expect.Done(await store.DeleteAsync(run.Left, probe.IdOf(first), updated.Version, run.Cancellation), "a deletion on the right version");
    }

    private async Task TextsAsync(StorageRun run, IConfigurationStore<T> store)
    {
        T item = Done(await store.InsertAsync(run.Left, probe.WithText(Fresh(run), HostileTexts.Get(0)), null, run.Cancellation), "an insert");
        foreach (string text in HostileTexts.All.Concat(HostileTexts.All.Take(1)))
        {
            T asked = probe.WithText(item, text);
            item = Done(await store.UpdateAsync(run.Left, asked, null, run.Cancellation), $"an update with the text {text}");
            Expect.SameText(probe.Text(asked), probe.Text(item), "the result must hold the texts exactly");
            await IsKeptAsync(run, store, asked, "an update");
        }
    }

    private async Task TooLongAsync(StorageRun run, IConfigurationStore<T> store)
    {
        await run.UnchangedAsync("an insert with two texts that are too long", async () =>
        {
            ChangeResult<T> result = await store.InsertAsync(run.Left, probe.TooLong(Fresh(run)), null, run.Cancellation);
            Expect.Refused(result, ChangeFaultCodes.TooLong, "an insert with two texts that are too long");
            string[] paths = [.. result.Faults.Where(static fault => fault.Code == ChangeFaultCodes.TooLong).Select(static fault => fault.Path).Distinct()];
            Expect.That(paths.Length >= 2, $"both texts that are too long must be told at once; told were [{string.Join(", ", paths)}]");
            Expect.That(paths.All(static path => path.Length > 0), "the fault of a text names its member");
        });
        await run.UnchangedAsync("an update with two texts that are too long", async () =>
            Expect.Refused(await store.UpdateAsync(run.Left, probe.TooLong(First(run)), null, run.Cancellation), ChangeFaultCodes.TooLong, "an update with two texts that are too long"));
    }

    private Task SurrogateAsync(StorageRun run, IConfigurationStore<T> store) => run.UnchangedAsync("half a surrogate pair", async () =>
    {
        foreach (string text in HalfPairs)
        {
            Expect.Refused(await store.InsertAsync(run.Left, probe.WithPlainText(Fresh(run), text), null, run.Cancellation), ChangeFaultCodes.InvalidText, "an insert with half a surrogate pair");
            Expect.Refused(await store.UpdateAsync(run.Left, probe.WithPlainText(First(run), text), null, run.Cancellation), ChangeFaultCodes.InvalidText, "an update with half a surrogate pair");
        }
    });

    private Task NegativeAsync(StorageRun run, IConfigurationStore<T> store) => run.UnchangedAsync("negative ids", async () =>
    {
        foreach (long id in new[] { -1, long.MinValue })
        {
            Expect.Outcome(ChangeOutcome.Refused, await store.InsertAsync(run.Left, probe.WithId(Fresh(run), id), null, run.Cancellation), $"an insert with id {id}");
            Expect.Outcome(ChangeOutcome.NotFound, await store.DeleteAsync(run.Left, id, null, run.Cancellation), $"a deletion of id {id}");
            ChangeOutcome update = (await store.UpdateAsync(run.Left, probe.WithId(Fresh(run), id), null, run.Cancellation)).Outcome;
            Expect.That(update is ChangeOutcome.NotFound or ChangeOutcome.Refused, $"an update of id {id} must be NotFound or Refused; it was {update}");
        }
    });

    private Task UnknownTenantAsync(StorageRun run, IConfigurationStore<T> store) => run.UnchangedAsync("changes of tenants that do not exist", async () =>
    {
        foreach (TenantId nobody in new[] { new TenantId(run.Twins.Id(Twin.Left, Absent)), default, new TenantId(-1), new TenantId(long.MaxValue) })
        {
            Expect.That(await store.FindAsync(nobody, probe.IdOf(First(run)), run.Cancellation) is null, $"FindAsync in tenant {nobody} must give null");
            Expect.Same(0, (await store.ListAsync(nobody, new ConfigurationQuery(), run.Cancellation)).Count, $"the objects of tenant {nobody}");
            Expect.Outcome(ChangeOutcome.NotFound, await store.InsertAsync(nobody, Fresh(run), null, run.Cancellation), $"an insert into tenant {nobody}");
            Expect.Outcome(ChangeOutcome.NotFound, await store.UpdateAsync(nobody, First(run), null, run.Cancellation), $"an update in tenant {nobody}");
            Expect.Outcome(ChangeOutcome.NotFound, await store.DeleteAsync(nobody, probe.IdOf(First(run)), null, run.Cancellation), $"a deletion in tenant {nobody}");
        }
    });

    private async Task CancelAsync(StorageRun run, IConfigurationStore<T> store)
    {
        await run.CancelledAsync("FindAsync", async token => await store.FindAsync(run.Left, probe.IdOf(First(run)), token));
        await run.CancelledAsync("ListAsync", async token => await store.ListAsync(run.Left, new ConfigurationQuery(), token));
        await run.CancelledAsync("InsertAsync", async token => await store.InsertAsync(run.Left, Fresh(run), null, token));
        await run.CancelledAsync("UpdateAsync", async token => await store.UpdateAsync(run.Left, probe.Changed(run.Twins, First(run)), null, token));
        await run.CancelledAsync("DeleteAsync", async token => await store.DeleteAsync(run.Left, probe.IdOf(First(run)), null, token));
    }
}
