using OpBX.Extensions;

namespace OpBX.Routing;

/// <summary>Follows destinations until one answers: hop budget, loops and alternatives (rules R3, R4).</summary>
internal ref struct RoutingFlow(RoutingContext context)
{
    private VisitedNodes _visited;
    private int _visitedCount;
    private int _hops;
    private Frame? _alternatives;

    [System.Runtime.CompilerServices.InlineArray(RoutingEngine.MaxRequestHops + 1)]
    private struct VisitedNodes
    {
        private DestinationRef _first;
    }

    private sealed record Frame(IReadOnlyList<Destination> Destinations, int Next, Frame? Outer);

    /// <summary>Remembers a node, so that coming back to it without caller input is a loop.</summary>
    public void Visit(DestinationRef node) => _visited[_visitedCount++] = node;

    public RoutingAction Follow(RoutingAction action)
    {
        while (true)
        {
            switch (action)
            {
                case RoutingAction.Respond or RoutingAction.Ask:
                    return action;
                case RoutingAction.GoTo go:
                    if (go.Alternatives.Count > 0) _alternatives = new Frame(go.Alternatives, 0, _alternatives);
                    action = Enter(go.Destination);
                    break;
                case RoutingAction.Unavailable unavailable:
                    context.Trace("R3", "unavailable", unavailable.Reason);
                    if (NextAlternative() is not { } alternative)
                    {
                        return context.EndCall(unavailable.Sentence ?? context.Announcements.Unavailable, unavailable.Outcome);
                    }
                    context.Trace("R3", "alternative", null);
                    action = Enter(alternative);
                    break;
                case RoutingAction.Loop loop:
                    context.Trace("R4", "loop", loop.Reason);
                    return context.EndCall(context.Announcements.Loop, RoutingOutcome.Loop);
            }
        }
    }

    private RoutingAction Enter(Destination destination)
    {
        context.Node = destination.Ref;
        if (WasVisited(destination.Ref)) return new RoutingAction.Loop("same-node");
        if (++_hops > RoutingEngine.MaxRequestHops) return new RoutingAction.Loop("request-hops");
        if (++context.Hops > RoutingStep.MaxSessionHops) return new RoutingAction.Loop("session-hops");
        Visit(destination.Ref);
        if (destination.Handler is null || destination.Target.Fault is not null)
        {
            return new RoutingAction.Unavailable(destination.Target.Fault ?? "unknown-kind", null);
        }
        context.Trace("R", "enter", null);
        return destination.Handler.Enter(context, destination.Target);
    }

    /// <summary>The next alternative of the nearest node that has one. What was found unavailable before is not tried again.</summary>
    private Destination? NextAlternative()
    {
        while (_alternatives is { } frame)
        {
            if (frame.Next == frame.Destinations.Count)
            {
                _alternatives = frame.Outer;
                continue;
            }
            _alternatives = frame with { Next = frame.Next + 1 };
            Destination destination = frame.Destinations[frame.Next];
            if (!WasVisited(destination.Ref)) return destination;
        }
        return null;
    }

    private readonly bool WasVisited(DestinationRef node)
    {
        for (int i = 0; i < _visitedCount; i++)
        {
            if (_visited[i] == node) return true;
        }
        return false;
    }
}
