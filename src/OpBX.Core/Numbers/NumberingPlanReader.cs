using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace OpBX.Numbers;

/// <summary>Reads the generated table; its format is described in its own first lines and in <c>eng/numbering</c>.</summary>
internal sealed class NumberingPlanReader
{
    private const string Resource = "OpBX.Numbers.numbering-plan.txt";

    private readonly List<RangeOutcome> _outcomes = [default];
    private readonly List<CallingCode> _codes = [];
    private readonly List<string> _countryLines = [];
    private readonly Dictionary<string, DialPattern> _patterns = [];
    private string _version = string.Empty;
    private ushort[] _next = [];
    private byte[] _outcome = [];

    public static NumberingPlan Load()
    {
        using Stream stream = typeof(NumberingPlanReader).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        byte[] text = new byte[stream.Length];
        stream.ReadExactly(text);
        return new NumberingPlanReader().Read(Encoding.ASCII.GetString(text));
    }

    private NumberingPlan Read(string text)
    {
        ReadOnlySpan<char> rest = text;
        while (true)
        {
            ReadOnlySpan<char> line = TakeLine(ref rest);
            if (line is "S") break;
            if (line[0] != '#') Header(line.ToString());
        }

        for (int state = 1; state < _outcome.Length; state++) State(state, TakeLine(ref rest));
        var automaton = new DigitAutomaton(_next, _outcome);
        List<Country> countries = _countryLines.ConvertAll(line => CountryOf(line, automaton));
        foreach (Country country in countries)
        {
            if (country.Index == 0) country.Code.Main = country;
            if (country.AreaCodes is not null) country.Code.ByAreaCode.Add(country);
        }

        return new NumberingPlan(_version, countries, _codes, automaton, [.. _outcomes]);
    }

    private void Header(string line)
    {
        string[] fields = line.Split(' ');
        switch (fields[0])
        {
            case "V":
                _version = fields[1];
                int states = Number(fields[2]) + 1;
                _next = new ushort[states * 10];
                _outcome = new byte[states];
                break;
            case "O":
                _outcomes.Add(new RangeOutcome(RateOf(fields[2]), Bits(fields[3])));
                break;
            case "C":
                _codes.Add(new CallingCode { Digits = fields[1], Lengths = Bits(fields[2]), Ranges = Number(fields[3]), Countries = fields[4].Split(',') });
                break;
            case "R":
                _countryLines.Add(line);
                break;
            default:
                throw new FormatException($"Unknown line '{fields[0]}' in the numbering plan.");
        }
    }

    private Country CountryOf(string line, DigitAutomaton automaton)
    {
        string?[] fields = Array.ConvertAll(line.Split(' '), f => f == "-" ? null : f);
        CallingCode code = _codes.Find(c => c.Digits == fields[2])!;
        TrunkPrefix? trunk = fields[8] is null
            ? null
            : new TrunkPrefix(fields[7], PatternOf(fields[8])!, ReplacementOf(fields[9]), automaton, Number(fields[10]!));
        return new Country
        {
            Iso = fields[1]!,
            Code = code,
            Index = Array.IndexOf(code.Countries, fields[1]),
            Lengths = Bits(fields[3]!),
            LocalLengths = fields[4] is null ? 0 : Bits(fields[4]!),
            AreaCodes = PatternOf(fields[5]),
            ExitPrefix = PatternOf(fields[6]),
            Trunk = trunk,
            NationalForm = Number(fields[10]!),
            ShortCodes = Number(fields[11]!),
            EmergencyNumbers = Array.AsReadOnly(fields[12]?.Split(',') ?? ["112", "911"]),
        };
    }

    private DialPattern? PatternOf(string? text)
    {
        if (text is null) return null;
        if (!_patterns.TryGetValue(text, out DialPattern? pattern)) _patterns[text] = pattern = new DialPattern(text);
        return pattern;
    }

    // Runs some thousand times, once per process: compiled at full strength from the start.
    // "outcome mask:state mask:state ...": the mask is hexadecimal, one bit per digit, and left out where it is all ten.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void State(int state, ReadOnlySpan<char> line)
    {
        int at = 0;
        _outcome[state] = (byte)TakeNumber(line, ref at);
        while (at < line.Length)
        {
            at++;
            int mask = line[at] == ':' ? 0x3ff : TakeHex(line, ref at);
            at++;
            int to = TakeNumber(line, ref at);
            if (to == 0 || to >= state) throw new FormatException($"State {state} of the numbering plan leads to {to}.");
            for (int digit = 0; digit < 10; digit++)
                if ((mask >> digit & 1) != 0) _next[state * 10 + digit] = (ushort)to;
        }
    }

    private static ReadOnlySpan<char> TakeLine(ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOf('\n');
        if (end < 0) throw new FormatException("The numbering plan ends too early.");
        ReadOnlySpan<char> line = rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }

    private static int TakeNumber(ReadOnlySpan<char> line, ref int at)
    {
        int value = 0;
        for (; at < line.Length && char.IsAsciiDigit(line[at]); at++) value = value * 10 + line[at] - '0';
        return value;
    }

    private static int TakeHex(ReadOnlySpan<char> line, ref int at)
    {
        int value = 0;
        for (; line[at] != ':'; at++) value = value * 16 + (line[at] <= '9' ? line[at] - '0' : line[at] - 'a' + 10);
        return value;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static uint Bits(string list)
    {
        uint bits = 0;
        foreach (string item in list.Split(',')) bits |= 1u << Number(item);
        return bits;
    }

    // "9$1": what goes before the last group, to which every rewriting refers.
    private static string? ReplacementOf(string? transform) => transform?[..transform.IndexOf('$')];

    private static NumberRate RateOf(string word) => word switch
    {
        "standard" => NumberRate.Standard,
        "tollfree" => NumberRate.TollFree,
        "shared" => NumberRate.SharedCost,
        "premium" => NumberRate.Premium,
        "personal" => NumberRate.Personal,
        _ => throw new FormatException($"Unknown rate '{word}' in the numbering plan."),
    };
}
