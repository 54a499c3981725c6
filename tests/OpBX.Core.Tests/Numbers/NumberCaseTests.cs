using System.Text.Json;

namespace OpBX.Numbers;

/// <summary>Every case of <c>tests/contract/cases/numbers.json</c>.</summary>
public sealed class NumberCaseTests
{
    private static readonly string CasesFile = Repository.PathOf("tests", "contract", "cases", "numbers.json");

    public static IEnumerable<object[]> Ids()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(CasesFile));
        return document.RootElement.GetProperty("cases").EnumerateArray().Select(c => new object[] { c.GetProperty("id").GetString()! }).ToArray();
    }

    [Fact]
    public void Cases_file_hasUniqueCases()
    {
        Ids().Select(row => row[0]).Should().NotBeEmpty().And.OnlyHaveUniqueItems();
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Classify_case_isAsExpected(string id)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(CasesFile));
        JsonElement given = document.RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("id").GetString() == id);
        JsonElement expected = given.GetProperty("expected");
        string[] extensions = given.TryGetProperty("tenant_extensions", out JsonElement list)
            ? list.EnumerateArray().Select(e => e.GetString()!).ToArray()
            : [];
        bool reported = Text(given, "field") == "webhook";

        DialledNumber actual = NumberNormalizer.Default.Classify(Text(given, "input"), new DialContext
        {
            Country = Text(given, "default_region"),
            OutsideLinePrefix = Text(given, "outside_line_prefix"),
            Extensions = new ExtensionNumbers(extensions),
            Source = reported ? NumberSource.Reported : NumberSource.Dialled,
            AllowEmergency = true,
        });

        actual.Kind.Code().Should().Be(Text(expected, "kind"));
        foreach (JsonProperty property in expected.EnumerateObject()) Check(property, actual);
        if (actual.Kind == DialledNumberKind.E164 && !expected.TryGetProperty("verified", out _))
            actual.Verified.Should().Be(given.GetProperty("libphonenumber").GetProperty("valid").GetBoolean());
    }

    private static void Check(JsonProperty expected, DialledNumber actual)
    {
        switch (expected.Name)
        {
            case "kind" or "via":
                break;
            case "e164":
                actual.Number!.Value.Value.Should().Be(expected.Value.GetString());
                actual.Text.Should().Be(expected.Value.GetString());
                break;
            case "extension" or "number" or "user":
                actual.Text.Should().Be(expected.Value.GetString());
                break;
            case "host":
                actual.SipHost.Should().Be(expected.Value.GetString());
                break;
            case "reason":
                actual.Reason!.Value.Code().Should().Be(expected.Value.GetString());
                break;
            case "post_dial":
                actual.PostDial.Should().Be(expected.Value.GetString());
                break;
            case "verified":
                actual.Verified.Should().Be(expected.Value.GetBoolean());
                break;
            default:
                throw new InvalidOperationException($"The case expects '{expected.Name}', which no check here reads.");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
