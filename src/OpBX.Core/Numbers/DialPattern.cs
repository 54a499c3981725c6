namespace OpBX.Numbers;

/// <summary>
/// A prefix pattern of the numbering plan (exit or trunk prefix): digits, <c>\d</c>, classes, groups, <c>|</c>, <c>?</c>,
/// <c>{n,m}</c>, <c>$</c>. Matches at the start, first alternative first; all patterns are bounded and a few dozen
/// instructions long.
/// </summary>
internal sealed class DialPattern
{
    private const byte Digit = 0, Split = 1, Jump = 2, Save = 3, End = 4, Accept = 5;

    private readonly (byte Operation, ushort First, ushort Second)[] _program;
    private readonly string? _literal;
    private readonly int _firstDigits;
    private readonly int _groups;

    /// <param name="pattern">The pattern.</param>
    /// <exception cref="FormatException">The pattern uses something else.</exception>
    public DialPattern(string pattern)
    {
        _literal = pattern.AsSpan().ContainsAnyExceptInRange('0', '9') ? null : pattern;
        var compiler = new Compiler(pattern);
        _program = compiler.Compile();
        _groups = compiler.Groups;
        _firstDigits = FirstDigits(0);
    }

    /// <summary>Matches at the start of the digits.</summary>
    /// <param name="digits">ASCII digits.</param>
    /// <param name="length">How many digits the pattern takes.</param>
    /// <param name="lastGroup">What the pattern's last group took; empty when it took no part.</param>
    public bool Matches(ReadOnlySpan<char> digits, out int length, out ReadOnlySpan<char> lastGroup)
    {
        length = 0;
        lastGroup = default;
        if (digits.IsEmpty || (_firstDigits >> (digits[0] - '0') & 1) == 0) return false;
        if (_literal is not null)
        {
            length = _literal.Length;
            return digits.StartsWith(_literal);
        }

        Span<int> groups = stackalloc int[2 * _groups + 2];
        groups.Fill(-1);
        length = Run(0, digits, 0, groups);
        if (length < 0) return false;
        int start = groups[2 * _groups], end = groups[2 * _groups + 1];
        if (_groups > 0 && start >= 0 && end >= start) lastGroup = digits[start..end];
        return true;
    }

    private int Run(int at, ReadOnlySpan<char> digits, int position, Span<int> groups)
    {
        while (true)
        {
            (byte operation, ushort first, ushort second) = _program[at];
            switch (operation)
            {
                case Digit:
                    if (position == digits.Length || (first >> (digits[position] - '0') & 1) == 0) return -1;
                    position++;
                    at++;
                    break;
                case Split:
                    int taken = Run(first, digits, position, groups);
                    if (taken >= 0) return taken;
                    at = second;
                    break;
                case Jump:
                    at = first;
                    break;
                case Save:
                    int before = groups[first];
                    groups[first] = position;
                    int rest = Run(at + 1, digits, position, groups);
                    if (rest < 0) groups[first] = before;
                    return rest;
                case End:
                    if (position != digits.Length) return -1;
                    at++;
                    break;
                default:
                    return position;
            }
        }
    }

    // The digits that a match can start with; all of them when the pattern may take none.
    private int FirstDigits(int at) => _program[at] switch
    {
        (Digit, ushort mask, _) => mask,
        (Split, ushort first, ushort second) => FirstDigits(first) | FirstDigits(second),
        (Jump, ushort to, _) => FirstDigits(to),
        (Save, _, _) => FirstDigits(at + 1),
        _ => 0x3ff,
    };

    private sealed class Compiler(string pattern)
    {
        private readonly List<(byte Operation, ushort First, ushort Second)> _code = [];
        private int _at;

        public int Groups { get; private set; }

        public (byte Operation, ushort First, ushort Second)[] Compile()
        {
            Alternatives();
            if (_at != pattern.Length) throw new FormatException($"Unreadable dial pattern '{pattern}'.");
            _code.Add((Accept, 0, 0));
            return [.. _code];
        }

