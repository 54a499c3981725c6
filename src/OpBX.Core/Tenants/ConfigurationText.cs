using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace OpBX.Tenants;

/// <summary>
/// A JSON text cut into values that know where they stand, which <see cref="JsonDocument"/> does not tell. A value is the
/// index of its token; the members and items of a container follow it up to <see cref="EndOf"/>.
/// </summary>
internal sealed class ConfigurationText
{
    // A column may hold 64 levels, and stands in a few levels of the document.
    internal const int MaxDepth = 96;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly JsonWriterOptions ColumnOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private readonly byte[] _utf8;
    private readonly List<Token> _tokens = [];
    private readonly ArrayBufferWriter<byte> _column = new();
    private Utf8JsonWriter? _columnWriter;
    private int[]? _lineStarts;

    private ConfigurationText(byte[] utf8) => _utf8 = utf8;

    private readonly record struct Token(JsonTokenType Type, bool IsEscaped, int Start, int Length, int End);

    /// <summary>Cuts a text.</summary>
    /// <param name="utf8">The text; kept.</param>
    /// <param name="text">The text cut into values, of which the first is the whole; null when it is not JSON.</param>
    /// <param name="faultLine">The line at which it stops being JSON, counted from 1.</param>
    public static bool TryCut(byte[] utf8, [NotNullWhen(true)] out ConfigurationText? text, out int faultLine)
    {
        var cut = new ConfigurationText(utf8);
        int offset = utf8.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            cut.Cut(offset);
            text = cut;
            faultLine = 0;
            return true;
        }
        catch (JsonException exception)
        {
            // The message of the exception is not passed on: it may quote the text, which may be a secret.
            text = null;
            faultLine = (int)Math.Min((exception.LineNumber ?? 0) + 1, int.MaxValue);
            return false;
        }
    }

    /// <summary>The type of a value: the start token of a container, or the scalar.</summary>
    public JsonTokenType TypeOf(int value) => _tokens[value].Type;

    /// <summary>The index after a value and everything in it.</summary>
    public int EndOf(int value) => _tokens[value].End;

    /// <summary>The line on which a value starts, counted from 1.</summary>
    public int LineOf(int value)
    {
        _lineStarts ??= FindLineStarts();
        int index = Array.BinarySearch(_lineStarts, _tokens[value].Start);
        return index >= 0 ? index + 1 : ~index;
    }

    /// <summary>The text of a string or member name, or the digits of a number.</summary>
    /// <returns>False when it is no valid Unicode.</returns>
    public bool TryGetText(int value, [NotNullWhen(true)] out string? text)
    {
        Token token = _tokens[value];
        ReadOnlySpan<byte> raw = _utf8.AsSpan(token.Start, token.Length);
        try
        {
            if (!token.IsEscaped)
            {
                bool isQuoted = token.Type is JsonTokenType.String or JsonTokenType.PropertyName;
                text = StrictUtf8.GetString(isQuoted ? raw[1..^1] : raw);
                return true;
            }
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            text = reader.GetString()!;
            return true;
        }
        catch (Exception exception) when (exception is DecoderFallbackException or InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>Copies a value, without comments, for a JSON column.</summary>
    /// <param name="value">An object.</param>
    /// <param name="fault">The value inside that is no valid Unicode, when the result is null.</param>
    public JsonSettings? ToSettings(int value, out int fault)
    {
        _column.ResetWrittenCount();
        _columnWriter ??= new Utf8JsonWriter(_column, ColumnOptions);
        _columnWriter.Reset();
        if (!TryCopy(_columnWriter, value, out fault)) return null;
        _columnWriter.Flush();
        using JsonDocument document = JsonDocument.Parse(_column.WrittenMemory, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return JsonSettings.From(document.RootElement);
    }

    private bool TryCopy(Utf8JsonWriter writer, int value, out int fault)
    {
        // One pass over the tokens; the open containers are closed where their last token was.
        var open = new Stack<(int End, bool IsObject)>();
        int end = EndOf(value);
        fault = -1;
        for (int i = value; i < end; i++)
        {
            Close(writer, open, i);
            Token token = _tokens[i];
            string? text = null;
            if (token.Type is JsonTokenType.String or JsonTokenType.PropertyName && !TryGetText(i, out text))
            {
                fault = i;
                return false;
            }
            switch (token.Type)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    open.Push((token.End, true));
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    open.Push((token.End, false));
                    break;
                case JsonTokenType.PropertyName:
                    writer.WritePropertyName(text!);
                    break;
                case JsonTokenType.String:
                    writer.WriteStringValue(text!);
                    break;
                default:
                    writer.WriteRawValue(_utf8.AsSpan(token.Start, token.Length), skipInputValidation: true);
                    break;
            }
        }
        Close(writer, open, end);
        return true;
    }

    private static void Close(Utf8JsonWriter writer, Stack<(int End, bool IsObject)> open, int position)
    {
        while (open.TryPeek(out (int End, bool IsObject) container) && container.End == position)
        {
            open.Pop();
            if (container.IsObject) writer.WriteEndObject();
            else writer.WriteEndArray();
        }
    }

    private void Cut(int offset)
    {
        var reader = new Utf8JsonReader(_utf8.AsSpan(offset), new JsonReaderOptions
        {
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = MaxDepth,
        });
        var open = new Stack<int>();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                int container = open.Pop();
                _tokens[container] = _tokens[container] with { End = _tokens.Count };
                continue;
            }
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) open.Push(_tokens.Count);
            int quotes = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? 2 : 0;
            _tokens.Add(new Token(reader.TokenType, reader.ValueIsEscaped, offset + (int)reader.TokenStartIndex, reader.ValueSpan.Length + quotes, _tokens.Count + 1));
        }
    }

    private int[] FindLineStarts()
    {
        var starts = new List<int> { 0 };
        for (int i = 0; i < _utf8.Length; i++)
        {
            if (_utf8[i] == (byte)'\n') starts.Add(i + 1);
        }
        return [.. starts];
    }
}
