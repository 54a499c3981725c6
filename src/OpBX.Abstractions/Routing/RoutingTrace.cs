using System.Collections;
using System.Text;

namespace OpBX.Routing;

/// <summary>One step of a decision: what was looked at, by which rule, and what came of it. Holds no secrets (rule H8).</summary>
/// <param name="Node">The destination being decided; default while the request itself is.</param>
/// <param name="Rule">The rule id, for example <c>G4</c>.</param>
/// <param name="Code">What came of it, as a stable code.</param>
/// <param name="Detail">The compared or chosen value, if any.</param>
public readonly record struct TraceStep(DestinationRef Node, string Rule, string Code, string? Detail)
{
    /// <inheritdoc />
    public override string ToString()
    {
        var text = new StringBuilder();
        if (Node.Kind.Value is not null) text.Append(Node.ToString()).Append(' ');
        text.Append('[').Append(Rule).Append("] ").Append(Code);
        if (!string.IsNullOrEmpty(Detail)) text.Append(" (").Append(Detail).Append(')');
        return text.ToString();
    }
}

/// <summary>The way of one decision, step by step, as data: for logs, tests, support and the simulator. Immutable.</summary>
public sealed class RoutingTrace : IReadOnlyList<TraceStep>
{
    private readonly TraceStep[] _steps;

    /// <summary>Makes a trace of the given steps.</summary>
    public RoutingTrace(ReadOnlySpan<TraceStep> steps) => _steps = steps.ToArray();

    /// <inheritdoc />
    public int Count => _steps.Length;

    /// <summary>The version of the configuration that decided (rule A2).</summary>
    public long SnapshotVersion { get; init; }

    /// <summary>Whether the configuration could not be verified in time, so that it may be old (rules A2, F1).</summary>
    public bool IsStale { get; init; }

    /// <inheritdoc />
    public TraceStep this[int index] => _steps[index];

    /// <summary>The steps without copying.</summary>
    public ReadOnlySpan<TraceStep> AsSpan() => _steps;

    /// <summary>Whether a step has this code.</summary>
    public bool Has(string code)
    {
        foreach (ref readonly TraceStep step in AsSpan())
        {
            if (string.Equals(step.Code, code, StringComparison.Ordinal)) return true;
        }
        return false;
    }

    /// <inheritdoc />
    public IEnumerator<TraceStep> GetEnumerator() => ((IEnumerable<TraceStep>)_steps).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>One step per line.</summary>
    public override string ToString() => string.Join('\n', (IEnumerable<TraceStep>)this);
}
