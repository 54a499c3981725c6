using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace OpBX.Routing;

/// <summary>How often a menu was failed so far (rule I2).</summary>
/// <param name="MenuId">The menu.</param>
/// <param name="Count">Failed attempts.</param>
public readonly record struct MenuAttempts(long MenuId, int Count);

/// <summary>
/// Where a request stands in the flow of its call. It travels in the action URL as a short readable continuation and is
/// checked against the tenant's snapshot when it comes back, so a call survives a restart and another node. It names
/// extension ids, never indexes, so an edit in mid-call shifts nothing.
/// </summary>
public sealed record RoutingStep : IUtf8SpanFormattable
{
    /// <summary>The most hops that one session may take (rule R4).</summary>
    public const int MaxSessionHops = 100;

    /// <summary>The longest list that a continuation carries; more is not read.</summary>
    public const int MaxListLength = 128;

    private const string Path = "/voice/continue?at=";

    /// <summary>The beginning of a call.</summary>
    public static RoutingStep Start { get; } = new();

    /// <summary>The destination that wrote the continuation; default at the start of a call.</summary>
    public DestinationRef At { get; init; }

    /// <summary>A stage within that destination, as its handler names it; null = its only one.</summary>
    public string? Stage { get; init; }

    /// <summary>A count that the handler keeps: turns of a ring group, attempts at a PIN. 0 when unused.</summary>
    public int Turn { get; init; }

    /// <summary>The member that was rung first (rule G4); 0 = none.</summary>
    public long First { get; init; }

    /// <summary>Extension ids already rung in this turn.</summary>
    public ImmutableArray<long> Tried { get; init; } = [];

    /// <summary>Destinations entered in this session so far (rule R4).</summary>
    public int Hops { get; init; }

    /// <summary>Whether the call has been answered, so that speaking costs nothing more (rule R3).</summary>
    public bool Answered { get; init; }

    /// <summary>Whether the announcement that the call is recorded was spoken (rule V3).</summary>
    public bool Announced { get; init; }

    /// <summary>Failed attempts by menu; they survive a submenu and the return from it (rule I2).</summary>
    public ImmutableArray<MenuAttempts> Attempts { get; init; } = [];

    /// <summary>Ring groups entered since the caller last pressed a key (rule R4).</summary>
    public ImmutableArray<long> Groups { get; init; } = [];

    /// <summary>Free text of a custom handler, at most 256 characters.</summary>
    public string? Data { get; init; }

    /// <summary>Whether this is the first request of a call.</summary>
    public bool IsStart => At.Kind.Value is null;

    /// <summary>Failed attempts at a menu so far.</summary>
    public int AttemptsAt(long menuId)
    {
        foreach (MenuAttempts entry in Attempts)
        {
            if (entry.MenuId == menuId) return entry.Count;
        }
        return 0;
    }

    /// <summary>A copy with the failed attempts at a menu set.</summary>
    public RoutingStep WithAttempts(long menuId, int count)
    {
        ImmutableArray<MenuAttempts>.Builder entries = ImmutableArray.CreateBuilder<MenuAttempts>(Attempts.Length + 1);
        foreach (MenuAttempts entry in Attempts)
        {
            if (entry.MenuId != menuId) entries.Add(entry);
        }
        if (count > 0) entries.Add(new MenuAttempts(menuId, count));
        if (entries.Count > MaxListLength) entries.RemoveAt(0);
        return this with { Attempts = entries.ToImmutable() };
    }

    /// <summary>Reads a continuation from the query of an action URL.</summary>
    /// <param name="query">The decoded query parameters.</param>
    /// <param name="step">The step; <see cref="Start"/> when the result is false.</param>
    /// <returns>False when there is no <c>at</c>, or when a value is not what OpBX writes.</returns>
    public static bool TryParse(IReadOnlyDictionary<string, string> query, out RoutingStep step)
    {
        ArgumentNullException.ThrowIfNull(query);
        step = Start;
        if (!query.TryGetValue("at", out string? at) || at.Length is 0 or > 600) return false;
        int colon = at.IndexOf(':', StringComparison.Ordinal);
        string kind = colon < 0 ? at : at[..colon];
        if (!IsKind(kind)) return false;

        string? stage = Get(query, "stage");
        string? data = Get(query, "data");
        if (stage?.Length > 32 || data?.Length > 256) return false;
        if (!TryNumber(query, "turn", 1000, out long turn) || !TryNumber(query, "first", long.MaxValue, out long first)
            || !TryNumber(query, "hops", 1000, out long hops) || !TryNumber(query, "answered", 1, out long answered)
            || !TryNumber(query, "announced", 1, out long announced)
            || !TryIds(query, "tried", out ImmutableArray<long> tried) || !TryIds(query, "groups", out ImmutableArray<long> groups)
            || !TryAttempts(query, out ImmutableArray<MenuAttempts> attempts)) return false;

        step = new RoutingStep
        {
            At = new DestinationRef(new DestinationKind(kind), colon < 0 ? "" : at[(colon + 1)..]),
            Stage = stage,
            Turn = (int)turn,
            First = first,
            Tried = tried,
            Hops = (int)hops,
            Answered = answered == 1,
            Announced = announced == 1,
            Attempts = attempts,
            Groups = groups,
            Data = data,
        };
        return true;
    }

