using System.Globalization;
using System.Text;
using System.Text.Json;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>Collects what columns refuse. Paths are spelt as in the JSON document.</summary>
internal sealed class ColumnFaults
{
    private const int MaxTextBytes = 65_535;

    private readonly List<ChangeFault> _faults = [];

    public IReadOnlyList<ChangeFault> All => _faults;

    /// <summary>A VARCHAR that may be null.</summary>
    public void Text(string path, string? text, int maxCharacters)
    {
        if (text is null || !IsValid(path, text)) return;
        // Every character has one or two code units, so short texts need no counting.
        if (text.Length <= maxCharacters || CountOf(text) <= maxCharacters) return;
        Add(ChangeFaultCodes.TooLong, path, string.Create(CultureInfo.InvariantCulture, $"The text is longer than its column: {maxCharacters} characters."));
    }

    /// <summary>A VARCHAR that may not be null.</summary>
    public void Required(string path, string? text, int maxCharacters)
    {
        if (text is null) Add(ChangeFaultCodes.InvalidText, path, "The text must be there.");
        else Text(path, text, maxCharacters);
    }

    /// <summary>A TEXT, whose size is counted in bytes.</summary>
    public void LongText(string path, string? text)
    {
        if (text is null || !IsValid(path, text) || Encoding.UTF8.GetByteCount(text) <= MaxTextBytes) return;
        Add(ChangeFaultCodes.TooLong, path, string.Create(CultureInfo.InvariantCulture, $"The text is longer than its column: {MaxTextBytes} bytes in UTF-8."));
    }

    /// <summary>A JSON column.</summary>
    public void Json(string path, JsonSettings? settings)
    {
        if (settings is null)
        {
            Add(ChangeFaultCodes.InvalidText, path, "The object must be there; an empty one stands for none.");
            return;
        }
        string json = settings.ToJson();
        if (Encoding.UTF8.GetByteCount(json) > ColumnRules.MaxJsonBytes)
            Add(ChangeFaultCodes.TooLong, path, string.Create(CultureInfo.InvariantCulture, $"The object is longer than {ColumnRules.MaxJsonBytes} bytes in UTF-8."));
        if (HasHalfPair(json)) Add(ChangeFaultCodes.InvalidText, path, "A text in it holds half a surrogate pair.");
        if (HasHugeNumber(settings.Json)) Add(ChangeFaultCodes.OutOfRange, path, "A number in it is beyond what a JSON column keeps exactly.");
    }

    /// <summary>An id of a row or a reference to one; 0 = none yet.</summary>
    public void Id(string path, long? id)
    {
        if (id < 0) Add(ChangeFaultCodes.OutOfRange, path, "An id is not negative.");
    }

    /// <summary>An INTEGER UNSIGNED.</summary>
    public void Number(string path, int number)
    {
        if (number < 0) Add(ChangeFaultCodes.OutOfRange, path, "The number is not negative.");
    }

    /// <summary>A TIMESTAMP: from 1970 to January 2038 (rule Q2).</summary>
    public void Timestamp(string path, DateTimeOffset? instant)
    {
        if (instant is not { } value || (value >= ColumnRules.FirstTimestamp && value < ColumnRules.LastTimestamp.AddSeconds(1))) return;
        Add(ChangeFaultCodes.OutOfRange, path, "The instant is not between 1970-01-01T00:00:01Z and 2038-01-19T03:14:07Z.");
    }

    /// <summary>A DATETIME(3) or a DATE, which begin with the year 1000.</summary>
    public void Year(string path, int? year)
    {
        if (year < 1000) Add(ChangeFaultCodes.OutOfRange, path, "The year is before 1000.");
    }

    /// <summary>An ENUM.</summary>
    public void Word<T>(string path, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) Add(ChangeFaultCodes.UnknownWord, path, "The value is none that the column has a word for.");
    }

    /// <summary>An ENUM whose words are open in the model.</summary>
    public void Word(string path, string? word, IReadOnlyList<string> words)
    {
        if (word is not null && words.Contains(word)) return;
        if (word is not null && !IsValid(path, word)) return;
        Add(ChangeFaultCodes.UnknownWord, path, "The column has the words " + string.Join(", ", words) + ".");
    }

    public void Add(string code, string path, string reason) => _faults.Add(new ChangeFault(code, path, reason));

    /// <summary>Two children of one id, which can't both be a row.</summary>
    public void DistinctIds<T>(string list, IReadOnlyList<T> children, Func<T, long> idOf)
    {
        var seen = new HashSet<long>();
        for (int i = 0; i < children.Count; i++)
        {
            if (idOf(children[i]) > 0 && !seen.Add(idOf(children[i]))) Add(ChangeFaultCodes.Duplicate, ColumnRules.At(list, i) + ".id", "Two rows have this id.");
        }
    }

    private bool IsValid(string path, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
                continue;
            }
            Add(ChangeFaultCodes.InvalidText, path, "The text holds half a surrogate pair.");
            return false;
        }
        return true;
    }

    private static int CountOf(string text)
    {
        int count = 0;
        foreach (char c in text)
        {
            if (!char.IsLowSurrogate(c)) count++;
        }
        return count;
    }

    // In JSON text half a pair can stand as an escape only.
    private static bool HasHalfPair(string json)
    {
        bool isHigh = false;
        for (int i = 0; i < json.Length; i++)
        {
            bool isUnit = json[i] == '\\' && i + 5 < json.Length && json[i + 1] == 'u';
            int unit = isUnit ? int.Parse(json.AsSpan(i + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0;
            bool isLow = unit is >= 0xDC00 and <= 0xDFFF;
            if (isHigh != isLow) return true;
            isHigh = unit is >= 0xD800 and <= 0xDBFF;
            if (isUnit) i += 5;
            else if (json[i] == '\\') i++;
        }
        return isHigh;
    }

    private static bool HasHugeNumber(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().Any(static member => HasHugeNumber(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Any(HasHugeNumber),
        JsonValueKind.Number => !IsKept(json),
        _ => false,
    };

    // Whole numbers are kept in 64 bits, others as a double.
    private static bool IsKept(JsonElement number)
        => number.GetRawText().AsSpan().ContainsAny('.', 'e', 'E')
            ? number.TryGetDouble(out double real) && double.IsFinite(real)
            : number.TryGetInt64(out _) || number.TryGetUInt64(out _);
}
