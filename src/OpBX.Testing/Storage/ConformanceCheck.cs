using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>One thing that every provider must do. Checks do not depend on each other and may run at the same time.</summary>
public sealed class ConformanceCheck
{
    private readonly Func<StorageRun, Task> _run;

    internal ConformanceCheck(string name, string rule, Func<StorageRun, Task> run)
    {
        Name = name;
        Rule = rule;
        _run = run;
    }

    /// <summary>Names the check, stable and unique: <c>extensions.update-of-neighbour</c>.</summary>
    public string Name { get; }

    /// <summary>What a provider must do, and why.</summary>
    public string Rule { get; }

    /// <summary>Looks whether a storage does it.</summary>
    /// <param name="storage">The storage. The check brings tenants of its own, so one storage may serve many checks.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="ConformanceException">It does not: the message says what was expected and what came.</exception>
    public async Task RunAsync(IStorageUnderTest storage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(storage);
        try
        {
            await _run(new StorageRun(storage, cancellationToken)).ConfigureAwait(false);
        }
        catch (ConformanceException exception)
        {
            throw new ConformanceException($"{Name}: {exception.Message}\nThe rule: {Rule}", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ConformanceException($"{Name}: the storage threw {exception.GetType().Name}: {exception.Message}\nThe rule: {Rule}", exception);
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A provider does not do what it must. The message says what was expected and what came.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>A breach without further information.</summary>
    public ConformanceException() : base("The provider does not do what it must.") { }

    /// <summary>A breach.</summary>
    public ConformanceException(string message) : base(message) { }

    /// <summary>A breach and what led to it.</summary>
    public ConformanceException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>What a provider gives to be checked: a storage without tenants, or with tenants that no other check uses.</summary>
public interface IStorageUnderTest
{
    /// <summary>The storage.</summary>
    IOpBXStorage Storage { get; }

    /// <summary>
    /// The same data as another process would see it: a second instance on the same database, with nothing in common with
    /// <see cref="Storage"/> but the database. A storage that serves one process only leaves this out.
    /// </summary>
    IOpBXStorage OtherNode => Storage;

    /// <summary>
    /// Makes a tenant exactly as this configuration says, whatever it was before. Only a storage that can't be administered
    /// needs a way of its own; the checks of administration fail on it.
    /// </summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    async ValueTask ImportAsync(TenantConfiguration configuration, CancellationToken cancellationToken)
        => Expect.Done(await Storage.Configuration.ReplaceAsync(configuration, null, cancellationToken).ConfigureAwait(false), "ReplaceAsync of a whole tenant");
}
