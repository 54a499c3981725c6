namespace OpBX.Calls;

/// <summary>
/// The platform's word for where a call comes from, read without letter case (rule R1). Open: unknown words are kept.
/// </summary>
/// <param name="Value">The word in lower case; null when the request named none.</param>
public readonly record struct CallDirection(string? Value)
{
    /// <summary>From the public network, over a trunk.</summary>
    public static CallDirection Inbound { get; } = new("inbound");

    /// <summary>From a registered phone of the tenant.</summary>
    public static CallDirection Subscriber { get; } = new("subscriber");

    /// <summary>Between phones of the tenant; treated as <see cref="Subscriber"/>.</summary>
    public static CallDirection Internal { get; } = new("internal");

    /// <summary>From an application of the platform.</summary>
    public static CallDirection Application { get; } = new("application");

    /// <summary>Made through the platform's REST interface; the callee is already on the line.</summary>
    public static CallDirection OutboundApi { get; } = new("outbound-api");

    /// <summary>Reads the platform's word.</summary>
    public static CallDirection Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) return default;
        string word = value.Trim();
        foreach (CallDirection known in Known)
        {
            if (string.Equals(known.Value, word, StringComparison.OrdinalIgnoreCase)) return known;
        }
        return new CallDirection(word.ToLowerInvariant());
    }

    private static readonly CallDirection[] Known = [Inbound, Subscriber, Internal, Application, OutboundApi];

    /// <inheritdoc />
    public override string ToString() => Value ?? "";
}
