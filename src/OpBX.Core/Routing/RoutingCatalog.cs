using System.Collections.Frozen;
using OpBX.BusinessHours;
using OpBX.Numbers;

namespace OpBX.Routing;

/// <summary>
/// Everything that snapshots and decisions are made with: destination handlers and ring strategies by name, numbers and
/// business hours. Immutable; built once.
/// </summary>
public sealed class RoutingCatalog
{
    private readonly FrozenDictionary<string, IDestinationHandler> _handlers;
    private readonly FrozenDictionary<string, IRingStrategy> _strategies;

    /// <summary>A catalog of the given parts.</summary>
    /// <param name="handlers">The destination handlers.</param>
    /// <param name="strategies">The ring strategies.</param>
    /// <param name="numbers">Reads numbers.</param>
    /// <param name="businessHours">Compiles schedules.</param>
    /// <exception cref="InvalidOperationException">Two handlers have one kind, or two strategies one name; the message names both types.</exception>
    public RoutingCatalog(
        IEnumerable<IDestinationHandler> handlers,
        IEnumerable<IRingStrategy> strategies,
        INumberNormalizer numbers,
        IBusinessHoursEvaluator businessHours)
    {
        ArgumentNullException.ThrowIfNull(handlers);
        ArgumentNullException.ThrowIfNull(strategies);
        ArgumentNullException.ThrowIfNull(numbers);
        ArgumentNullException.ThrowIfNull(businessHours);
        _handlers = Register(handlers, static h => h.Kind.Value, "destination kind");
        _strategies = Register(strategies, static s => s.Name.Value, "ring strategy");
        Numbers = numbers;
        BusinessHours = businessHours;
    }

    /// <summary>The built-in destinations and strategies.</summary>
    public static RoutingCatalog Default { get; } = With([]);

    /// <summary>Reads numbers.</summary>
    public INumberNormalizer Numbers { get; }

    /// <summary>Compiles schedules.</summary>
    public IBusinessHoursEvaluator BusinessHours { get; }

    /// <summary>The kinds that have a handler.</summary>
    public IReadOnlyCollection<string> Kinds => _handlers.Keys;

    /// <summary>The built-in destinations and strategies, and some of one's own: for unit tests without a container.</summary>
    /// <param name="handlers">Further destination handlers.</param>
    public static RoutingCatalog With(IEnumerable<IDestinationHandler> handlers)
        => new(
            BuiltInRouting.Handlers().Concat(handlers),
            BuiltInRouting.Strategies(),
            NumberNormalizer.Default,
            new BusinessHoursEvaluator());

    /// <summary>The strategy of that name; null = there is none.</summary>
    public IRingStrategy? FindStrategy(string? name) => name is not null && _strategies.TryGetValue(name, out IRingStrategy? strategy) ? strategy : null;

    /// <summary>Finds the handler of a destination and lets it parse the target.</summary>
    public Destination Bind(DestinationRef reference)
    {
        if (reference.Kind.Value is { } kind && _handlers.TryGetValue(kind, out IDestinationHandler? handler))
        {
            return new Destination(reference, handler, handler.Parse(reference.Target ?? ""));
        }
        return new Destination(reference, null, DestinationTarget.Invalid("unknown-kind"));
    }

    private static FrozenDictionary<string, T> Register<T>(IEnumerable<T> items, Func<T, string?> nameOf, string what)
        where T : class
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (T item in items)
        {
            string name = nameOf(item) is { Length: > 0 } given
                ? given
                : throw new InvalidOperationException($"{item.GetType()} names no {what}.");
            if (!found.TryAdd(name, item))
            {
                throw new InvalidOperationException($"The {what} '{name}' is registered twice: by {found[name].GetType()} and by {item.GetType()}.");
            }
        }
        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
