using System.Globalization;
using System.Text.RegularExpressions;

namespace OpBX.Cxml;

/// <summary>Checks attribute values by their type.</summary>
internal static partial class CxmlValues
{
    /// <summary>What is wrong with a value; <see langword="null"/> when nothing is.</summary>
    public static string? Fault(CxmlAttributeRule rule, string value) => rule.Type switch
    {
        "bool" or "enum" => Word(rule, value),
        "enum-list" => Words(rule, value),
        "int" => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? Range(rule, number) : "is not a whole number",
        "number" => Number(rule, value),
        "number-or-auto" => value == "auto" ? null : Number(rule, value),
        "bcp47" => LanguageTag().IsMatch(value) ? null : "is not a language tag",
        "url" => Url(value),
        "ws-url" => rule.Pattern!.IsMatch(value) && Uri.IsWellFormedUriString(value, UriKind.Absolute) ? null : "is not a ws or wss URL",
        "form-urlencoded" => Form().IsMatch(value) ? null : "is not form-urlencoded",
        "dtmf" or "dtmf-set" or "string" => rule.Pattern is { } pattern && (!pattern.IsMatch(value) || value.EndsWith('\n')) ? "is not of the required form" : null,
        _ => $"has the type {rule.Type}, which this check does not know",
    };

    private static string? Word(CxmlAttributeRule rule, string value) =>
        rule.Words.Contains(value) ? null : $"is '{value}', not one of {string.Join(", ", rule.Words)}";

    private static string? Words(CxmlAttributeRule rule, string value)
    {
        foreach (var word in value.Split(rule.Separators.ToCharArray()))
        {
            if (!rule.Words.Contains(word))
                return $"holds '{word}', not one of {string.Join(", ", rule.Words)}";
        }
        return null;
    }

    private static string? Number(CxmlAttributeRule rule, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Range(rule, number)
            : "is not a number";

    private static string? Range(CxmlAttributeRule rule, double number)
    {
        if (number < rule.Min)
            return string.Create(CultureInfo.InvariantCulture, $"is {number}, less than {rule.Min}");
        if (number > rule.Max)
            return string.Create(CultureInfo.InvariantCulture, $"is {number}, more than {rule.Max}");
        return null;
    }

    private static string? Url(string value)
    {
        if (!Uri.TryCreate(value, UriKind.RelativeOrAbsolute, out _) || value.Length == 0 || value.Any(char.IsWhiteSpace))
            return "is not a URL";
        var colon = value.AsSpan().IndexOfAny(":/?#");
        if (colon <= 0 || value[colon] != ':')
            return null;
        return value.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || value.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            ? null
            : "is not an http or https URL";
    }

    [GeneratedRegex("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", RegexOptions.CultureInvariant)]
    private static partial Regex LanguageTag();

    [GeneratedRegex("^[A-Za-z0-9*._+%=&~-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
