using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpBX.Cxml;

/// <summary>What the CXML contract says of one element.</summary>
internal sealed record CxmlElementRule
{
    public required FrozenSet<string> Children { get; init; }

    public required bool AllowsText { get; init; }

    public required bool RequiresText { get; init; }

    /// <summary>The attribute that stands in for the text, where there is one.</summary>
    public string? TextUnless { get; init; }

    public Regex? TextPattern { get; init; }

    public required FrozenDictionary<string, CxmlAttributeRule> Attributes { get; init; }
}

/// <summary>What the CXML contract says of one attribute.</summary>
internal sealed record CxmlAttributeRule
{
    public required string Type { get; init; }

    public required bool IsConfirmed { get; init; }

    public ImmutableArray<string> Words { get; init; } = [];

    public string Separators { get; init; } = "";

    public Regex? Pattern { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>The parents under which the attribute is required, if not under all.</summary>
    public ImmutableArray<string> RequiredUnder { get; init; } = [];

    /// <summary>The one parent under which the attribute exists; <see langword="null"/> for any.</summary>
    public string? AppliesTo { get; init; }
}

/// <summary>The machine-readable CXML contract, read once.</summary>
internal sealed class CxmlRules
{
    private const string Unconfirmed = "twiml-inherited-unconfirmed";

    private CxmlRules(FrozenDictionary<string, CxmlElementRule> elements, FrozenSet<string> verbs)
    {
        Elements = elements;
        Verbs = verbs;
    }

    /// <summary>Verbs and nouns by name.</summary>
    public FrozenDictionary<string, CxmlElementRule> Elements { get; }

    /// <summary>What may stand directly under the root.</summary>
    public FrozenSet<string> Verbs { get; }

    public static CxmlRules Read(System.IO.Stream json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var elements = new Dictionary<string, CxmlElementRule>(StringComparer.Ordinal);
        foreach (var section in (ReadOnlySpan<string>)["verbs", "nouns"])
        {
            foreach (var element in root.GetProperty(section).EnumerateObject())
                elements.Add(element.Name, Element(element.Value));
        }
        return new CxmlRules(
            elements.ToFrozenDictionary(StringComparer.Ordinal),
            Names(root.GetProperty("document"), "children").ToFrozenSet(StringComparer.Ordinal));
    }

    private static CxmlElementRule Element(JsonElement json)
    {
        var required = json.TryGetProperty("textRequired", out var text) ? text : default;
        const string Unless = "unless ";
        var condition = required.ValueKind == JsonValueKind.String ? required.GetString()! : "";
        return new CxmlElementRule
        {
            Children = Names(json, "children").Where(name => IsConfirmedChild(json, name)).ToFrozenSet(StringComparer.Ordinal),
            AllowsText = json.GetProperty("text").GetBoolean(),
            RequiresText = required.ValueKind is JsonValueKind.True or JsonValueKind.String,
            TextUnless = condition.StartsWith(Unless, StringComparison.Ordinal) ? condition[Unless.Length..].Split(' ')[0] : null,
            TextPattern = Pattern(json, "textPattern"),
            Attributes = json.GetProperty("attributes").EnumerateObject().ToFrozenDictionary(item => item.Name, item => Attribute(item.Value), StringComparer.Ordinal),
        };
    }

    /// <summary>Some elements say of each child how sure it is; <c>*</c> stands for the others.</summary>
    private static bool IsConfirmedChild(JsonElement json, string name) =>
        !json.TryGetProperty("childrenConfidence", out var confidence)
        || (confidence.TryGetProperty(name, out var own) || confidence.TryGetProperty("*", out own)) && own.GetString() != Unconfirmed;

    private static CxmlAttributeRule Attribute(JsonElement json)
    {
        var required = json.TryGetProperty("required", out var value) ? value : default;
        const string Under = "under ";
        var condition = required.ValueKind == JsonValueKind.String ? required.GetString()! : "";
        return new CxmlAttributeRule
        {
            Type = json.GetProperty("type").GetString()!,
            IsConfirmed = json.GetProperty("confidence").GetString() != Unconfirmed,
            Words = Names(json, "enum"),
            Separators = Separators(json),
            Pattern = Pattern(json, "pattern"),
            Min = json.TryGetProperty("min", out var min) ? min.GetDouble() : null,
            Max = json.TryGetProperty("max", out var max) ? max.GetDouble() : null,
            IsRequired = required.ValueKind == JsonValueKind.True,
            RequiredUnder = condition.StartsWith(Under, StringComparison.Ordinal) ? [.. condition[Under.Length..].Split(" and ")] : [],
            AppliesTo = json.TryGetProperty("appliesTo", out var parent) ? parent.GetString() : null,
        };
    }

    private static string Separators(JsonElement json)
    {
        if (!json.TryGetProperty("separator", out var separator))
            return "";
        var words = separator.GetString()!;
        return (words.Contains("space", StringComparison.Ordinal) ? " " : "") + (words.Contains("comma", StringComparison.Ordinal) ? "," : "");
    }

    private static Regex? Pattern(JsonElement json, string name) =>
        json.TryGetProperty(name, out var pattern) ? new Regex(pattern.GetString()!, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking) : null;

    private static ImmutableArray<string> Names(JsonElement json, string property) =>
        json.TryGetProperty(property, out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [];
}
