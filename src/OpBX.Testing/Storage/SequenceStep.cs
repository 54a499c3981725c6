using OpBX.Calls;
using OpBX.Cdr;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>One operation of a sequence. Making it changes the model; running it expects the storage to answer as the model says.</summary>
internal sealed record SequenceStep(string Name, Func<IOpBXStorage, CancellationToken, Task> RunAsync)
{
    public static SequenceStep Next(StorageModel model, Random random, int step)
    {
        var twin = (Twin)random.Next(2);
        return random.Next(10) switch
        {
            0 => Replace(model, random, twin),
            1 or 2 => Report(model, random, twin),
            3 or 4 => Event(model, random, twin),
            5 or 6 => Of(StoreProbes.OutboundWhitelists, model, random, twin, step),
            7 => Of(StoreProbes.DidNumbers, model, random, twin, step),
            8 => Of(ContainerProbes.IvrMenus, model, random, twin, step),
            _ => Of(ContainerProbes.Schedules, model, random, twin, step),
        };
    }

    // Kinds that nothing refers to by a foreign key, so that the model needs no rules for what goes with what.
    private static SequenceStep Of<T>(StoreProbe<T> probe, StorageModel model, Random random, Twin twin, int step)
        where T : class
    {
        TenantId tenant = model.Twins[twin].Organization.Id;
        TenantConfiguration before = model.Configuration(twin);
        IReadOnlyList<T> items = probe.Items(before);
        T? target = items.Count == 0 ? null : items[random.Next(items.Count)];
        // Now and then the id of the neighbour is asked for, which is nothing of this tenant.
        IReadOnlyList<T> neighbours = probe.Items(model.Configuration(1 - twin));
        bool isForeign = random.Next(6) == 0 && neighbours.Count > 0;
        long id = isForeign ? probe.IdOf(neighbours[random.Next(neighbours.Count)]) : target is null ? model.Twins.Id(twin, 40_000) : probe.IdOf(target);
        bool exists = !isForeign && target is not null;
        string text = HostileTexts.Get(random.Next(HostileTexts.All.Count));
        switch (random.Next(3))
        {
            case 0:
                T item = Numbered(probe.WithId(probe.WithText(probe.Fresh(model.Twins, twin, 0), text), isForeign ? id : model.Twins.Id(twin, 1_000 + step)), model.Twins, twin, step);
                bool isTaken = isForeign || items.Concat(neighbours).OfType<Numbers.DidNumber>().Any(did => item is Numbers.DidNumber added && added.PhoneNumber == did.PhoneNumber);
                if (!isTaken) model.Set(twin, probe.With(before, [.. items, item]));
                return Change($"{twin}: insert {probe.Name} {probe.IdOf(item)}", isTaken ? ChangeOutcome.Refused : ChangeOutcome.Done,
                    async (storage, cancellation) => (await probe.Store(storage.Configuration).InsertAsync(tenant, item, null, cancellation)).Outcome);
            case 1:
                T asked = exists ? probe.WithText(target!, text) : Numbered(probe.WithId(probe.Fresh(model.Twins, twin, 1), id), model.Twins, twin, step);
                if (exists) model.Set(twin, probe.With(before, [.. items.Select(one => ReferenceEquals(one, target) ? asked : one)]));
                return Change($"{twin}: update {probe.Name} {id}", exists ? ChangeOutcome.Done : ChangeOutcome.NotFound,
                    async (storage, cancellation) => (await probe.Store(storage.Configuration).UpdateAsync(tenant, asked, null, cancellation)).Outcome);
            default:
                if (exists) model.Set(twin, probe.With(before, [.. items.Where(one => !ReferenceEquals(one, target))]));
                return Change($"{twin}: delete {probe.Name} {id}", exists ? ChangeOutcome.Done : ChangeOutcome.NotFound,
                    async (storage, cancellation) => (await probe.Store(storage.Configuration).DeleteAsync(tenant, id, null, cancellation)).Outcome);
        }
    }

