using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace OpBX.Tenants;

/// <summary>
/// The content of one JSON column (<c>settings</c>, <c>configuration</c>, <c>routing_config</c>, <c>service_params</c>, …):
/// an immutable JSON object with readers that tolerate what hand-written rows contain — numbers as text, text as numbers,
/// <see langword="null"/> and missing alike. Reading never throws.
/// </summary>
/// <remarks><see cref="ToString"/> names only the members, because values may be secrets (rule H8).</remarks>
public sealed class JsonSettings : IEquatable<JsonSettings>
{
    private readonly JsonElement _root;

    private JsonSettings(JsonElement root) => _root = root;

    /// <summary>An object without members; what a NULL column reads as.</summary>
    public static JsonSettings Empty { get; } = Parse("{}");

    /// <summary>The JSON object itself.</summary>
    public JsonElement Json => _root;

    /// <summary>Whether the object has no members.</summary>
    public bool IsEmpty => !_root.EnumerateObject().MoveNext();

    /// <summary>Reads a JSON object from text.</summary>
    /// <param name="json">The text; <see langword="null"/>, blank text and the JSON literal <c>null</c> give <see cref="Empty"/>.</param>
    /// <exception cref="JsonException">The text is not valid JSON, or not an object.</exception>
    public static JsonSettings Parse([StringSyntax(StringSyntaxAttribute.Json)] string? json)
    {
        if (string.IsNullOrWhiteSpace(json)) return Empty;
        using JsonDocument document = JsonDocument.Parse(json);
        return From(document.RootElement);
    }

    /// <summary>Copies a JSON object.</summary>
    /// <param name="element">An object; <c>null</c> and undefined give <see cref="Empty"/>.</param>
    /// <exception cref="JsonException">The element is neither an object nor null.</exception>
    public static JsonSettings From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => new JsonSettings(element.Clone()),
        JsonValueKind.Null or JsonValueKind.Undefined => Empty,
        // Some applications store an empty JSON object as an empty array.
        JsonValueKind.Array when element.GetArrayLength() == 0 => Empty,
        _ => throw new JsonException("A JSON object was expected, not " + element.ValueKind + "."),
    };

    /// <summary>The member of that name, unless it is missing or null.</summary>
    public bool TryGet(string name, out JsonElement value)
    {
        if (_root.TryGetProperty(name, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)) return true;
        value = default;
        return false;
    }

    /// <summary>The member as text: JSON text as it is, numbers and booleans in their JSON spelling; otherwise null. Blank text is null.</summary>
    public string? GetString(string name)
    {
        if (!TryGet(name, out JsonElement value)) return null;
        string? text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>The member as a whole number, from a JSON number or numeric text; otherwise null.</summary>
    public long? GetInt64(string name)
    {
        if (!TryGet(name, out JsonElement value)) return null;
        if (value.ValueKind == JsonValueKind.Number) return WholeNumber(value);
        return value.ValueKind == JsonValueKind.String
            && long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long parsed)
            ? parsed : null;
    }

    /// <summary>A JSON number that is whole, whatever its spelling: 12 and 12.0; otherwise null.</summary>
    internal static long? WholeNumber(JsonElement value)
    {
        if (value.TryGetInt64(out long number)) return number;
        return value.TryGetDouble(out double real) && real == Math.Floor(real) && Math.Abs(real) < 9e15 ? (long)real : null;
    }

    /// <summary>The member as a whole number within a range; otherwise null.</summary>
    public int? GetInt32(string name, int minimum, int maximum)
        => GetInt64(name) is { } value && value >= minimum && value <= maximum ? (int)value : null;

    /// <summary>The member as a truth value: true, false, 1, 0 and their text forms; otherwise null.</summary>
    public bool? GetBoolean(string name)
    {
        if (!TryGet(name, out JsonElement value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => GetString(name)?.Trim() switch
            {
                "1" => true,
                "0" => false,
                { } text when bool.TryParse(text, out bool parsed) => parsed,
                _ => null,
            },
        };
    }

    /// <summary>The member as a JSON object; otherwise null.</summary>
    public JsonSettings? GetObject(string name)
        => TryGet(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object ? new JsonSettings(value) : null;

    /// <summary>The member as a list of texts: an array of texts or numbers, or one text separated by commas. Missing: empty.</summary>
    public IReadOnlyList<string> GetStrings(string name)
    {
        if (!TryGet(name, out JsonElement value)) return [];
        if (value.ValueKind == JsonValueKind.Array)
        {
            var items = new List<string>(value.GetArrayLength());
            foreach (JsonElement item in value.EnumerateArray())
            {
                string? text = item.ValueKind switch
                {
                    JsonValueKind.String => item.GetString()?.Trim(),
                    JsonValueKind.Number => item.GetRawText(),
                    _ => null,
                };
                if (!string.IsNullOrEmpty(text)) items.Add(text);
            }
            return items;
        }
        return GetString(name)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
    }

    /// <summary>The object as JSON text, as it was given. It may contain secrets: never log it.</summary>
    public string ToJson() => _root.GetRawText();

    /// <summary>Equal when the JSON values are equal, whatever the order of the members and the white space.</summary>
    public bool Equals(JsonSettings? other) => other is not null && JsonElement.DeepEquals(_root, other._root);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as JsonSettings);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        int hash = 0;
        foreach (JsonProperty property in _root.EnumerateObject()) hash ^= property.Name.GetHashCode(StringComparison.Ordinal);
        return hash;
    }

    /// <summary>The names of the members, without their values.</summary>
    public override string ToString() => "{" + string.Join(", ", _root.EnumerateObject().Select(static p => p.Name)) + "}";
}
