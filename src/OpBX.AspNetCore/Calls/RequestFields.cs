using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace OpBX.Calls;

/// <summary>
/// The fields of one request by name, without letter case: those of the body first, then those of the query, then those of
/// the headers (rule H1). Bounded, so that a request costs no more memory than it is worth: fields that OpBX reads always
/// find room, cut to <see cref="MaxKnownLength"/>; of the others what goes beyond the bounds is left out.
/// </summary>
internal sealed class RequestFields
{
    public const int MaxCount = 200;
    public const int MaxBytes = 64 * 1024;
    public const int MaxNameLength = 256;
    public const int MaxKnownLength = 4096;

    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "Session", "CallSid", "From", "To", "Direction", "CallStatus", "DialCallStatus", "Digits", "SpeechResult", "RecordingUrl",
        "RecordingDuration", "RecordingStatus", "Domain", "CallerName",
    };

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);
    private int _count;
    private int _bytes;

    /// <summary>What <c>SessionData</c> says.</summary>
    public SessionPart Session { get; set; }

    /// <summary>All fields that found room.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Whether OpBX reads a field of that name.</summary>
    public static bool IsKnown(string name) => Known.Contains(name);

    /// <summary>Sets a field of the body: of several with one name the last counts.</summary>
    public void Set(string name, string value)
    {
        if (_values.TryGetValue(name, out string? old)) Remove(name, old);
        Add(name, value);
    }

    /// <summary>Sets a field that no earlier source has given, or has left blank although OpBX reads it.</summary>
    public void Fill(string name, string value)
    {
        if (_values.TryGetValue(name, out string? old))
        {
            if (!string.IsNullOrWhiteSpace(old) || !IsKnown(name)) return;
            Remove(name, old);
        }
        Add(name, value);
    }

    /// <summary>A field that is there and not empty.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
        => _values.TryGetValue(name, out value) && value.Length > 0;

    /// <summary>A field; null when it is missing or empty.</summary>
    public string? Get(string name) => TryGet(name, out string? value) ? value : null;

    /// <summary>The first of several spellings that is there.</summary>
    public string? GetAny(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (TryGet(name, out string? value)) return value;
        }
        return null;
    }

    private void Add(string name, string value)
    {
        if (IsKnown(name))
        {
            _values[name] = Cut(value);
            return;
        }
        if (name.Length > MaxNameLength || _count >= MaxCount) return;
        int size = Size(name, value);
        if (_bytes + size > MaxBytes) return;
        _values[name] = value;
        _count++;
        _bytes += size;
    }

    private void Remove(string name, string value)
    {
        _values.Remove(name);
        if (IsKnown(name)) return;
        _count--;
        _bytes -= Size(name, value);
    }

    private static int Size(string name, string value) => Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);

    private static string Cut(string value)
    {
        if (value.Length <= MaxKnownLength) return value;
        int length = char.IsHighSurrogate(value[MaxKnownLength - 1]) ? MaxKnownLength - 1 : MaxKnownLength;
        return value[..length];
    }
}

/// <summary>What OpBX reads within <c>SessionData</c>.</summary>
/// <param name="Token">The session token.</param>
/// <param name="AnsweredAt">When the call was answered; null = it was not.</param>
internal readonly record struct SessionPart(string? Token, DateTimeOffset? AnsweredAt);
