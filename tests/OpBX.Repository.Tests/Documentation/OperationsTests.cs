using System.Text.RegularExpressions;

namespace OpBX.Repository.Documentation;

/// <summary>What operators see is explained to them.</summary>
public sealed partial class OperationsTests
{
    private static readonly string[] s_sources = [.. Clone.TextFiles.Where(static file => file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))];

    [Fact]
    public void Every_log_event_is_in_the_table()
    {
        string[] documented = [.. Clone.Read("docs/operations.md").Split('\n').Where(static line => line.StartsWith('|')).SelectMany(static line => Id().Matches(line.Split('|')[1])).Select(static match => match.Value)];
        string[] used = [.. s_sources.SelectMany(static file => LogEvent().Matches(Clone.Read(file))).Select(static match => match.Groups[1].Value)];
        used.Should().HaveCountGreaterThan(90).And.OnlyHaveUniqueItems();
        used.Except(documented).Should().BeEmpty("docs/operations.md lists every event id");
    }

    [Fact]
    public void Every_instrument_is_named()
    {
        string pages = string.Concat(Clone.TextFiles.Where(static file => file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal)).Select(Clone.Read));
        string[] used = [.. s_sources.SelectMany(static file => Instrument().Matches(Clone.Read(file))).Select(static match => match.Groups[1].Value).Distinct()];
        used.Should().HaveCountGreaterThan(15);
        used.Where(name => !pages.Contains(name, StringComparison.Ordinal)).Should().BeEmpty("docs name every metric");
    }

    [GeneratedRegex(@"\b[1-9][0-9]{3}\b")]
    private static partial Regex Id();

    [GeneratedRegex(@"LoggerMessage\(([0-9]+)")]
    private static partial Regex LogEvent();

    [GeneratedRegex("\"(opbx\\.[a-z.]+[a-z])\"")]
    private static partial Regex Instrument();
}