        private void Alternatives()
        {
            int start = _code.Count;
            Sequence();
            if (_at == pattern.Length || pattern[_at] != '|') return;
            _at++;
            Insert(start);
            int jump = _code.Count;
            _code.Add((Jump, 0, 0));
            _code[start] = (Split, (ushort)(start + 1), (ushort)_code.Count);
            Alternatives();
            _code[jump] = (Jump, (ushort)_code.Count, 0);
        }

        private void Sequence()
        {
            while (_at < pattern.Length && pattern[_at] is not ('|' or ')'))
            {
                int start = _code.Count;
                Atom();
                Repeat(start);
            }
        }

        private void Repeat(int start)
        {
            if (_at == pattern.Length) return;
            int least, most;
            if (pattern[_at] == '?')
            {
                _at++;
                (least, most) = (0, 1);
            }
            else if (pattern[_at] == '{')
            {
                int close = pattern.IndexOf('}', _at);
                string[] bounds = pattern[(_at + 1)..close].Split(',');
                least = int.Parse(bounds[0], System.Globalization.CultureInfo.InvariantCulture);
                most = int.Parse(bounds[^1], System.Globalization.CultureInfo.InvariantCulture);
                _at = close + 1;
            }
            else
            {
                return;
            }

            // A repeated item is always straight code without jumps, except under '?', where it is kept in place.
            if (least == 0 && most == 1)
            {
                Insert(start);
                _code[start] = (Split, (ushort)(start + 1), (ushort)_code.Count);
                return;
            }

            (byte, ushort, ushort) item = _code[start];
            if (_code.Count != start + 1 || least == 0) throw new FormatException($"Unreadable repetition in '{pattern}'.");
            for (int i = 1; i < most; i++)
            {
                if (i >= least) _code.Add((Split, (ushort)(_code.Count + 1), (ushort)(_code.Count + 2 * (most - i))));
                _code.Add(item);
            }
        }

        private void Atom()
        {
            char c = pattern[_at++];
            switch (c)
            {
                case '(':
                    Group();
                    break;
                case '[':
                    Class();
                    break;
                case '\\' when pattern[_at] == 'd':
                    _at++;
                    _code.Add((Digit, 0x3ff, 0));
                    break;
                case '$':
                    _code.Add((End, 0, 0));
                    break;
                case >= '0' and <= '9':
                    _code.Add((Digit, (ushort)(1 << (c - '0')), 0));
                    break;
                default:
                    throw new FormatException($"Unknown '{c}' in dial pattern '{pattern}'.");
            }
        }

        private void Group()
        {
            int group = 0;
            if (pattern.AsSpan(_at).StartsWith("?:")) _at += 2;
            else group = ++Groups;
            if (group > 0) _code.Add((Save, (ushort)(2 * group), 0));
            Alternatives();
            _at++;
            if (group > 0) _code.Add((Save, (ushort)(2 * group + 1), 0));
        }

        private void Class()
        {
            int mask = 0;
            for (; pattern[_at] != ']'; _at++)
            {
                int from = pattern[_at] - '0', to = from;
                if (pattern[_at + 1] == '-')
                {
                    to = pattern[_at + 2] - '0';
                    _at += 2;
                }

                for (int digit = from; digit <= to; digit++) mask |= 1 << digit;
            }

            _at++;
            _code.Add((Digit, (ushort)mask, 0));
        }

        // Makes room for one instruction at a place; jumps inside the moved code move with it.
        private void Insert(int place)
        {
            _code.Insert(place, default);
            for (int i = place + 1; i < _code.Count; i++)
            {
                (byte operation, ushort first, ushort second) = _code[i];
                if (operation == Split) _code[i] = (Split, (ushort)(first + 1), (ushort)(second + 1));
                else if (operation == Jump) _code[i] = (Jump, (ushort)(first + 1), 0);
            }
        }
    }
}
