namespace OpBX.Repository.Sources;

/// <summary>Tells code from comments, compiler directives and the text inside literals.</summary>
internal sealed class CSharpCode
{
    private readonly string _source;
    private readonly char[] _code;
    private int _at;

    private CSharpCode(string source)
    {
        _source = source;
        _code = source.ToCharArray();
    }

    /// <summary>The source with everything but code replaced by spaces; every character and line stays where it was.</summary>
    public static string Of(string source)
    {
        var reader = new CSharpCode(source);
        reader.ReadCode(inHole: false);
        return new string(reader._code);
    }

    private char Peek(int ahead = 0) => _at + ahead < _source.Length ? _source[_at + ahead] : '\0';

    /// <summary>Reads to the end, or in a hole of an interpolated string to the brace that closes it.</summary>
    private void ReadCode(bool inHole)
    {
        var depth = 0;
        while (_at < _source.Length)
        {
            switch (Peek())
            {
                case '/' when Peek(1) == '/':
                    BlankLine();
                    break;
                case '/' when Peek(1) == '*':
                    BlankUntil("*/");
                    break;
                case '#' when !inHole && IsFirstOnLine():
                    BlankLine();
                    break;
                case '\'':
                    ReadCharacter();
                    break;
                case '"' or '$' or '@' when TryReadString():
                    break;
                case '(' or '[' or '{':
                    depth++;
                    _at++;
                    break;
                case '}' when inHole && depth == 0:
                    return;
                case ')' or ']' or '}':
                    depth--;
                    _at++;
                    break;
                case ':' when inHole && depth == 0:
                    ReadFormat();
                    break;
                default:
                    _at++;
                    break;
            }
        }
    }

    private bool TryReadString()
    {
        var start = _at;
        int dollars = 0, ats = 0;
        for (; Peek() is '$' or '@'; _at++)
        {
            if (Peek() == '$')
                dollars++;
            else
                ats++;
        }

        var quotes = Count('"');
        if (quotes == 0)
        {
            _at = start; // an identifier such as @class, or a stray character
            if (ats + dollars > 0)
                _at++;
            return ats + dollars > 0;
        }

        if (ats == 0 && quotes >= 3)
        {
            _at += quotes;
            ReadRaw(quotes, dollars);
            return true;
        }

        _at++;
        ReadText(verbatim: ats > 0, interpolated: dollars > 0);
        return true;
    }

    private void ReadText(bool verbatim, bool interpolated)
    {
        while (_at < _source.Length)
        {
            var next = Peek();
            if (next == '"' && verbatim && Peek(1) == '"')
                Blank(2);
            else if (next == '"' || (!verbatim && next == '\n'))
            {
                _at++;
                return;
            }
            else if (next == '\\' && !verbatim)
                Blank(2);
            else if (interpolated && next is '{' or '}' && Peek(1) == next)
                Blank(2);
            else if (interpolated && next == '{')
                ReadHole(1);
            else
                Blank(1);
        }
    }

    private void ReadRaw(int quotes, int dollars)
    {
        while (_at < _source.Length)
        {
            if (Count('"') >= quotes)
            {
                _at += Count('"');
                return;
            }

            var braces = dollars > 0 ? Count('{') : 0;
            if (braces >= dollars && braces > 0)
            {
                Blank(braces - dollars);
                ReadHole(dollars);
            }
            else
                Blank(1);
        }
    }

    private void ReadHole(int braces)
    {
        _at += braces;
        ReadCode(inHole: true);
        _at = Math.Min(_at + braces, _source.Length);
    }

    /// <summary>The format after a colon in a hole, up to its closing brace.</summary>
    private void ReadFormat()
    {
        if (Peek(1) == ':')
        {
            _at += 2; // global::
            return;
        }

        while (_at < _source.Length && Peek() != '}')
            Blank(1);
    }

    private void ReadCharacter()
    {
        _at++;
        while (_at < _source.Length && Peek() is not ('\'' or '\n'))
            Blank(Peek() == '\\' ? 2 : 1);
        _at = Math.Min(_at + 1, _source.Length);
    }

    private bool IsFirstOnLine()
    {
        for (var before = _at - 1; before >= 0 && _source[before] != '\n'; before--)
        {
            if (!char.IsWhiteSpace(_source[before]))
                return false;
        }

        return true;
    }

    private int Count(char character)
    {
        var count = 0;
        while (Peek(count) == character)
            count++;
        return count;
    }

    private void BlankLine()
    {
        while (_at < _source.Length && Peek() != '\n')
            Blank(1);
    }

    private void BlankUntil(string end)
    {
        var found = _source.IndexOf(end, _at + 2, StringComparison.Ordinal);
        Blank((found < 0 ? _source.Length : found + end.Length) - _at);
    }

    private void Blank(int count)
    {
        for (; count > 0 && _at < _source.Length; count--, _at++)
        {
            if (_code[_at] is not ('\n' or '\r'))
                _code[_at] = ' ';
        }
    }
}
