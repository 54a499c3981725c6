using System.Globalization;
using System.Text.Json;
using OpBX.BusinessHours;

namespace OpBX.Tenants;

/// <summary>
/// Reads the members of one JSON object. Whatever is wrong is noted and read as the default, so that one pass finds all
/// faults. <see langword="null"/> is read as missing.
/// </summary>
internal sealed partial class ConfigurationObject
{
    private static readonly string[] InstantFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd",
    ];

    // Up to here looking at each name is quicker than hashing it.
    private const int FewMembers = 32;

    private readonly ConfigurationText _text;
    private readonly ConfigurationFaults _faults;
    private readonly int _object;
    private readonly List<Member> _members = [];

    public ConfigurationObject(ConfigurationText text, ConfigurationFaults faults, int value, string path)
    {
        _text = text;
        _faults = faults;
        _object = value;
        Path = path;
        for (int i = value + 1; i < text.EndOf(value); i = text.EndOf(i + 1))
        {
            if (text.TryGetText(i, out string? name)) _members.Add(new Member(name, i));
            else faults.Error(text.LineOf(i), path, TenantDocumentFaultCodes.InvalidValue, "The name of a member is no valid Unicode.");
        }
        RefuseDuplicates();
    }

    public string Path { get; }

    public int Line => _text.LineOf(_object);

    public bool Has(string name) => Find(name) >= 0;

    /// <summary>The line of a member, or of the object where it is missing.</summary>
    public int LineOf(string name) => Find(name) is >= 0 and var value ? _text.LineOf(value) : Line;

    public void Error(string name, string code, string reason) => _faults.Error(LineOf(name), ConfigurationFaults.PathOf(Path, name), code, reason);

    public void Warning(string name, string code, string reason) => _faults.Warning(LineOf(name), ConfigurationFaults.PathOf(Path, name), code, reason);

    /// <summary>Members that rows of a database have and the document does not need.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names) Find(name);
    }

    /// <summary>Notes the members that nobody asked for.</summary>
    public void Close()
    {
        foreach (Member member in _members)
        {
            if (!member.IsKnown)
                _faults.Warning(_text.LineOf(member.At), ConfigurationFaults.PathOf(Path, member.Name), TenantDocumentFaultCodes.UnknownMember, "The member is unknown and ignored.");
        }
    }

    /// <summary>A text by which something is found: it must be there and not blank.</summary>
    public string RequiredText(string name, int maxLength)
    {
        if (!Require(name)) return "";
        string? text = Text(name, maxLength);
        if (text is not null && string.IsNullOrWhiteSpace(text)) Error(name, TenantDocumentFaultCodes.InvalidValue, "A text that is not blank is needed.");
        return text ?? "";
    }

    /// <summary>A text for people: it must be there.</summary>
    public string RequiredName(string name, int maxLength) => Require(name) ? Text(name, maxLength) ?? "" : "";

    public string? Text(string name, int maxLength)
    {
        int value = Find(name);
        if (value < 0 || !Expect(value, name, JsonTokenType.String, "text")) return null;
        if (!_text.TryGetText(value, out string? text))
        {
            Error(name, TenantDocumentFaultCodes.InvalidValue, "The text is no valid Unicode.");
            return null;
        }
        if (text.Length > maxLength) Warning(name, TenantDocumentFaultCodes.TooLong, $"The text is longer than its column: {maxLength} characters.");
        return text;
    }

    public string Text(string name, int maxLength, string defaultText) => Text(name, maxLength) ?? defaultText;

    /// <summary>A word of an open set: lower case letters, digits, <c>_</c> and <c>-</c>.</summary>
    public string? OpenWord(string name, IReadOnlyList<string> usual, bool isWarned)
    {
        string? word = Text(name, 255);
        if (word is null || usual.Contains(word, StringComparer.Ordinal)) return word;
        if (word.Length == 0 || word.AsSpan().ContainsAnyExcept(KindCharacters))
            Error(name, TenantDocumentFaultCodes.UnknownWord, "One of these words is needed: " + string.Join(", ", usual) + ".");
        else if (isWarned)
            Warning(name, TenantDocumentFaultCodes.UnknownWord, $"«{word}» works only where the host has registered it; known are: {string.Join(", ", usual)}.");
        return word;
    }

    /// <summary>A word of an ENUM column that is open in the contracts, since existing databases have widened it.</summary>
    public string? ColumnWord(string name, IReadOnlyList<string> column, IReadOnlyList<string> readable)
    {
        string? word = Text(name, 255);
        if (word is null || column.Contains(word, StringComparer.Ordinal)) return word;
        if (readable.Contains(word, StringComparer.Ordinal))
            Warning(name, TenantDocumentFaultCodes.UnknownWord, $"«{word}» is read, but the column of the database does not have it; it has: {string.Join(", ", column)}.");
        else
            Error(name, TenantDocumentFaultCodes.UnknownWord, "One of these words is needed: " + string.Join(", ", column) + ".");
        return word;
    }

    public T Word<T>(string name, ConfigurationWords<T> words, T defaultValue)
        where T : struct, Enum => Word(name, words) ?? defaultValue;

    public T RequiredWord<T>(string name, ConfigurationWords<T> words)
        where T : struct, Enum => Require(name) ? Word(name, words) ?? default : default;

    public T? Word<T>(string name, ConfigurationWords<T> words)
        where T : struct, Enum
    {
        string? word = Text(name, int.MaxValue);
        if (word is null) return null;
        if (words.TryRead(word, out T value)) return value;
        Error(name, TenantDocumentFaultCodes.UnknownWord, "One of these words is needed: " + string.Join(", ", words.All) + ".");
        return null;
    }

    public bool Flag(string name, bool defaultValue)
    {
        int value = Find(name);
        if (value < 0) return defaultValue;
        switch (_text.TypeOf(value))
        {
            case JsonTokenType.True: return true;
            case JsonTokenType.False: return false;
            // Rows of a database have 0 and 1.
            case JsonTokenType.Number when _text.TryGetText(value, out string? digits) && digits is "0" or "1": return digits == "1";
            default:
                Error(name, TenantDocumentFaultCodes.WrongType, "true or false is needed.");
                return defaultValue;
        }
    }

    public int Number(string name, int defaultValue) => (int)(WholeNumber(name, 0, int.MaxValue) ?? defaultValue);

    public long? WholeNumber(string name, long minimum, long maximum)
    {
        int value = Find(name);
        if (value < 0 || !Expect(value, name, JsonTokenType.Number, "a number")) return null;
        if (_text.TryGetText(value, out string? digits)
            && long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number >= minimum && number <= maximum) return number;
        Error(name, TenantDocumentFaultCodes.OutOfRange, string.Create(CultureInfo.InvariantCulture, $"A whole number from {minimum} to {maximum} is needed."));
        return null;
    }

    public long RequiredId(string name) => Require(name) ? Id(name) ?? 0 : 0;

    /// <summary>An id, 1 or greater; null when it is missing or wrong.</summary>
    public long? Id(string name) => WholeNumber(name, 1, long.MaxValue);

    public DayTime RequiredTime(string name)
    {
        if (!Require(name)) return default;
        string? text = Text(name, int.MaxValue);
        if (text is null) return default;
        if (DayTime.TryParse(text, out DayTime time)) return time;
        Error(name, TenantDocumentFaultCodes.InvalidTime, "A time of day is needed: HH:mm or HH:mm:ss, from 00:00:00 to 24:00:00.");
        return default;
    }

    public DateOnly? Date(string name)
    {
        string? text = Text(name, int.MaxValue);
        if (text is null) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)) return date;
        Error(name, TenantDocumentFaultCodes.InvalidTime, "A date that exists is needed: yyyy-MM-dd.");
        return null;
    }

    /// <summary>An instant; without an offset it is UTC, as in the database.</summary>
    public DateTimeOffset? Instant(string name)
    {
        string? text = Text(name, int.MaxValue);
        if (text is null) return null;
        if (DateTimeOffset.TryParseExact(text, InstantFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset instant)) return instant;
        Error(name, TenantDocumentFaultCodes.InvalidTime, "An instant that exists is needed: yyyy-MM-ddTHH:mm:ssZ.");
        return null;
    }
}
