using System.Text.RegularExpressions;
using BenchmarkDotNet.Attributes;
using OpBX.Numbers;

namespace OpBX.Benchmarks.Numbers;

/// <summary>Reading numbers, beside what a project without a numbering table does: a regular expression and string joins.</summary>
[MemoryDiagnoser]
public partial class NumberNormalizerBenchmarks
{
    private static readonly INumberNormalizer Numbers = NumberNormalizer.Default;
    private static readonly DialContext Tenant = new() { Country = "US", OutsideLinePrefix = "9", AllowEmergency = true };

    [Benchmark(Baseline = true)]
    public string? Regex_national() => PlainNormalizer.Normalize("(212) 555-0123");

    [Benchmark]
    public PhoneNumber National_US() => Read("(212) 555-0123", "US", NumberSource.Dialled);

    [Benchmark]
    public PhoneNumber National_GB() => Read("020 7946 0958", "GB", NumberSource.Dialled);

    [Benchmark]
    public PhoneNumber National_AR_mobile() => Read("011 15-2345-6789", "AR", NumberSource.Dialled);

    [Benchmark]
    public PhoneNumber Reported_withoutPlus() => Read("12125550123", "GB", NumberSource.Reported);

    [Benchmark]
    public string? Regex_e164() => PlainNormalizer.Normalize("+12125550123");

    [Benchmark]
    public PhoneNumber E164_already() => Read("+12125550123", "US", NumberSource.Reported);

    [Benchmark]
    public PhoneNumber Sip_address() => Read("\"Bob\" <sip:+12125550123@example.com;user=phone>;tag=1", "US", NumberSource.Reported);

    [Benchmark]
    public DialledNumber Classify_emergency() => Numbers.Classify("9911", Tenant);

    [Benchmark]
    public DialledNumber Classify_number() => Numbers.Classify("92125550123", Tenant);

    [Benchmark]
    public NumberRate Rate() => Numbers.RateOf(PhoneNumber.Parse("+442079460958"));

    /// <summary>Reading the whole table, as happens once per process.</summary>
    [Benchmark]
    public object Load_table() => NumberingPlanReader.Load();

    private static PhoneNumber Read(string text, string country, NumberSource source)
    {
        Numbers.TryNormalize(text, country, source, out PhoneNumber number, out _);
        return number;
    }

    private static partial class PlainNormalizer
    {
        public static string? Normalize(string text)
        {
            string digits = NotDigits().Replace(text, string.Empty);
            if (E164().IsMatch(text)) return "+" + digits;
            Match national = NorthAmerican().Match(digits);
            return national.Success ? "+1" + national.Groups[1].Value : null;
        }

        [GeneratedRegex(@"\D")]
        private static partial Regex NotDigits();

        [GeneratedRegex(@"^\+[1-9]\d{6,14}$")]
        private static partial Regex E164();

        [GeneratedRegex(@"^1?([2-9]\d{9})$")]
        private static partial Regex NorthAmerican();
    }
}
