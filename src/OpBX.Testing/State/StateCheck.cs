using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.State;

/// <summary>What a provider gives to be checked: state that is empty and that no other check uses at the same time.</summary>
public interface IStateUnderTest
{
    /// <summary>The state.</summary>
    IOpBXState State { get; }

    /// <summary>
    /// The same state as another node would see it: a second instance that has nothing in common with <see cref="State"/> but
    /// the server. State that serves one process only leaves this out.
    /// </summary>
    IOpBXState OtherNode => State;

    /// <summary>Moves the clock by which both count.</summary>
    /// <param name="by">How far, more than zero.</param>
    void Advance(TimeSpan by);
}

/// <summary>One thing that every provider of shared state must do.</summary>
public sealed class StateCheck
{
    private readonly Func<StateRun, Task> _run;

    internal StateCheck(string name, string rule, Func<StateRun, Task> run)
    {
        Name = name;
        Rule = rule;
        _run = run;
    }

    /// <summary>Names the check, stable and unique: <c>rotation.fair-over-nodes</c>.</summary>
    public string Name { get; }

    /// <summary>What a provider must do, and why.</summary>
    public string Rule { get; }

    /// <summary>Looks whether a state does it.</summary>
    /// <param name="state">The state, empty.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="StateConformanceException">It does not: the message says what was expected and what came.</exception>
    public async Task RunAsync(IStateUnderTest state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            await _run(new StateRun(state, cancellationToken)).ConfigureAwait(false);
        }
        catch (StateConformanceException exception)
        {
            throw new StateConformanceException($"{Name}: {exception.Message}\nThe rule: {Rule}", exception);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StateConformanceException($"{Name}: the state threw {exception.GetType().Name}: {exception.Message}\nThe rule: {Rule}", exception);
        }
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}

/// <summary>A provider of shared state does not do what it must. The message says what was expected and what came.</summary>
public sealed class StateConformanceException : Exception
{
    /// <summary>A breach without further information.</summary>
    public StateConformanceException() : base("The provider does not do what it must.") { }

    /// <summary>A breach.</summary>
    public StateConformanceException(string message) : base(message) { }

    /// <summary>A breach and what led to it.</summary>
    public StateConformanceException(string message, Exception innerException) : base(message, innerException) { }
}

/// <summary>Every check of shared state. A test project enumerates them, whatever its test framework.</summary>
public static class StateConformance
{
    /// <summary>The checks, in a stable order.</summary>
    public static IReadOnlyList<StateCheck> Checks { get; } =
    [
        .. RotationChecks.All,
        .. AdmissionChecks.All,
        .. MinuteChecks.All,
        .. LiveCallChecks.All,
        .. NoticeChecks.All,
        .. SnapshotCopyChecks.All,
        .. LeaseChecks.All,
        .. RecordCopyChecks.All,
    ];

    /// <summary>The check of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static StateCheck Find(string name)
        => Checks.FirstOrDefault(check => check.Name == name) ?? throw new ArgumentException($"There is no check '{name}'.", nameof(name));
}

/// <summary>One run of one check, and what checks have in common.</summary>
internal sealed class StateRun(IStateUnderTest subject, CancellationToken cancellationToken)
{
    public static readonly TenantId Tenant = new(7);
    public static readonly TenantId Neighbour = new(8);

    public IOpBXState State => subject.State;

    public IOpBXState OtherNode => subject.OtherNode;

    public CancellationToken Cancellation { get; } = cancellationToken;

    public IOpBXState Node(int number) => number % 2 == 0 ? State : OtherNode;

    public void Advance(TimeSpan by) => subject.Advance(by);

    public ValueTask<long> NextAsync(IOpBXState state, string? session, long[] members, string step = "", long group = 3, TenantId? tenant = null)
        => state.Rotation.NextAsync(
            new TurnRequest { Tenant = tenant ?? Tenant, RingGroupId = group, Session = session, Step = step, Members = members }, Cancellation);

    /// <summary>Runs the same thing many times at once.</summary>
    public static async Task<T[]> AtOnceAsync<T>(int count, Func<int, Task<T>> action)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<T>[] tasks =
        [
            .. Enumerable.Range(0, count).Select(index => Task.Run(async () =>
            {
                await start.Task.ConfigureAwait(false);
                return await action(index).ConfigureAwait(false);
            })),
        ];
        start.SetResult();
        return await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    public static void That(bool condition, string sentence)
    {
        if (!condition) throw new StateConformanceException(sentence + ".");
    }

    public static void Same<T>(T expected, T actual, string what)
        => That(EqualityComparer<T>.Default.Equals(expected, actual), $"{what}: expected {expected}, got {actual}");

    public static void SameItems<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what)
    {
        T[] wanted = [.. expected], got = [.. actual];
        That(wanted.SequenceEqual(got), $"{what}: expected [{string.Join(", ", wanted)}], got [{string.Join(", ", got)}]");
    }

    /// <summary>Expects that an operation with a cancelled token ends in <see cref="OperationCanceledException"/>.</summary>
    public static async Task CancelledAsync(string what, Func<CancellationToken, Task> action)
    {
        try
        {
            await action(new CancellationToken(canceled: true)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        throw new StateConformanceException($"{what} with a cancelled token must throw OperationCanceledException; it threw nothing.");
    }

    public static async Task RefusesAsync(string what, Func<Task> action)
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (ArgumentException)
        {
            return;
        }
        throw new StateConformanceException($"{what} must be an ArgumentException.");
    }
}
