using System.Globalization;
using System.Text;
using OpBX.Calls;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>
/// Generated sequences of operations on two tenants, compared after every step with a simple model: what no single check
/// thinks of. The same seed always gives the same sequence.
/// </summary>
public static class StorageSequence
{
    /// <summary>Runs one sequence.</summary>
    /// <param name="storage">The storage. It must not hold the tenants of <see cref="TwinTenants"/> of that space.</param>
    /// <param name="seed">Chooses the operations.</param>
    /// <param name="steps">How many operations, 1 or more.</param>
    /// <param name="space">The space of the two tenants.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ConformanceException">
    /// The storage differs from the model. The message names the seed and the operations up to the first after which it does,
    /// which are the shortest prefix that shows it.
    /// </exception>
    public static async Task RunAsync(IStorageUnderTest storage, int seed, int steps, int space, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        var model = new StorageModel(TwinTenants.Create(space));
        foreach (Twin twin in Enum.GetValues<Twin>()) await storage.ImportAsync(model.Configuration(twin), cancellationToken);
        var random = new Random(seed);
        var log = new StringBuilder();
        for (int step = 1; step <= steps; step++)
        {
            SequenceStep operation = SequenceStep.Next(model, random, step);
            log.Append(CultureInfo.InvariantCulture, $"\n{step,4}. {operation.Name}");
            try
            {
                await operation.RunAsync(storage.Storage, cancellationToken);
                foreach (Twin twin in Enum.GetValues<Twin>()) await CompareAsync(storage.Storage, model, twin, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new ConformanceException(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}, step {step}: {exception.Message}\nThe operations:{log}"), exception);
            }
        }
    }

    private static async Task CompareAsync(IOpBXStorage storage, StorageModel model, Twin twin, CancellationToken cancellationToken)
    {
        TenantId tenant = model.Twins[twin].Organization.Id;
        TenantConfiguration? loaded = await storage.Tenants.LoadAsync(tenant, cancellationToken);
        Expect.That(loaded is not null, $"the {twin} tenant must exist");
        Expect.SameText(StateText.Of(model.Configuration(twin)), StateText.Of(loaded), $"the configuration of the {twin} tenant");
        Expect.That(loaded.Version >= model.LastVersion(twin), $"the version of the {twin} tenant must not go back; it went from {model.LastVersion(twin)} to {loaded.Version}");
        model.Saw(twin, loaded.Version);
        foreach (string token in model.Tokens)
        {
            Expect.Same(WithoutLinks(model.Call(twin, token)), WithoutLinks(RecordChecks.Plain(await storage.CallLogs.FindAsync(tenant, token, cancellationToken))), $"the row of the call {token} of the {twin} tenant");
            Expect.Same(model.Events(twin, token), (await storage.SessionUpdates.ListBySessionAsync(tenant, token, cancellationToken)).Count, $"the number of events of the call {token} of the {twin} tenant");
        }
    }

    // The operations delete DIDs, extensions and groups; a foreign key lets go of them.
    private static CallLog? WithoutLinks(CallLog? row) => row is null ? null : row with { DidId = null, ExtensionId = null, RingGroupId = null };
}
