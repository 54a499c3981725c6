using System.Reflection;

namespace OpBX.Repository.PublicApi;

public sealed class PublicApiTests
{
    private static readonly string[] Names =
        [.. Directory.GetFiles(Clone.PathOf("src"), "*.csproj", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Assemblies { get; } = [.. Names];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_as_built_shows_the_reviewed_api(string assembly)
    {
        var path = Clone.PathOf($"docs/api/{assembly}.txt");
        var actual = Header(assembly) + PublicApiText.Of(PublicApiText.TypesOf(Assembly.Load(assembly)));
        if (Environment.GetEnvironmentVariable("OPBX_UPDATE_API") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        File.Exists(path).Should().BeTrue($"docs/api/{assembly}.txt holds the reviewed API: run eng/update-api.sh and commit it");
        var difference = FirstDifference(File.ReadAllText(path).ReplaceLineEndings("\n"), actual);
        difference.Should().BeNull($"the public API of {assembly} is reviewed: run eng/update-api.sh and review the change of docs/api");
    }

    [Fact]
    public void Files_of_docs_api_each_belong_to_an_assembly()
    {
        var files = Directory.GetFiles(Clone.PathOf("docs/api")).Select(Path.GetFileName);
        files.Should().BeEquivalentTo(Names.Select(name => $"{name}.txt"));
    }

    [Fact]
    public void PublicApiText_of_sample_types_tells_what_callers_depend_on()
    {
        var samples = typeof(Samples.Person).Assembly.GetExportedTypes().Where(type => type.Namespace == typeof(Samples.Person).Namespace);
        PublicApiText.Of(samples).Should().Be(Clone.Read("tests/OpBX.Repository.Tests/PublicApi/Samples/expected.txt"));
    }

    [Fact]
    public void FirstDifference_of_texts_names_the_lines()
    {
        FirstDifference("a\nb\nc\n", "a\nb\nc\n").Should().BeNull();
        FirstDifference("a\nb\nc\n", "a\nx\nc\n").Should().Contain("line 2").And.Contain("- b").And.Contain("+ x");
        FirstDifference("a\n", "a\nb\n").Should().Contain("line 2").And.Contain("+ b");
        FirstDifference("a\nb\n", "a\n").Should().Contain("line 2").And.Contain("- b");
    }

    private static string Header(string assembly) =>
        $"# The public API of {assembly}, as it was reviewed. eng/update-api.sh writes this file.\n"
        + "# Types of System, its collections and its threading are written without their namespace, and so are those of the namespace itself.\n";

    private static string? FirstDifference(string expected, string actual)
    {
        if (expected == actual)
            return null;
        var before = expected.Split('\n');
        var after = actual.Split('\n');
        var same = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"at line {same + 1}:\n"
            + string.Concat(before.Skip(same).Take(5).Select(line => $"- {line}\n"))
            + string.Concat(after.Skip(same).Take(5).Select(line => $"+ {line}\n"));
    }
}
