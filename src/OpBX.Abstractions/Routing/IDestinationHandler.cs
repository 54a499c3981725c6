namespace OpBX.Routing;

/// <summary>
/// Routes one kind of destination. A kind is one class and one registration
/// (<c>builder.AddDestination&lt;THandler&gt;()</c>). Handlers are singletons, pure and synchronous: everything they
/// may read comes through the context. They never throw for anything that configuration or a caller can contain.
/// </summary>
public interface IDestinationHandler
{
    /// <summary>The kind, unique over all handlers.</summary>
    DestinationKind Kind { get; }

    /// <summary>Parses a target once, when a snapshot is built.</summary>
    /// <param name="target">The target text of the configuration.</param>
    /// <returns>The parsed target, or <see cref="DestinationTarget.Invalid"/>.</returns>
    DestinationTarget Parse(string target);

    /// <summary>A call arrives at the destination.</summary>
    RoutingAction Enter(IRoutingContext context, DestinationTarget target);

    /// <summary>
    /// The platform calls back for a continuation that this destination wrote
    /// (<see cref="IRoutingContext.Step"/>): a Dial ended, digits came, a recording was made.
    /// </summary>
    RoutingAction Continue(IRoutingContext context, DestinationTarget target);
}
