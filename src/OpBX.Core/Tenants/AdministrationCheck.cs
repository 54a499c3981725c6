using System.Globalization;
using System.Text.Json;
using OpBX.Numbers;
using OpBX.Routing;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>Collects what is wrong with an object that is to be written, each thing once.</summary>
internal sealed class AdministrationCheck
{
    private readonly List<ChangeFault> _faults = [];

    public IReadOnlyList<ChangeFault> All => _faults;

    public void Add(string code, string path, string reason)
    {
        if (!_faults.Any(fault => fault.Code == code && fault.Path == path)) _faults.Add(new ChangeFault(code, path, reason));
    }

    public void AddRange(IEnumerable<ChangeFault> faults)
    {
        foreach (ChangeFault fault in faults) Add(fault.Code, fault.Path, fault.Reason);
    }

    public void Required(string path, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) Add(AdministrationFaultCodes.Required, path, "The text must not be empty.");
    }

    public void Range(string path, int value, int minimum, int maximum)
    {
        if (value < minimum || value > maximum)
            Add(ChangeFaultCodes.OutOfRange, path, string.Create(CultureInfo.InvariantCulture, $"The value must be from {minimum} to {maximum}."));
    }

    /// <summary>A number in a JSON column, when it is there.</summary>
    public void Range(JsonSettings json, string column, string name, int minimum, int maximum)
    {
        if (json.TryGet(name, out _) && json.GetInt32(name, minimum, maximum) is null)
            Add(ChangeFaultCodes.OutOfRange, column + "." + name, string.Create(CultureInfo.InvariantCulture, $"The value must be a whole number from {minimum} to {maximum}."));
    }

    /// <summary>A truth value in a JSON column, when it is there.</summary>
    public void Boolean(JsonSettings json, string column, string name)
    {
        if (json.TryGet(name, out _) && json.GetBoolean(name) is null) Add(AdministrationFaultCodes.InvalidValue, column + "." + name, "The value must be true or false.");
    }

    /// <summary>An id in a JSON column that a call needs.</summary>
    public void NeedsId(JsonSettings json, string column, string name)
    {
        if (json.GetInt64(name) is null) Add(ChangeFaultCodes.MissingReference, column + "." + name, "The id of the object that calls go to is needed here.");
    }

    /// <summary>A pair of type and id, as menus and schedules have them.</summary>
    public void NeedsId(string path, string? type, long? id)
    {
        if (id is null && ConfigurationReferences.TableOf(DestinationRef.KindOf(type)) is not null)
            Add(ChangeFaultCodes.MissingReference, path, "The id of the object that calls go to is needed here.");
    }

    /// <summary>The limits of rule O4 in a JSON column.</summary>
    public void Limits(JsonSettings json, string column)
    {
        if (!json.TryGet("limits", out JsonElement element)) return;
        if (json.GetObject("limits") is not { } limits)
        {
            Add(AdministrationFaultCodes.InvalidValue, column + ".limits", "The limits must be an object.");
            return;
        }
        foreach (string name in LimitNames) Range(limits, column + ".limits", name, 0, int.MaxValue);
    }

    /// <summary>A number of the JSON column in E.164, where it can be read.</summary>
    public static JsonSettings Normalized(JsonSettings json, string name, ConfiguredNumbers numbers)
        => json.GetString(name) is { } text && numbers.TryRead(text, out PhoneNumber number) && number.Value != text ? ConfigurationJson.WithText(json, name, number.Value) : json;

    private static readonly string[] LimitNames = ["concurrent", "per_minute", "minutes_per_day"];
}
