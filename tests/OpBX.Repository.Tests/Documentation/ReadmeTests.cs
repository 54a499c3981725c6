namespace OpBX.Repository.Documentation;

public sealed class ReadmeTests
{
    private const string Program = "// A host.\nclass Host\n{\n    #region run\n    if (x)\n        Run();\n    #endregion\n}\n";

    [Fact]
    public void Snippets_of_the_readme_are_the_code_of_the_clone()
    {
        var readme = Clone.Read("README.md");
        Snippets.Count(readme).Should().BePositive("the README shows how to use OpBX");
        Snippets.Check("README.md", readme, ReadClone, mustNameSource: true).Should().BeEmpty();
    }

    [Fact]
    public void Snippets_of_other_pages_are_the_code_that_they_name() =>
        Clone.TextFiles.Where(file => file.EndsWith(".md", StringComparison.Ordinal))
            .SelectMany(file => Snippets.Check(file, Clone.Read(file), ReadClone, mustNameSource: false))
            .Should().BeEmpty();

    [Fact]
    public void Check_of_blocks_that_equal_their_source_finds_nothing()
    {
        const string Page = "# Page\n<!-- snippet: Program.cs -->\n```csharp\n" + Program + "```\n\n"
            + "<!-- snippet: Program.cs#run -->\n\n```csharp\nif (x)\n    Run();\n```\n```bash\ncurl\n```\n";
        Snippets.Count(Page).Should().Be(2);
        Snippets.Check("a.md", Page, ReadSample, mustNameSource: true).Should().BeEmpty();
    }

    [Theory]
    [InlineData("<!-- snippet: Program.cs#run -->\n```csharp\nif (y)\n    Run();\n```\n", "differs")]
    [InlineData("<!-- snippet: Program.cs#stop -->\n```csharp\nif (x)\n    Run();\n```\n", "not there")]
    [InlineData("<!-- snippet: Other.cs -->\n```csharp\nif (x)\n    Run();\n```\n", "not there")]
    [InlineData("<!-- snippet: Program.cs#run -->\ntext\n```csharp\nif (x)\n    Run();\n```\n", "no comment")]
    [InlineData("```cs\nif (x)\n    Run();\n```\n", "no comment")]
    public void Check_of_a_block_without_its_source_reports_it(string page, string fault) =>
        Snippets.Check("a.md", page, ReadSample, mustNameSource: true).Should().ContainSingle().Which.Should().Contain(fault);

    private static string? ReadSample(string path) => path == "Program.cs" ? Program : null;

    private static string? ReadClone(string path) => File.Exists(Clone.PathOf(path)) ? Clone.Read(path) : null;
}
