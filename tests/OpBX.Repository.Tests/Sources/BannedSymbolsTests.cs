using System.Text.RegularExpressions;

using OpBX.Repository.Packages;

namespace OpBX.Repository.Sources;

[Collection(DotnetRuns.Name)]
public sealed partial class BannedSymbolsTests
{
    /// <summary>A use of every banned symbol: a symbol that is misspelt in BannedSymbols.txt bans nothing, silently.</summary>
    private static readonly Dictionary<string, string> Uses = new()
    {
        ["P:System.DateTime.Now"] = "_ = DateTime.Now;",
        ["P:System.DateTime.UtcNow"] = "_ = DateTime.UtcNow;",
        ["P:System.DateTime.Today"] = "_ = DateTime.Today;",
        ["P:System.DateTimeOffset.Now"] = "_ = DateTimeOffset.Now;",
        ["P:System.DateTimeOffset.UtcNow"] = "_ = DateTimeOffset.UtcNow;",
        ["P:System.TimeZoneInfo.Local"] = "_ = TimeZoneInfo.Local;",
        ["P:System.Environment.TickCount"] = "_ = Environment.TickCount;",
        ["P:System.Environment.TickCount64"] = "_ = Environment.TickCount64;",
        ["P:System.Random.Shared"] = "_ = Random.Shared;",
        ["M:System.Threading.Thread.Sleep(System.Int32)"] = "Thread.Sleep(1);",
        ["M:System.Threading.Thread.Sleep(System.TimeSpan)"] = "Thread.Sleep(TimeSpan.Zero);",
        ["P:System.Threading.Tasks.Task`1.Result"] = "_ = task1.Result;",
        ["P:System.Threading.Tasks.ValueTask`1.Result"] = "_ = value1.Result;",
        ["M:System.Threading.Tasks.Task.Wait"] = "task.Wait();",
        ["M:System.Threading.Tasks.Task.Wait(System.Int32)"] = "task.Wait(1);",
        ["M:System.Threading.Tasks.Task.Wait(System.TimeSpan)"] = "task.Wait(TimeSpan.Zero);",
        ["M:System.Threading.Tasks.Task.Wait(System.Threading.CancellationToken)"] = "task.Wait(default(CancellationToken));",
        ["M:System.Threading.Tasks.Task.Wait(System.Int32,System.Threading.CancellationToken)"] = "task.Wait(1, default);",
        ["M:System.Threading.Tasks.Task.Wait(System.TimeSpan,System.Threading.CancellationToken)"] = "task.Wait(TimeSpan.Zero, default);",
        ["M:System.Threading.Tasks.Task.WaitAll(System.Threading.Tasks.Task[])"] = "Task.WaitAll(new Task[] { task });",
        ["M:System.Threading.Tasks.Task.WaitAny(System.Threading.Tasks.Task[])"] = "Task.WaitAny(task);",
        ["M:System.Runtime.CompilerServices.TaskAwaiter.GetResult"] = "task.GetAwaiter().GetResult();",
        ["M:System.Runtime.CompilerServices.TaskAwaiter`1.GetResult"] = "_ = task1.GetAwaiter().GetResult();",
        ["M:System.Runtime.CompilerServices.ValueTaskAwaiter.GetResult"] = "value.GetAwaiter().GetResult();",
        ["M:System.Runtime.CompilerServices.ValueTaskAwaiter`1.GetResult"] = "_ = value1.GetAwaiter().GetResult();",
        ["M:System.Runtime.CompilerServices.ConfiguredTaskAwaitable.ConfiguredTaskAwaiter.GetResult"] = "task.ConfigureAwait(false).GetAwaiter().GetResult();",
        ["M:System.Runtime.CompilerServices.ConfiguredTaskAwaitable`1.ConfiguredTaskAwaiter.GetResult"] = "_ = task1.ConfigureAwait(false).GetAwaiter().GetResult();",
        ["M:System.Text.RegularExpressions.Regex.#ctor(System.String)"] = "_ = new Regex(\"\");",
        ["M:System.Text.RegularExpressions.Regex.IsMatch(System.String,System.String)"] = "_ = Regex.IsMatch(\"\", \"\");",
        ["M:System.Text.RegularExpressions.Regex.Match(System.String,System.String)"] = "_ = Regex.Match(\"\", \"\");",
        ["M:System.Text.RegularExpressions.Regex.Replace(System.String,System.String,System.String)"] = "_ = Regex.Replace(\"\", \"\", \"\");",
    };

    [Fact]
    public void BannedSymbols_each_have_a_reason_and_a_proof()
    {
        var lines = Clone.Read("BannedSymbols.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().OnlyContain(line => Line().IsMatch(line), "each line is «symbol; reason»");
        lines.Select(line => line.Split("; ")[0]).Should().BeEquivalentTo(Uses.Keys);
    }

    [Fact]
    public async Task Analyzer_on_a_use_of_each_symbol_reports_each()
    {
        using var folder = new TemporaryFolder();
        var version = Regex.Match(Clone.Read("Directory.Packages.props"), "BannedApiAnalyzers\" Version=\"([^\"]+)\"").Groups[1].Value;
        var source = Preamble + string.Concat(Uses.Values.Select(use => $"        {use}\n")) + "        await task;\n    }\n}\n";
        folder.Write("Uses.cs", source);
        folder.Write("Uses.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Microsoft.CodeAnalysis.BannedApiAnalyzers" Version="[{version}]" PrivateAssets="all" />
                <AdditionalFiles Include="{Clone.PathOf("BannedSymbols.txt")}" />
              </ItemGroup>
            </Project>
            """);

        var build = await Dotnet.RunAsync(folder.Path, "build", "--nologo", "--tl:off", "-v", "minimal", "-clp:NoSummary");

        var reported = Report().Matches(build.Output).Select(match => int.Parse(match.Groups[1].Value, null)).ToHashSet();
        var first = Preamble.Count(c => c == '\n') + 1;
        var missed = Uses.Keys.Where((_, i) => !reported.Contains(first + i));
        missed.Should().BeEmpty($"the analyzer reports every use: {build.Output}");
        reported.Should().NotContain(first + Uses.Count, "awaiting is what the rules ask for");
    }

    private const string Preamble = """
        using System.Text.RegularExpressions;

        public static class Uses
        {
            public static async Task Of(Task task, Task<int> task1, ValueTask value, ValueTask<int> value1)
            {

        """;

    [GeneratedRegex(@"^[PM]:\S+; \S.*$")]
    private static partial Regex Line();

    [GeneratedRegex(@"Uses\.cs\((\d+),\d+\): (?:warning|error) RS0030")]
    private static partial Regex Report();
}
