using System.Globalization;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>One run of one check: the storage, two tenants of its own, and what checks have in common.</summary>
internal sealed class StorageRun
{
    private static int _spaces;

    private readonly IStorageUnderTest _subject;

    public StorageRun(IStorageUnderTest subject, CancellationToken cancellationToken)
    {
        _subject = subject;
        Storage = subject.Storage;
        OtherNode = subject.OtherNode;
        Cancellation = cancellationToken;
        Space = (int)((uint)Interlocked.Increment(ref _spaces) % (TwinTenants.MaxSpace + 1));
        Twins = TwinTenants.Create(Space);
    }

    public IOpBXStorage Storage { get; }

    public IOpBXStorage OtherNode { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>A number that no other run of this process has at the moment.</summary>
    public int Space { get; }

    public TwinTenants Twins { get; }

    public TenantId Left => Twins.Left.Organization.Id;

    public TenantId Right => Twins.Right.Organization.Id;

    public IConfigurationStores Configuration => Storage.Configuration;

    /// <summary>A session token that no other run uses.</summary>
    public string Token(string name) => string.Create(CultureInfo.InvariantCulture, $"{name}-of-space-{Space}");

    /// <summary>Brings both tenants into the storage.</summary>
    public async Task ImportAsync()
    {
        await ImportAsync(Twins.Left);
        await ImportAsync(Twins.Right);
    }

    public async Task ImportAsync(TenantConfiguration configuration) => await _subject.ImportAsync(configuration, Cancellation);

    public async Task<TenantConfiguration> LoadAsync(TenantId tenant)
        => await Storage.Tenants.LoadAsync(tenant, Cancellation) ?? throw new ConformanceException($"LoadAsync of tenant {tenant} gave null; the tenant exists.");

    public async Task<long> VersionAsync(TenantId tenant)
        => (await Storage.Tenants.GetVersionAsync(tenant, Cancellation))?.Version ?? throw new ConformanceException($"GetVersionAsync of tenant {tenant} gave null; the tenant exists.");

    /// <summary>The whole configuration as text, and its version.</summary>
    public async Task<string> StateAsync(TenantId tenant)
    {
        TenantConfiguration? configuration = await Storage.Tenants.LoadAsync(tenant, Cancellation);
        return configuration is null ? "no tenant" : string.Create(CultureInfo.InvariantCulture, $"version {configuration.Version}\n") + StateText.Of(configuration);
    }

    /// <summary>Expects that something changes nothing of either tenant.</summary>
    public async Task UnchangedAsync(string what, Func<Task> action)
    {
        string left = await StateAsync(Left), right = await StateAsync(Right);
        await action();
        Expect.SameText(left, await StateAsync(Left), $"after {what} the tenant must be as before");
        Expect.SameText(right, await StateAsync(Right), $"after {what} the neighbour must be as before");
    }

    /// <summary>Expects that something changes the left tenant, whose version grows, and nothing of its neighbour.</summary>
    public async Task ChangesLeftAsync(string what, Func<Task<long>> action)
    {
        string right = await StateAsync(Right);
        long before = await VersionAsync(Left);
        long told = await action();
        long after = await VersionAsync(Left);
        Expect.That(after > before, $"after {what} the configuration version must have grown; it went from {before} to {after}");
        Expect.Same(after, told, $"the Version of the result of {what} must be the version that is kept");
        Expect.SameText(right, await StateAsync(Right), $"after {what} the neighbour must be as before");
    }

    /// <summary>Expects that an operation with a cancelled token ends in <see cref="OperationCanceledException"/> and changes nothing.</summary>
    public async Task CancelledAsync(string what, Func<CancellationToken, ValueTask> action)
    {
        var cancelled = new CancellationToken(canceled: true);
        await UnchangedAsync(what + " with a cancelled token", async () =>
        {
            try
            {
                await action(cancelled);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            throw new ConformanceException($"{what} with a cancelled token must throw OperationCanceledException; it threw nothing.");
        });
    }

    /// <summary>Runs the same thing many times at once.</summary>
    public static async Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> action)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<T>[] tasks =
        [
            .. Enumerable.Range(0, count).Select(index => Task.Run(async () =>
            {
                await start.Task;
                return await action(index);
            })),
        ];
        start.SetResult();
        return await Task.WhenAll(tasks);
    }
}