    private static SequenceStep Replace(StorageModel model, Random random, Twin twin)
    {
        TenantConfiguration whole = model.Twins[twin];
        TenantConfiguration next = model.Configuration(twin) with
        {
            Organization = whole.Organization with { Name = HostileTexts.Get(random.Next(100)), Status = (OrganizationStatus)random.Next(3) },
            CloudonixSettings = random.Next(4) == 0 ? null : whole.CloudonixSettings,
            OutboundWhitelists = [.. whole.OutboundWhitelists.Where(_ => random.Next(2) == 0)],
            IvrMenus = [.. whole.IvrMenus.Where(_ => random.Next(2) == 0)],
            RingGroups = [.. whole.RingGroups.Where(_ => random.Next(2) == 0).Select(group => group with { Members = [.. group.Members.Where(_ => random.Next(3) > 0)] })],
            ConferenceRooms = [.. whole.ConferenceRooms.Where(_ => random.Next(2) == 0)],
        };
        model.Set(twin, next);
        return Change($"{twin}: replace the whole configuration", ChangeOutcome.Done, async (storage, cancellation) => (await storage.Configuration.ReplaceAsync(next, null, cancellation)).Outcome);
    }

    private static SequenceStep Report(StorageModel model, Random random, Twin twin)
    {
        var call = new RecordedCall(model.Tokens[random.Next(model.Tokens.Count)], model.Twins, twin);
        CallReport report = random.Next(3) switch
        {
            0 => call.Voice with { At = RecordedCall.At(random.Next(5)) },
            1 => call.Session(random.Next(60), (CallStatus)random.Next(7)),
            _ => call.RecordingReport with { RecordingUrl = "https://recordings.example/" + random.Next(3) },
        };
        RecordOutcome[] expected = model.Report(twin, report) ? [RecordOutcome.Stored, RecordOutcome.Duplicate] : [RecordOutcome.ForeignToken];
        return new($"{twin}: report {report.Source} of {call.Token}", async (storage, cancellation) =>
        {
            RecordOutcome outcome = (await storage.CallLogs.MergeAsync(model.Twins[twin].Organization.Id, report, cancellation)).Outcome;
            Expect.That(expected.Contains(outcome), $"the outcome of a report must be {string.Join(" or ", expected)}; it was {outcome}");
        });
    }

    private static SequenceStep Event(StorageModel model, Random random, Twin twin)
    {
        var call = new RecordedCall(model.Tokens[random.Next(model.Tokens.Count)], model.Twins, twin);
        string eventId = "e" + random.Next(8);
        double second = random.Next(60_000) / 1000.0;
        CallReport report = call.Session(second, (CallStatus)random.Next(7));
        RecordOutcome expected = RecordOutcome.ForeignToken;
        if (!model.IsForeign(twin, call.Token))
        {
            expected = model.Event(twin, call.Token, eventId) ? RecordOutcome.Stored : RecordOutcome.Duplicate;
            if (expected == RecordOutcome.Stored) model.Report(twin, report);
        }
        return new($"{twin}: event {eventId} of {call.Token}", async (storage, cancellation) =>
            Expect.Same(expected, (await storage.SessionUpdates.AddAsync(model.Twins[twin].Organization.Id, call.Update(eventId, second, "any"), report, cancellation)).Outcome, "the outcome of an event"));
    }

    // Children get ids here, so that the model need not learn them from the storage.
    private static T Numbered<T>(T item, TwinTenants twins, Twin twin, int step) where T : class => item switch
    {
        Ivr.IvrMenu menu => (T)(object)(menu with { Options = [.. menu.Options.Select((option, index) => option with { Id = twins.Id(twin, 2_000 + (step * 4) + index) })] }),
        BusinessHours.BusinessHoursSchedule schedule => (T)(object)(schedule with
        {
            Rules = [.. schedule.Rules.Select((rule, index) => rule with { Id = twins.Id(twin, 2_000 + (step * 4) + index) })],
            Exceptions = [.. schedule.Exceptions.Select((exception, index) => exception with { Id = twins.Id(twin, 2_000 + (step * 4) + index) })],
            Destinations = [.. schedule.Destinations.Select((destination, index) => destination with { Id = twins.Id(twin, 2_000 + (step * 4) + index) })],
        }),
        _ => item,
    };

    private static SequenceStep Change(string name, ChangeOutcome expected, Func<IOpBXStorage, CancellationToken, Task<ChangeOutcome>> change)
        => new(name, async (storage, cancellation) => Expect.Same(expected, await change(storage, cancellation), "the outcome"));
}
