using System.Globalization;
using System.Runtime.CompilerServices;

namespace OpBX.Cxml;

/// <summary>A place in the buffer that a document is written into. When the buffer is too small nothing more is written and <see cref="Full"/> is set: the document is then written again into a larger one.</summary>
internal ref partial struct CxmlCursor
{
    /// <summary>Room for any number and the quote after it.</summary>
    private const int LongestNumber = 12;

    private readonly Span<byte> _all;
    private readonly CxmlBaseAddress _base;
    private readonly int _textLimit;
    private Span<byte> _free;

    public CxmlCursor(Span<byte> buffer, CxmlBaseAddress baseAddress, int textLimit)
    {
        _all = buffer;
        _free = buffer;
        _base = baseAddress;
        _textLimit = textLimit;
    }

    /// <summary>Whether something did not fit; the buffer then holds no usable document.</summary>
    public bool Full { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public readonly int Written => _all.Length - _free.Length;

    /// <summary>How many custom elements are open.</summary>
    public int Depth { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Raw(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.TryCopyTo(_free))
            _free = _free[bytes.Length..];
        else
            Fill();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Fill()
    {
        Full = true;
        _free = default;
    }

    /// <summary>A name that was checked when its element was made.</summary>
    public void Name(string name) => Escaped(name, attribute: true);

    /// <summary>Text between tags that is never cut.</summary>
    public void Value(string value) => Escaped(value, attribute: false);

    /// <summary>Text between tags that is cut when the document would be too large.</summary>
    public void Text(string text) => Escaped(text.Length <= _textLimit ? text : text.AsSpan(0, _textLimit), attribute: false);

    /// <summary>A URL between tags.</summary>
    public void Url(CxmlUrl url)
    {
        if (url.Raw is { } value)
            UrlValue(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Attribute(scoped ReadOnlySpan<byte> head, string? value)
    {
        if (value is not null)
            StringAttribute(head, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Attribute(scoped ReadOnlySpan<byte> head, CxmlUrl url)
    {
        if (url.Raw is { } value)
            UrlAttribute(head, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Attribute(scoped ReadOnlySpan<byte> head, int? value)
    {
        if (value.HasValue)
            IntAttribute(head, value.GetValueOrDefault());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Attribute(scoped ReadOnlySpan<byte> head, double? value)
    {
        if (value.HasValue)
            NumberAttribute(head, value.GetValueOrDefault());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Attribute(scoped ReadOnlySpan<byte> head, bool? value)
    {
        if (value.HasValue)
            Word(head, value.GetValueOrDefault() ? "true"u8 : "false"u8);
    }

    /// <summary>An attribute with one of a closed set of words; an empty one, for a value outside the set, is not written.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Word(scoped ReadOnlySpan<byte> head, scoped ReadOnlySpan<byte> word)
    {
        if (word.IsEmpty)
            return;
        var free = _free;
        var length = head.Length + word.Length + 1;
        if (length > free.Length)
        {
            Fill();
            return;
        }
        head.CopyTo(free);
        word.CopyTo(free[head.Length..]);
        free[length - 1] = (byte)'"';
        _free = free[length..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void StringAttribute(scoped ReadOnlySpan<byte> head, string value)
    {
        Raw(head);
        Escaped(value, attribute: true);
        Raw("\""u8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void UrlAttribute(scoped ReadOnlySpan<byte> head, object value)
    {
        Raw(head);
        UrlValue(value);
        Raw("\""u8);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void IntAttribute(scoped ReadOnlySpan<byte> head, int value)
    {
        var free = _free;
        if (free.Length < head.Length + LongestNumber || value < 0)
        {
            Fill();
            return;
        }
        head.CopyTo(free);
        var length = head.Length + Digits(free[head.Length..], (uint)value);
        free[length] = (byte)'"';
        _free = free[(length + 1)..];
    }

    /// <summary>A number of at most three decimals and no exponent; the model keeps it between 0 and 86,400.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NumberAttribute(scoped ReadOnlySpan<byte> head, double value)
    {
        var thousandths = (uint)Math.Round(value * 1000);
        var whole = thousandths / 1000;
        var fraction = thousandths % 1000;
        if (fraction == 0)
        {
            IntAttribute(head, (int)whole);
            return;
        }
        Raw(head);
        Integer(whole);
        Span<byte> digits = [(byte)'.', (byte)('0' + (fraction / 100)), (byte)('0' + (fraction / 10 % 10)), (byte)('0' + (fraction % 10))];
        Raw(digits.TrimEnd((byte)'0'));
        Raw("\""u8);
    }

    public void Integer(uint value)
    {
        if (_free.Length < LongestNumber)
            Fill();
        else
            _free = _free[Digits(_free, value)..];
    }

    /// <summary>Writes the digits of a number and says how many there are.</summary>
    private static int Digits(Span<byte> target, uint value)
    {
        if (value >= 100)
        {
            value.TryFormat(target, out var written, default, CultureInfo.InvariantCulture);
            return written;
        }
        if (value < 10)
        {
            target[0] = (byte)('0' + value);
            return 1;
        }
        var (tens, ones) = Math.DivRem(value, 10);
        target[1] = (byte)('0' + ones);
        target[0] = (byte)('0' + tens);
        return 2;
    }

    /// <summary>Attributes by name, except those that the element, which begins at <paramref name="start"/>, already has.</summary>
    public void Extra(CxmlElement element, int start)
    {
        var attributes = element.ExtraAttributes;
        if (!attributes.IsEmpty)
            Extra(attributes.AsSpan(), start);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Extra(ReadOnlySpan<CxmlAttribute> attributes, int start)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Name is null)
                continue;
            var before = Written;
            Raw(" "u8);
            Name(attribute.Name);
            Raw("=\""u8);
            if (Full)
                return;
            if (Has(_all[start..before], _all[(before + 1)..Written]))
            {
                _free = _all[before..];
                continue;
            }
            Escaped(attribute.Value, attribute: true);
            Raw("\""u8);
        }
    }

    /// <summary>Whether an open tag has an attribute; <paramref name="head"/> is its name with <c>="</c>.</summary>
    private static bool Has(ReadOnlySpan<byte> tag, ReadOnlySpan<byte> head)
    {
        // A value never holds a raw quote, so quotes delimit values and nothing else.
        for (var space = tag.IndexOf((byte)' '); space >= 0 && space < tag.Length;)
        {
            var rest = tag[(space + 1)..];
            if (rest.StartsWith(head))
                return true;
            var open = rest.IndexOf((byte)'"');
            var close = rest[(open + 1)..].IndexOf((byte)'"');
            if (open < 0 || close < 0)
                return false;
            space += open + close + 3;
        }
        return false;
    }
}
