namespace OpBX.Repository.Packages;

/// <summary>The packages as a stranger would get them: packed once, under a version of their own, into a feed that is a folder.</summary>
public sealed class PackageFeed : IAsyncLifetime, IDisposable
{
#if OPBX_CURRENT_DRIVERS
    private const string Drivers = "current";
#else
    private const string Drivers = "restricted";
#endif

    /// <summary>The packages that need the current drivers.</summary>
    internal static readonly string[] Adapters = ["OpBX.Storage.MySql", "OpBX.State.Redis"];

    /// <summary>The packages that this build can pack.</summary>
    internal static readonly string[] Packages =
        [.. (string[])["OpBX.Abstractions", "OpBX.Core", "OpBX.AspNetCore", "OpBX.Testing"], .. Drivers == "current" ? Adapters : []];

    private readonly TemporaryFolder _folder = new();
    private readonly string _suffix = $"t{Guid.NewGuid():N}";

    /// <summary>The folder of the packages.</summary>
    internal string Folder => Path.Combine(_folder.Path, "feed");

    /// <summary>The version that every package has.</summary>
    internal string Version { get; private set; } = "";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        // Bin and obj lie in the temporary folder too: the clone's own are the ones under test.
        var properties = $"Configuration=Release;OpBXDrivers={Drivers};VersionSuffix={_suffix};ArtifactsPath={_folder.Path}/artifacts;PackageOutputPath={Folder};TreatWarningsAsErrors=true";
        _folder.Write("pack.proj", $"""
            <Project>
              <ItemGroup>
                {string.Join("\n    ", Packages.Select(name => $"<Packed Include=\"{Clone.PathOf($"src/{name}/{name}.csproj")}\" />"))}
              </ItemGroup>
              <Target Name="Pack">
                <MSBuild Projects="@(Packed)" Targets="Restore" Properties="{properties};MSBuildRestoreSessionId={_suffix}" />
                <MSBuild Projects="@(Packed)" Targets="Pack" Properties="{properties}" />
              </Target>
            </Project>
            """);
        var pack = await Dotnet.RunAsync(Clone.Root, "msbuild", Path.Combine(_folder.Path, "pack.proj"), "-nologo", "-tl:off", "-v:minimal");
        pack.ExitCode.Should().Be(0, pack.Output);
        pack.Output.Should().NotContain("warning");
        Version = Path.GetFileNameWithoutExtension(Directory.GetFiles(Folder, "OpBX.Core.*.nupkg").Single())["OpBX.Core.".Length..];
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    /// <summary>A project outside the clone that uses the packages; the rest comes from the machine's own sources.</summary>
    internal TemporaryFolder NewProject(string sdk, string program, params string[] packages)
    {
        var folder = new TemporaryFolder();
        folder.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <add key="opbx-as-packed" value="{Folder}" />
              </packageSources>
            </configuration>
            """);
        folder.Write("App.csproj", $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>{folder.Path}/packages</RestorePackagesPath>
                {FallbackFolder}
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", packages.Select(name => $"<PackageReference Include=\"{name}\" Version=\"[{Version}]\" />"))}
              </ItemGroup>
            </Project>
            """);
        folder.Write("Program.cs", program);
        return folder;
    }

    /// <summary>Packages other than OpBX's are read from the machine's package folder, which is left as it is.</summary>
    private static string FallbackFolder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
            return Directory.Exists(folder) ? $"<RestoreFallbackFolders>{folder}</RestoreFallbackFolders>" : "";
        }
    }
}
