using System.Reflection;
using System.Xml.Linq;

namespace OpBX.Repository.Architecture;

public sealed class ArchitectureTests
{
    /// <summary>The arrows of the house: what each assembly of src may refer to.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["OpBX.Abstractions"] = [],
        ["OpBX.Core"] = ["OpBX.Abstractions"],
        ["OpBX.AspNetCore"] = ["OpBX.Core", "OpBX.Abstractions"],
        ["OpBX.Storage.MySql"] = ["OpBX.Abstractions"],
        ["OpBX.State.Redis"] = ["OpBX.Abstractions"],
        ["OpBX.Testing"] = ["OpBX.Core", "OpBX.Abstractions"],
    };

    /// <summary>What each adapter may bring to its users: the contracts of logging, options and retries, and its own driver.</summary>
    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["OpBX.Storage.MySql"] = ["Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Options", "Microsoft.Extensions.Logging.Abstractions", "Polly.Core", "MySqlConnector"],
        ["OpBX.State.Redis"] = ["Microsoft.Extensions.Options", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks", "StackExchange.Redis"],
    };

    private static readonly string[] WordsThatSayNothing = ["Helpers", "Helper", "Utils", "Utilities", "Common", "Managers", "Misc"];

    public static TheoryData<string> Assemblies { get; } = [.. Arrows.Keys];

    public static TheoryData<string> Adapters { get; } = [.. Packages.Keys];

    [Fact]
    public void Projects_of_src_each_have_their_arrows()
    {
        var projects = Directory.GetFiles(Clone.PathOf("src"), "*.csproj", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension);
        projects.Should().BeEquivalentTo(Arrows.Keys);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Assembly_as_built_refers_along_the_arrows(string name)
    {
        var referenced = Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!).Where(IsOurs);
        referenced.Should().BeSubsetOf(Arrows[name]);
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Project_as_written_refers_along_the_arrows(string name)
    {
        var referenced = Items(name, "ProjectReference").Select(Path.GetFileNameWithoutExtension);
        referenced.Should().BeSubsetOf(Arrows[name]);
    }

    [Fact]
    public void Abstractions_depend_on_dependency_injection_alone()
    {
        const string Allowed = "Microsoft.Extensions.DependencyInjection.Abstractions";
        Items("OpBX.Abstractions", "PackageReference").Should().BeSubsetOf([Allowed]);
        Items("OpBX.Abstractions", "FrameworkReference").Should().BeEmpty();
        Assembly.Load("OpBX.Abstractions").GetReferencedAssemblies().Select(reference => reference.Name!)
            .Should().OnlyContain(reference => reference == Allowed || reference.StartsWith("System.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public void Adapter_depends_on_its_driver_and_on_contracts(string name)
    {
        Items(name, "PackageReference").Should().BeEquivalentTo(Packages[name]);
        Items(name, "FrameworkReference").Should().BeEmpty();
        // The assemblies of these packages, and of contracts that come with them.
        string[] allowed = [.. Packages[name], .. Packages[name].Select(package => package + ".Abstractions"), "Microsoft.Extensions.DependencyInjection.Abstractions"];
        Assembly.Load(name).GetReferencedAssemblies().Select(reference => reference.Name!).Where(reference => !IsOurs(reference))
            .Should().OnlyContain(reference => allowed.Contains(reference) || reference.StartsWith("System.", StringComparison.Ordinal));
    }

    [Fact]
    public void Restricted_driver_is_known_to_its_own_project_alone()
    {
        const string Driver = "MySql.Data";
        var projects = Clone.Files.Where(file => Path.GetExtension(file) is ".csproj" or ".props" or ".targets").ToArray();
        projects.Where(file => XDocument.Load(Clone.PathOf(file)).Descendants("PackageReference").Any(item => (string?)item.Attribute("Include") == Driver))
            .Should().Equal("eng/drivers/OpBX.RestrictedDriver/OpBX.RestrictedDriver.csproj");
        projects.Where(file => XDocument.Load(Clone.PathOf(file)).Descendants("ProjectReference").Any(item => ((string?)item.Attribute("Include"))?.Contains("RestrictedDriver", StringComparison.Ordinal) == true))
            .Should().Equal("eng/Drivers.targets");
        foreach (var name in Arrows.Keys) Assembly.Load(name).GetReferencedAssemblies().Should().NotContain(reference => reference.Name == Driver);
    }

    [Fact]
    public void Restricted_driver_is_given_to_tests_and_the_sample_host_only() =>
        Clone.Files.Where(file => Path.GetExtension(file) is ".csproj" or ".props" && Clone.Read(file).Contains("<OpBXNeedsDatabaseDriver", StringComparison.Ordinal))
            .Should().Equal("samples/OpBX.WebhookHost/OpBX.WebhookHost.csproj", "tests/Directory.Build.props", "tests/OpBX.CrashHost/OpBX.CrashHost.csproj");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_are_words_of_the_domain(string name)
    {
        var types = Assembly.Load(name).GetTypes().Where(type => !type.Name.Contains('<', StringComparison.Ordinal));
        types.Where(type => SaysNothing(type.Namespace)).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Public_types_are_in_namespaces_that_users_expect(string name) =>
        Assembly.Load(name).GetExportedTypes().Where(type => !IsExpected(type.Namespace)).Should().BeEmpty();

    [Fact]
    public void Folders_of_src_are_words_of_the_domain() =>
        Clone.Files.Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .Where(file => file.Split('/').Any(WordsThatSayNothing.Contains))
            .Should().BeEmpty();

    [Theory]
    [InlineData("OpBX.Numbers", false)]
    [InlineData("OpBX.AspNetCore", false)]
    [InlineData("OpBX.Calls.Utils", true)]
    [InlineData("OpBX.Core.Numbers", true)]
    public void SaysNothing_of_a_namespace_looks_at_its_words(string space, bool expected) => SaysNothing(space).Should().Be(expected);

    [Theory]
    [InlineData("OpBX", true)]
    [InlineData("OpBX.Numbers", true)]
    [InlineData("Microsoft.Extensions.DependencyInjection", true)]
    [InlineData("Microsoft.AspNetCore.Builder", true)]
    [InlineData("OpBXtra", false)]
    [InlineData("Microsoft.Extensions.Logging", false)]
    [InlineData(null, false)]
    public void IsExpected_of_a_namespace_knows_ours(string? space, bool expected) => IsExpected(space).Should().Be(expected);

    private static bool SaysNothing(string? space) =>
        space is not null && space.Split('.').Any(word => word is "Abstractions" or "Core" || WordsThatSayNothing.Contains(word));

    private static bool IsExpected(string? space) =>
        space is "OpBX" or "Microsoft.Extensions.DependencyInjection" or "Microsoft.AspNetCore.Builder"
        || space?.StartsWith("OpBX.", StringComparison.Ordinal) == true;

    private static bool IsOurs(string name) => name.StartsWith("OpBX", StringComparison.Ordinal);

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Clone.PathOf($"src/{project}/{project}.csproj")).Descendants(kind).Select(item => (string)item.Attribute("Include")!);
}
