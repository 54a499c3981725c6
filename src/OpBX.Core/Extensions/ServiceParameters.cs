using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Extensions;

/// <summary>Reads <c>service_params</c> as texts, in their order: texts as they are, everything else in its JSON spelling, nulls and what has no name not at all.</summary>
internal static class ServiceParameters
{
    public static IEnumerable<(string Name, string Value)> Read(JsonSettings parameters)
    {
        foreach (JsonProperty property in parameters.Json.EnumerateObject())
        {
            string? value = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.Null or JsonValueKind.Undefined => null,
                _ => property.Value.GetRawText(),
            };
            if (value is not null && property.Name.Length > 0) yield return (property.Name, value);
        }
    }
}
