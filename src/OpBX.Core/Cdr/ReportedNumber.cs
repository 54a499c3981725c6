using OpBX.Calls;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Cdr;

/// <summary>A number as records keep it, and whose it is.</summary>
/// <param name="Text">E.164, an extension number, a short text, or <c>anonymous</c>; at most 20 characters; null when nothing was reported.</param>
/// <param name="ExtensionId">The tenant's extension of that number.</param>
/// <param name="DidId">The tenant's DID of that number.</param>
internal readonly record struct ReportedNumber(string? Text, long? ExtensionId, long? DidId)
{
    /// <summary>What stands in place of a withheld caller id (rules N4, Q3).</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Whether the number is the tenant's.</summary>
    public bool IsOwn => ExtensionId is not null || DidId is not null;
}

/// <summary>Reads the numbers of records (rules N2, N4, N5, Q3). Never throws, whatever the text.</summary>
internal sealed class ReportedNumberReader(INumberNormalizer numbers)
{
    /// <summary>Reads a number that the platform reports.</summary>
    /// <param name="text">The text; null = nothing was reported.</param>
    /// <param name="facts">The tenant.</param>
    /// <param name="source">Where the text comes from.</param>
    public ReportedNumber Read(string? text, TenantFacts facts, NumberSource source)
    {
        if (text is null) return default;
        text = text.Trim();
        // The platform writes extensions with and without a plus.
        string bare = text.StartsWith('+') ? text[1..] : text;
        // A plus before a word is that of the platform: of a withheld caller as well.
        if (bare.Length > 0 && !bare.Any(char.IsAsciiDigit)) text = bare;
        if (bare.Length is > 0 and <= 5 && facts.FindExtension(bare) is { } extension) return new ReportedNumber(bare, extension, null);

        DialledNumber number = numbers.Classify(text, new DialContext { Country = facts.Country, Extensions = facts, Source = source, AllowEmergency = true });
        switch (number.Kind)
        {
            case DialledNumberKind.Anonymous:
                return new ReportedNumber(ReportedNumber.Anonymous, null, null);
            case DialledNumberKind.E164 when number.Number is { } e164:
                return new ReportedNumber(e164.Value, null, facts.FindDid(e164));
            case DialledNumberKind.Extension:
                return new ReportedNumber(ColumnText.Cut(number.Text, ColumnText.NumberLength), facts.FindExtension(number.Text), null);
            default:
                string kept = ColumnText.Cut(string.IsNullOrEmpty(number.Text) ? text : number.Text, ColumnText.NumberLength);
                return new ReportedNumber(kept.Length == 0 ? ReportedNumber.Anonymous : kept, null, null);
        }
    }
}

/// <summary>Decides the direction of a record (rule C4).</summary>
internal static class ReportedDirection
{
    /// <summary>
    /// The platform's word, else whether the called or the calling number is the tenant's. A call from one of the tenant's
    /// phones is outbound, also to another of its phones: so the platform names it.
    /// </summary>
    /// <returns>Null when nothing tells.</returns>
    public static RecordedDirection? Read(string? word, ReportedNumber from, ReportedNumber to)
    {
        if (ReadWord(word) is { } direction) return direction;
        if (to.IsOwn && from.ExtensionId is null) return RecordedDirection.Inbound;
        return from.IsOwn ? RecordedDirection.Outbound : null;
    }

    /// <summary>The platform's word alone; null when it is missing or tells nothing.</summary>
    public static RecordedDirection? ReadWord(string? word)
    {
        Span<char> letters = stackalloc char[16];
        return Words.Letters(word, letters) switch
        {
            "inbound" or "incoming" => RecordedDirection.Inbound,
            "outbound" or "outgoing" or "outboundapi" or "subscriber" or "internal" => RecordedDirection.Outbound,
            _ => null,
        };
    }

    /// <summary>The DID of a call: the called one of an inbound call.</summary>
    public static long? DidOf(RecordedDirection? direction, ReportedNumber to) => direction == RecordedDirection.Inbound ? to.DidId : null;

    /// <summary>The extension of a call: the called one of an inbound call, the calling one of an outbound call.</summary>
    public static long? ExtensionOf(RecordedDirection? direction, ReportedNumber from, ReportedNumber to) => direction switch
    {
        RecordedDirection.Inbound => to.ExtensionId,
        RecordedDirection.Outbound => from.ExtensionId,
        _ => null,
    };
}
