using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace OpBX.Cxml;

internal ref partial struct CxmlCursor
{
    private static readonly SearchValues<byte> SafeBytes = SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x60).Select(value => (byte)value).Where(value => value is not ((byte)'&' or (byte)'<' or (byte)'>' or (byte)'"'))]);

    /// <summary>A text as it stands in an attribute, in bytes.</summary>
    public static byte[] Escape(string text)
    {
        var buffer = new byte[(text.Length * 6) + 4];
        var cursor = new CxmlCursor(buffer, null!, int.MaxValue);
        cursor.Escaped(text, attribute: true);
        return buffer[..cursor.Written];
    }

    /// <summary>Text as UTF-8: what has a meaning in XML is escaped, what XML 1.0 forbids is left out.</summary>
    private void Escaped(scoped ReadOnlySpan<char> text, bool attribute)
    {
        if (text.Length <= _free.Length)
        {
            var copied = CopySafe(text, _free);
            _free = _free[copied..];
            if (copied == text.Length)
                return;
            text = text[copied..];
        }
        EscapedRest(text, attribute);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EscapedRest(scoped ReadOnlySpan<char> text, bool attribute)
    {
        while (!text.IsEmpty)
        {
            if (text.Length > _free.Length)
            {
                Fill();
                return;
            }
            var copied = CopySafe(text, _free);
            _free = _free[copied..];
            text = text[copied..];
            if (!text.IsEmpty)
                text = text[(text[0] <= 0x7F ? Special(text[0], attribute) : Beyond(text))..];
        }
    }

    /// <summary>Copies characters up to the first that is not plain ASCII without meaning in XML; <paramref name="target"/> is as long as <paramref name="text"/> at least.</summary>
    private static int CopySafe(ReadOnlySpan<char> text, Span<byte> target)
    {
        ref var source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        ref var bytes = ref MemoryMarshal.GetReference(target[..text.Length]);
        nuint index = 0;
        var length = (nuint)text.Length;
        if (Vector128.IsHardwareAccelerated && length >= BlockLength)
        {
            var last = length - BlockLength;
            while (true)
            {
                var first = Vector128.LoadUnsafe(ref source, index);
                var second = Vector128.LoadUnsafe(ref source, index + (nuint)Vector128<ushort>.Count);
                var block = Vector128.Narrow(first, second);
                if (((first | second) & Vector128.Create((ushort)0xFF80)) != Vector128<ushort>.Zero || !IsSafe(block))
                    break;
                block.StoreUnsafe(ref bytes, index);
                if (index == last)
                    return text.Length;
                index = Math.Min(index + BlockLength, last);
            }
        }
        for (; index < length; index++)
        {
            var character = Unsafe.Add(ref source, index);
            if (!IsSafe(character))
                break;
            Unsafe.Add(ref bytes, index) = (byte)character;
        }
        return (int)index;
    }

    private const nuint BlockLength = 16;

    /// <summary>Whether sixteen ASCII characters all stand for themselves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSafe(Vector128<byte> block)
    {
        // As signed bytes, controls are what is less than a space; DEL (0x7F) is rare but allowed, and is let through.
        var controls = Vector128.LessThan(block.AsSByte(), Vector128.Create((sbyte)' ')).AsByte();
        // & and " differ in one bit, and so do < and >: one comparison for each pair.
        var quoting = Vector128.Equals(block & Vector128.Create(unchecked((byte)~0x04)), Vector128.Create((byte)'"'));
        var tagging = Vector128.Equals(block & Vector128.Create(unchecked((byte)~0x02)), Vector128.Create((byte)'<'));
        return (controls | quoting | tagging) == Vector128<byte>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSafe(ushort character) =>
        (uint)(character - 0x20) <= 0x5F && (character & ~0x04) != '"' && (character & ~0x02) != '<';

    /// <summary>Writes an ASCII character that <see cref="CopySafe"/> does not take, or leaves it out.</summary>
    private int Special(char character, bool attribute)
    {
        switch (character)
        {
            case '&':
                Raw("&amp;"u8);
                break;
            case '<':
                Raw("&lt;"u8);
                break;
            case '>':
                Raw("&gt;"u8);
                break;
            case '"':
                Raw(attribute ? "&quot;"u8 : "\""u8);
                break;
            case '\t':
                Raw(attribute ? "&#x9;"u8 : "\t"u8);
                break;
            case '\n':
                Raw(attribute ? "&#xA;"u8 : "\n"u8);
                break;
            case '\r':
                Raw("&#xD;"u8);
                break;
        }
        return 1;
    }

    /// <summary>Writes a run of characters beyond ASCII, with the spaces between them, and says how long it was.</summary>
    private int Beyond(scoped ReadOnlySpan<char> text)
    {
        var free = _free;
        var written = 0;
        var index = 0;
        while (index < text.Length && (text[index] > 0x7F || text[index] == ' '))
        {
            if (free.Length - written < 4)
            {
                Fill();
                return text.Length;
            }
            if (Rune.DecodeFromUtf16(text[index..], out var rune, out var consumed) == OperationStatus.Done && rune.Value is not (0xFFFE or 0xFFFF))
                written += rune.EncodeToUtf8(free[written..]);
            index += consumed;
        }
        _free = free[written..];
        return index;
    }

    private void UrlValue(object value)
    {
        if (value is string text)
        {
            if (!IsAbsolute(text))
                Base(text[0]);
            Escaped(text, attribute: true);
        }
        else
        {
            Formatted((IUtf8SpanFormattable)value);
        }
    }

    /// <summary>The base address before a relative URL.</summary>
    private void Base(char first)
    {
        var address = _base.Escaped;
        if (address.IsEmpty)
            return;
        Raw(address);
        if (first is not ('/' or '?' or '#'))
            Raw("/"u8);
    }

    /// <summary>Whether a URL begins with a scheme.</summary>
    private static bool IsAbsolute(string url)
    {
        if (!char.IsAsciiLetter(url[0]))
            return false;
        foreach (var character in url)
        {
            if (character == ':')
                return true;
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('+' or '-' or '.'))
                return false;
        }
        return false;
    }

    /// <summary>A relative URL that formats itself: into the far half of the free space, from where it is moved forward and escaped.</summary>
    private void Formatted(IUtf8SpanFormattable value)
    {
        var gap = _free.Length / 2;
        var far = _free[gap..];
        if (!value.TryFormat(far, out var length, default, CultureInfo.InvariantCulture))
        {
            Fill();
            return;
        }
        if (length == 0)
            return;
        var text = far[..length];
        var start = Written;
        Base((char)text[0]);
        gap -= Written - start;
        while (!text.IsEmpty && !Full)
        {
            var safe = text.IndexOfAnyExcept(SafeBytes);
            if (safe < 0)
                safe = text.Length;
            // What is written may come as near to what is still to be read as a whole entity, but no nearer.
            if (gap < 6)
            {
                Fill();
                return;
            }
            Raw(text[..safe]);
            text = text[safe..];
            if (text.IsEmpty)
                return;
            var before = Written;
            var consumed = text[0] <= 0x7F ? Special((char)text[0], attribute: true) : Beyond(text);
            text = text[consumed..];
            gap -= Written - before - consumed;
        }
    }

    /// <summary>Writes one character beyond ASCII that is UTF-8 already, or leaves it out when it is none or forbidden.</summary>
    private int Beyond(scoped ReadOnlySpan<byte> utf8)
    {
        if (Rune.DecodeFromUtf8(utf8, out var rune, out var consumed) == OperationStatus.Done && rune.Value is not (0xFFFE or 0xFFFF))
            Raw(utf8[..consumed]);
        return consumed;
    }
}
