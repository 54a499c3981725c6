using System.Globalization;

namespace OpBX.Routing;

/// <summary>The target of a destination after its handler parsed it, once, when the snapshot was built.</summary>
public readonly struct DestinationTarget
{
    private DestinationTarget(long id, object? value, string? fault)
    {
        Id = id;
        Value = value;
        Fault = fault;
    }

    /// <summary>The id that the target names; 0 when it names none.</summary>
    public long Id { get; }

    /// <summary>Whatever else the handler made of the target.</summary>
    public object? Value { get; }

    /// <summary>Why the target can't be used; null = it can. A faulty target makes its destination <c>unavailable</c>.</summary>
    public string? Fault { get; }

    /// <summary>A target that needs nothing.</summary>
    public static DestinationTarget None { get; }

    /// <summary>A target that can't be used.</summary>
    public static DestinationTarget Invalid(string fault) => new(0, null, fault);

    /// <summary>A parsed target.</summary>
    public static DestinationTarget Of(object value) => new(0, value, null);

    /// <summary>Parses the id of an object: digits, 1 or greater.</summary>
    public static DestinationTarget ParseId(string target)
        => long.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out long id) && id > 0
            ? new DestinationTarget(id, null, null)
            : Invalid("not-an-id");
}

/// <summary>A destination with its handler and parsed target: ready to route.</summary>
public sealed class Destination
{
    internal Destination(DestinationRef reference, IDestinationHandler? handler, DestinationTarget target)
    {
        Ref = reference;
        Handler = handler;
        Target = target;
    }

    /// <summary>What configuration says.</summary>
    public DestinationRef Ref { get; }

    /// <summary>The handler; null when no handler knows the kind.</summary>
    public IDestinationHandler? Handler { get; }

    /// <summary>The parsed target.</summary>
    public DestinationTarget Target { get; }

    /// <inheritdoc />
    public override string ToString() => Ref.ToString();
}
