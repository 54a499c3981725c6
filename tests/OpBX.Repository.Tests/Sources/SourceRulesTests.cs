namespace OpBX.Repository.Sources;

public sealed class SourceRulesTests
{
    [Fact]
    public void Check_of_src_and_samples_finds_nothing()
    {
        var files = Clone.Files.Where(IsChecked).ToArray();
        files.Should().NotBeEmpty();
        files.SelectMany(file => SourceRules.Check(file, Clone.Read(file))).Should().BeEmpty();
    }

    [Fact]
    public void Projects_of_src_and_samples_keep_the_banned_symbols_on()
    {
        var settings = Clone.Files.Where(file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets" || file == ".editorconfig");
        settings.Where(file => Clone.Read(file).Contains("RS00" + "30", StringComparison.Ordinal)).Should().BeEmpty();
        Clone.Files.Where(file => Path.GetFileName(file) == "Directory.Build.targets").Should().Equal("Directory.Build.targets");
        Clone.Read("Directory.Build.targets").Should().Contain("eng/BannedSymbols.targets");
    }

    [Theory]
    [InlineData("async void Ring() { }")]
    [InlineData("var r = new Regex(pattern);")]
    [InlineData("var r = new Regex(pattern, RegexOptions.Compiled);")]
    [InlineData("var r = new System.Text.RegularExpressions.Regex(\n    pattern, // RegexOptions.NonBacktracking\n    RegexOptions.None);")]
    [InlineData("private static readonly Regex Pattern = new(\"^x\", RegexOptions.Compiled);")]
    [InlineData("if (Regex.IsMatch(text, pattern, RegexOptions.IgnoreCase)) { }")]
    [InlineData("var s = $\"{Regex.Replace(a, b, c)}\";")]
    [InlineData("#pragma warning disable RS0030\n")]
    [InlineData("#pragma warning disable CA1000, RS0030 //\n")]
    [InlineData("[SuppressMessage(\"ApiDesign\", \"RS0030\")]")]
    public void Check_of_a_breach_reports_it(string source) =>
        SourceRules.Check("Sample.cs", "\n" + source).Should().ContainSingle().Which.Should().StartWith("Sample.cs:2:");

    [Theory]
    [InlineData("async Task Ring() { }")]
    [InlineData("// async void")]
    [InlineData("var s = \"new Regex(pattern)\";")]
    [InlineData("var r = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);")]
    [InlineData("Regex pattern = new(Build(text), RegexOptions.NonBacktracking);")]
    [InlineData("var s = Regex.Escape(text);")]
    [InlineData("#pragma warning disable RS0030 // the value is there: the task has completed\n")]
    [InlineData("#pragma warning restore RS0030\n")]
    public void Check_of_allowed_code_reports_nothing(string source) =>
        SourceRules.Check("Sample.cs", source).Should().BeEmpty();

    private static bool IsChecked(string file) =>
        file.EndsWith(".cs", StringComparison.Ordinal)
        && (file.StartsWith("src/", StringComparison.Ordinal) || file.StartsWith("samples/", StringComparison.Ordinal));
}
