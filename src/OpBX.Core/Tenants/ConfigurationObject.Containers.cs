using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace OpBX.Tenants;

internal sealed partial class ConfigurationObject
{
    private static readonly SearchValues<char> KindCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    public bool Require(string name)
    {
        if (Find(name) >= 0) return true;
        _faults.Error(Line, ConfigurationFaults.PathOf(Path, name), TenantDocumentFaultCodes.MissingMember, "The member is missing.");
        return false;
    }

    /// <summary>A JSON column: an object. An empty array is read as an empty object, since some applications store it so.</summary>
    public JsonSettings Json(string name)
    {
        int value = Find(name);
        if (value < 0 || (_text.TypeOf(value) == JsonTokenType.StartArray && _text.EndOf(value) == value + 1)) return JsonSettings.Empty;
        if (!Expect(value, name, JsonTokenType.StartObject, "an object")) return JsonSettings.Empty;
        WarnOfDuplicates(value, ConfigurationFaults.PathOf(Path, name));
        if (_text.ToSettings(value, out int fault) is { } settings) return settings;
        _faults.Error(_text.LineOf(fault), ConfigurationFaults.PathOf(Path, name), TenantDocumentFaultCodes.InvalidValue, "A text is no valid Unicode.");
        return JsonSettings.Empty;
    }

    public ConfigurationObject? Child(string name)
    {
        int value = Find(name);
        return value >= 0 && Expect(value, name, JsonTokenType.StartObject, "an object")
            ? new ConfigurationObject(_text, _faults, value, ConfigurationFaults.PathOf(Path, name)) : null;
    }

    /// <summary>A list of objects.</summary>
    public IReadOnlyList<T> Items<T>(string name, Func<ConfigurationObject, T> read)
    {
        int value = Find(name);
        if (value < 0 || !Expect(value, name, JsonTokenType.StartArray, "a list")) return [];
        var items = new List<T>();
        int index = 0;
        for (int i = value + 1; i < _text.EndOf(value); i = _text.EndOf(i), index++)
        {
            string path = string.Create(CultureInfo.InvariantCulture, $"{Path}.{name}[{index}]");
            if (_text.TypeOf(i) != JsonTokenType.StartObject)
            {
                _faults.Error(_text.LineOf(i), path, TenantDocumentFaultCodes.WrongType, "An object is needed, not " + NameOf(_text.TypeOf(i)) + ".");
                continue;
            }
            var item = new ConfigurationObject(_text, _faults, i, path);
            items.Add(read(item));
            item.Close();
        }
        return items.Count == 0 ? [] : [.. items];
    }

    /// <summary>The value of a member; -1 when it is missing or null. The member counts as known.</summary>
    private int Find(string name)
    {
        foreach (ref Member member in CollectionsMarshal.AsSpan(_members))
        {
            if (member.Name != name) continue;
            member.IsKnown = true;
            int value = member.At + 1;
            return _text.TypeOf(value) == JsonTokenType.Null ? -1 : value;
        }
        return -1;
    }

    private void RefuseDuplicates()
    {
        var names = _members.Count > FewMembers ? new Dictionary<string, int>(StringComparer.Ordinal) : null;
        for (int i = 0; i < _members.Count; i++)
        {
            string name = _members[i].Name;
            int first = names is null ? _members.FindIndex(member => member.Name == name) : names.TryAdd(name, i) ? i : names[name];
            if (first == i) continue;
            CollectionsMarshal.AsSpan(_members)[i].IsKnown = true;
            _faults.Error(_text.LineOf(_members[i].At), ConfigurationFaults.PathOf(Path, name), TenantDocumentFaultCodes.Duplicate,
                FormattableString.Invariant($"The member stands twice; first on line {_text.LineOf(_members[first].At)}."));
        }
    }

    private struct Member(string name, int at)
    {
        public readonly string Name = name;

        /// <summary>The token of the name; the value is the next one.</summary>
        public readonly int At = at;

        /// <summary>Whether somebody asked for it.</summary>
        public bool IsKnown;
    }

    private bool Expect(int value, string name, JsonTokenType type, string needed)
    {
        JsonTokenType actual = _text.TypeOf(value);
        if (actual == type) return true;
        Error(name, TenantDocumentFaultCodes.WrongType, $"{char.ToUpperInvariant(needed[0])}{needed[1..]} is needed, not {NameOf(actual)}.");
        return false;
    }

    // Two members of one name are no fault of a JSON column, but hardly meant: the last one counts.
    private void WarnOfDuplicates(int value, string path)
    {
        if (_text.TypeOf(value) == JsonTokenType.StartObject)
        {
            var names = new HashSet<string>(StringComparer.Ordinal);
            for (int i = value + 1; i < _text.EndOf(value); i = _text.EndOf(i + 1))
            {
                if (!_text.TryGetText(i, out string? name)) continue;
                if (!names.Add(name))
                    _faults.Warning(_text.LineOf(i), ConfigurationFaults.PathOf(path, name), TenantDocumentFaultCodes.Duplicate, "The member stands twice; the last one counts.");
                WarnOfDuplicates(i + 1, ConfigurationFaults.PathOf(path, name));
            }
        }
        else if (_text.TypeOf(value) == JsonTokenType.StartArray)
        {
            int index = 0;
            for (int i = value + 1; i < _text.EndOf(value); i = _text.EndOf(i), index++)
                WarnOfDuplicates(i, string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"));
        }
    }

    private static string NameOf(JsonTokenType type) => type switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.String => "text",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a truth value",
        _ => "null",
    };
}
