using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Xml.Linq;
using OpBX.Repository.Documentation;

namespace OpBX.Repository.Packages;

[Collection(DotnetRuns.Name)]
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    /// <summary>The README's example of a decision, with the few things that a test framework brings along.</summary>
    private static readonly string ConsoleProgram = $$"""
        using OpBX.Calls;
        using OpBX.Cxml;
        using OpBX.Extensions;
        using OpBX.Numbers;
        using OpBX.Routing;
        using OpBX.Tenants;

        {{Snippets.Block(Clone.Read("README.md"), "tests/OpBX.IntegrationTests/Readme/ReadmeExamples.cs#engine")}}

        internal static class Assert
        {
            public static void Equal<T>(T expected, T actual)
            {
                if (!Equals(expected, actual)) throw new InvalidOperationException($"{actual} is not {expected}");
            }

            public static void Contains(string part, string text)
            {
                if (!text.Contains(part, StringComparison.Ordinal)) throw new InvalidOperationException(text);
            }
        }
        """;

    /// <summary>The README's host, and the call that the README makes.</summary>
    private static readonly string WebProgram = Snippets.Block(Clone.Read("README.md"), "samples/OpBX.WebhookHost/Program.cs");

    private const string Call = """
        {"Session":"package-1","From":"15550100199","To":"15550100103","Direction":"inbound","Domain":"demo.opbx.example"}
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Console_program_on_the_packages_compiles_and_runs()
    {
        using var project = feed.NewProject("Microsoft.NET.Sdk", ConsoleProgram, "OpBX.Core", "OpBX.Testing");
        await BuildAsync(project);

        var run = await Dotnet.RunAsync(project.Path, "out/App.dll");

        run.ExitCode.Should().Be(0, run.Output);
        run.Output.Should().Contain("[E1] dial (1001)");
    }

#if OPBX_CURRENT_DRIVERS
    [Fact]
    public async Task Web_program_on_the_packages_compiles_and_answers()
    {
        using var project = feed.NewProject("Microsoft.NET.Sdk.Web", WebProgram, ["OpBX.AspNetCore", .. PackageFeed.Adapters]);
        project.Write("pbx.json", Clone.Read("samples/OpBX.WebhookHost/pbx.json"));
        await BuildAsync(project);
        File.Copy(Path.Combine(project.Path, "pbx.json"), Path.Combine(project.Path, "out", "pbx.json"), overwrite: true);

        using var limit = new CancellationTokenSource(Limit);
        using var app = Process.Start(Dotnet.Describe(project.Path, "out/App.dll", "--urls", "http://127.0.0.1:0"))!;
        try
        {
            var address = await AddressOfAsync(app, limit.Token);
            using var client = new HttpClient { BaseAddress = address };
            client.DefaultRequestHeaders.Authorization = new("Bearer", "demo-requests-key-0001");
            using var call = new StringContent(Call, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/api/voice/route", UriKind.Relative), call, limit.Token);
            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            (await answer.Content.ReadAsStringAsync(limit.Token)).Should().Contain($"<Gather action=\"{address}api/voice/continue?at=ivr:1");
        }
        finally
        {
            app.Kill();
            await app.WaitForExitAsync(limit.Token);
        }
    }

    [Fact]
    public async Task Adapters_as_packed_bring_their_drivers()
    {
        const string Program = """
            foreach (var name in (string[])["OpBX.Storage.MySql", "OpBX.State.Redis", "MySqlConnector", "StackExchange.Redis"])
                Console.WriteLine(System.Reflection.Assembly.Load(name).GetName().Name);
            """;
        using var project = feed.NewProject("Microsoft.NET.Sdk", Program, PackageFeed.Adapters);
        await BuildAsync(project);

        var run = await Dotnet.RunAsync(project.Path, "out/App.dll");

        run.ExitCode.Should().Be(0, run.Output);
        run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal("OpBX.Storage.MySql", "OpBX.State.Redis", "MySqlConnector", "StackExchange.Redis");
    }
#endif

    [Theory]
    [InlineData("OpBX.Storage.MySql")]
    [InlineData("OpBX.State.Redis")]
    public async Task Adapter_built_against_a_stand_in_driver_is_not_packed(string name)
    {
        var pack = await Dotnet.RunAsync(
            Clone.Root, "msbuild", $"src/{name}/{name}.csproj", "-t:Pack", "-p:OpBXDrivers=restricted", "-p:NoBuild=true", "-p:Configuration=Release", $"-p:PackageOutputPath={feed.Folder}/refused", "-nologo", "-tl:off");
        pack.ExitCode.Should().Be(1, pack.Output);
        pack.Output.Should().Contain("error OPBX0001: " + name);
        Directory.Exists(Path.Combine(feed.Folder, "refused")).Should().BeFalse();
    }

    [Fact]
    public void Packages_hold_readme_documentation_and_only_dependencies_that_ship()
    {
        foreach (var name in PackageFeed.Packages)
        {
            using var package = ZipFile.OpenRead(Path.Combine(feed.Folder, $"{name}.{feed.Version}.nupkg"));
            package.Entries.Select(entry => entry.FullName).Should().Contain(["README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"]);

            using var stream = package.GetEntry($"{name}.nuspec")!.Open();
            var nuspec = XDocument.Load(stream);
            nuspec.Descendants().Single(e => e.Name.LocalName == "license").Value.Should().Be("MIT");
            var dependencies = nuspec.Descendants().Where(e => e.Name.LocalName == "dependency").ToArray();
            dependencies.Select(d => (string)d.Attribute("id")!).Where(id => !Ships(id)).Should().BeEmpty(name);
            dependencies.Where(d => ((string)d.Attribute("id")!).StartsWith("OpBX.", StringComparison.Ordinal))
                .Where(d => (string?)d.Attribute("version") != feed.Version).Should().BeEmpty(name);
        }
    }

    private static bool Ships(string package) =>
        PackageFeed.Packages.Contains(package)
        || XDocument.Load(Clone.PathOf("Directory.Packages.props")).Descendants("ItemGroup")
            .Single(group => ((string)group.Attribute("Label")!).StartsWith("Ships", StringComparison.Ordinal))
            .Elements().Any(version => (string)version.Attribute("Include")! == package);

    private static async Task BuildAsync(TemporaryFolder project)
    {
        var build = await Dotnet.RunAsync(project.Path, "build", "-c", "Release", "-o", "out", "--nologo", "--tl:off", "-v", "minimal");
        build.ExitCode.Should().Be(0, build.Output);
    }

    private static async Task<Uri> AddressOfAsync(Process app, CancellationToken cancellationToken)
    {
        const string Announcement = "Now listening on: ";
        while (await app.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.IndexOf(Announcement, StringComparison.Ordinal) is var at and >= 0)
                return new Uri(line[(at + Announcement.Length)..].Trim());
        }

        throw new InvalidOperationException("The application ended: " + await app.StandardError.ReadToEndAsync(cancellationToken));
    }
}
