using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace OpBX.Repository.Packages;

[Collection(DotnetRuns.Name)]
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    /// <summary>A console program that uses the engine, and what it prints.</summary>
    private const string ConsoleProgram = """
        foreach (var name in new[] { "OpBX.Abstractions", "OpBX.Core", "OpBX.Testing" })
            Console.WriteLine(System.Reflection.Assembly.Load(name).GetName().Name);
        """;

    private const string ConsoleOutput = "OpBX.Abstractions\nOpBX.Core\nOpBX.Testing\n";

    /// <summary>A web application, the request made of it, and what the answer holds.</summary>
    private const string WebProgram = """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/api/voice/route", () => System.Reflection.Assembly.Load("OpBX.AspNetCore").GetName().Name);
        app.Run();
        """;

    private const string WebRequest = "/api/voice/route";

    private const string WebAnswer = "OpBX.AspNetCore";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Console_program_on_the_packages_compiles_and_runs()
    {
        using var project = feed.NewProject("Microsoft.NET.Sdk", ConsoleProgram, "OpBX.Core", "OpBX.Testing");
        await BuildAsync(project);

        var run = await Dotnet.RunAsync(project.Path, "out/App.dll");

        run.Output.Trim().Should().Be(ConsoleOutput.Trim());
        run.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Web_program_on_the_packages_compiles_and_answers()
    {
        using var project = feed.NewProject("Microsoft.NET.Sdk.Web", WebProgram, "OpBX.AspNetCore");
        await BuildAsync(project);

        using var limit = new CancellationTokenSource(Limit);
        using var app = Process.Start(Dotnet.Describe(project.Path, "out/App.dll", "--urls", "http://127.0.0.1:0"))!;
        try
        {
            var address = await AddressOfAsync(app, limit.Token);
            using var client = new HttpClient { BaseAddress = address };
            var answer = await client.GetStringAsync(new Uri(WebRequest, UriKind.Relative), limit.Token);
            answer.Should().Contain(WebAnswer);
        }
        finally
        {
            app.Kill();
            await app.WaitForExitAsync(limit.Token);
        }
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