    /// <inheritdoc cref="TryParse(IReadOnlyDictionary{string, string}, out RoutingStep)" />
    /// <param name="url">An action URL, absolute or relative.</param>
    /// <param name="step">The step; <see cref="Start"/> when the result is false.</param>
    public static bool TryParse(string url, out RoutingStep step)
    {
        ArgumentNullException.ThrowIfNull(url);
        var query = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        int mark = url.IndexOf('?', StringComparison.Ordinal);
        if (mark >= 0)
        {
            foreach (string pair in url[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
            {
                int equals = pair.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0) query[pair[..equals]] = Uri.UnescapeDataString(pair[(equals + 1)..].Replace('+', ' '));
            }
        }
        return TryParse(query, out step);
    }

    private static string? Get(IReadOnlyDictionary<string, string> query, string name)
        => query.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private static bool IsKind(string kind)
    {
        if (kind.Length is 0 or > 64) return false;
        foreach (char c in kind)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('_' or '-')) return false;
        }
        return true;
    }

    private static bool TryNumber(IReadOnlyDictionary<string, string> query, string name, long maximum, out long value)
    {
        value = 0;
        return Get(query, name) is not { } text || (TryDigits(text, out value) && value <= maximum);
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out long value)
        => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryIds(IReadOnlyDictionary<string, string> query, string name, out ImmutableArray<long> ids)
    {
        ids = [];
        if (Get(query, name) is not { } text) return true;
        ImmutableArray<long>.Builder list = ImmutableArray.CreateBuilder<long>();
        foreach (Range part in text.AsSpan().Split(','))
        {
            if (list.Count == MaxListLength || !TryDigits(text.AsSpan(part), out long id)) return false;
            list.Add(id);
        }
        ids = list.ToImmutable();
        return true;
    }

    private static bool TryAttempts(IReadOnlyDictionary<string, string> query, out ImmutableArray<MenuAttempts> attempts)
    {
        attempts = [];
        if (Get(query, "tries") is not { } text) return true;
        ImmutableArray<MenuAttempts>.Builder list = ImmutableArray.CreateBuilder<MenuAttempts>();
        foreach (Range part in text.AsSpan().Split(','))
        {
            ReadOnlySpan<char> entry = text.AsSpan(part);
            int colon = entry.IndexOf(':');
            if (list.Count == MaxListLength || colon <= 0) return false;
            if (!TryDigits(entry[..colon], out long menu) || !TryDigits(entry[(colon + 1)..], out long count) || count > 1000) return false;
            list.Add(new MenuAttempts(menu, (int)count));
        }
        attempts = list.ToImmutable();
        return true;
    }

    /// <summary>Writes the continuation: the path and query below the base address.</summary>
    /// <param name="utf8Destination">Where to write.</param>
    /// <param name="bytesWritten">How much was written.</param>
    /// <param name="format">Not used.</param>
    /// <param name="provider">Not used.</param>
    /// <returns>False when there is not enough room.</returns>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider)
    {
        var writer = new QueryWriter(utf8Destination);
        writer.Text(Path);
        writer.Text(At.Kind.Value ?? "");
        if (!string.IsNullOrEmpty(At.Target))
        {
            writer.Text(":");
            writer.Escaped(At.Target);
        }
        if (Stage is not null) { writer.Text("&stage="); writer.Escaped(Stage); }
        if (Turn > 0) writer.Number("&turn=", Turn);
        if (First > 0) writer.Number("&first=", First);
        writer.Ids("&tried=", Tried);
        if (Hops > 0) writer.Number("&hops=", Hops);
        if (Answered) writer.Text("&answered=1");
        if (Announced) writer.Text("&announced=1");
        for (int i = 0; !Attempts.IsDefault && i < Attempts.Length; i++)
        {
            writer.Number(i == 0 ? "&tries=" : ",", Attempts[i].MenuId);
            writer.Number(":", Attempts[i].Count);
        }
        writer.Ids("&groups=", Groups);
        if (Data is not null) { writer.Text("&data="); writer.Escaped(Data); }
        bytesWritten = writer.Fits ? writer.Length : 0;
        return writer.Fits;
    }

    /// <summary>The continuation as text: path and query.</summary>
    public override string ToString()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(512);
        int written;
        while (!TryFormat(buffer, out written, default, null))
        {
            int larger = buffer.Length * 2;
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(larger);
        }
        string text = Encoding.UTF8.GetString(buffer, 0, written);
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    private ref struct QueryWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Length { get; private set; }

        public bool Fits { get; private set; } = true;

        public void Text(string ascii)
        {
            if (!Fits) return;
            if (Encoding.ASCII.TryGetBytes(ascii, _destination[Length..], out int written)) Length += written;
            else Fits = false;
        }

        public void Number(string name, long value)
        {
            Text(name);
            if (!Fits) return;
            if (Utf8Formatter.TryFormat(value, _destination[Length..], out int written)) Length += written;
            else Fits = false;
        }

        public void Ids(string name, ImmutableArray<long> ids)
        {
            for (int i = 0; !ids.IsDefault && i < ids.Length; i++) Number(i == 0 ? name : ",", ids[i]);
        }

        public void Escaped(string value)
        {
            foreach (char c in value)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '~' or '*' or '@'))
                {
                    Text(Uri.EscapeDataString(value));
                    return;
                }
            }
            Text(value);
        }
    }
}
