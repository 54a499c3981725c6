using System.Text.Json;

namespace OpBX.Repository.Contract;

public sealed class ContractCopyTests
{
    /// <summary>What is copied, and where its original lies under <c>../shared</c>.</summary>
    private static readonly (string Copy, string Original)[] Copied =
    [
        ("cases", "cases"),
        ("payloads", "reference/payloads"),
        ("cxml-schema.json", "reference/cxml-schema.json"),
        ("database-schema.md", "reference/database-schema.md"),
    ];

    [Fact]
    public void Copies_are_whole()
    {
        foreach (var (copy, _) in Copied)
            FilesIn(Clone.PathOf("tests/contract"), copy).Should().NotBeEmpty($"tests/contract/{copy} is copied");
    }

    [Fact]
    public void Cases_of_every_file_are_more_than_none()
    {
        foreach (var file in Directory.GetFiles(Clone.PathOf("tests/contract/cases")))
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            var lists = document.RootElement.EnumerateObject().Where(p => p.Name.EndsWith("cases", StringComparison.Ordinal)).ToArray();
            lists.Should().Contain(list => list.Name == "cases", Path.GetFileName(file));
            lists.Should().OnlyContain(list => list.Value.GetArrayLength() > 0, Path.GetFileName(file));
        }
    }

    [Fact]
    public void Copies_equal_the_originals_where_those_are_present()
    {
        var shared = Path.Combine(Clone.Root, "..", "shared");
        if (Directory.Exists(shared)) // a stranger's clone has the copies only
            Compare(Clone.PathOf("tests/contract"), shared).Should().BeEmpty();
    }

    [Fact]
    public void Compare_of_changed_missing_and_added_files_reports_each()
    {
        using var folder = new Packages.TemporaryFolder();
        foreach (var name in new[] { "copy/cases/same.json", "original/cases/same.json", "copy/cases/changed.json", "copy/cases/added.json", "original/cases/missing.json" })
            folder.Write(name, "{}");
        folder.Write("original/cases/changed.json", "{}\n");

        var faults = Compare(Path.Combine(folder.Path, "copy"), Path.Combine(folder.Path, "original"));

        faults.Should().HaveCount(3);
        faults.Should().ContainSingle(fault => fault.Contains("cases/changed.json differs"));
        faults.Should().ContainSingle(fault => fault.Contains("cases/added.json is a copy of nothing"));
        faults.Should().ContainSingle(fault => fault.Contains("cases/missing.json is not copied"));
    }

    private static List<string> Compare(string copies, string originals)
    {
        var faults = new List<string>();
        foreach (var (copy, original) in Copied)
        {
            var there = FilesIn(originals, original);
            var here = FilesIn(copies, copy);
            faults.AddRange(here.Keys.Except(there.Keys).Select(name => $"tests/contract/{copy}{name} is a copy of nothing"));
            faults.AddRange(there.Keys.Except(here.Keys).Select(name => $"shared/{original}{name} is not copied"));
            faults.AddRange(here.Keys.Intersect(there.Keys)
                .Where(name => !File.ReadAllBytes(here[name]).AsSpan().SequenceEqual(File.ReadAllBytes(there[name])))
                .Select(name => $"tests/contract/{copy}{name} differs from the original"));
        }

        return faults;
    }

    /// <summary>The files of a folder, or the one file, by what follows <paramref name="name"/> in their path.</summary>
    private static Dictionary<string, string> FilesIn(string root, string name)
    {
        var path = Path.Combine(root, name);
        if (File.Exists(path))
            return new() { [""] = path };
        if (!Directory.Exists(path))
            return [];
        return Directory.GetFiles(path, "*", SearchOption.AllDirectories)
            .ToDictionary(file => "/" + Path.GetRelativePath(path, file).Replace('\\', '/'));
    }
}
