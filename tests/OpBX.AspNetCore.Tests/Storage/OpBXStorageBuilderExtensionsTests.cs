using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpBX.Diagnostics;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Storage;

public sealed class OpBXStorageBuilderExtensionsTests : IDisposable
{
    private static readonly TenantId s_one = new(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("opbx-");

    private string FilePath => Path.Combine(_folder.FullName, "pbx.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task AddTenant_inAHost_isServed()
    {
        await using ServiceProvider services = Services(static builder => builder.AddTenant(Tenant("first")).AddTenant(Tenant("second")));

        IOpBXStorage storage = services.GetRequiredService<IOpBXStorage>();

        (await storage.Tenants.LoadAsync(s_one, default))!.Organization.Name.Should().Be("second", "the last configuration of a tenant counts");
        services.GetRequiredService<IConfigurationStatus>().Should().BeEquivalentTo(new { HasTenants = true, LastFault = (string?)null });
    }

    [Fact]
    public async Task AddJsonConfiguration_repeated_startsOneLoaderOfTheLastPath()
    {
        await File.WriteAllTextAsync(FilePath, """{"organization":{"id":1,"name":"file"}}""");
        await using ServiceProvider services = Services(builder => builder.AddJsonConfiguration(FilePath + ".other").AddJsonConfiguration(FilePath));
        ConfigurationFileLoader loader = services.GetServices<IHostedService>().OfType<ConfigurationFileLoader>().Should().ContainSingle().Subject;

        await loader.StartAsync(default);

        (await services.GetRequiredService<IOpBXStorage>().Tenants.LoadAsync(s_one, default))!.Organization.Name.Should().Be("file");
        services.GetRequiredService<IOpBXStorage>().Should().BeSameAs(services.GetRequiredService<InMemoryOpBXStorage>());
        await loader.StopAsync(default);
    }

    [Fact]
    public async Task AddJsonConfiguration_ofAMissingFile_isReportedByTheHealthStatus()
    {
        await using ServiceProvider services = Services(builder => builder.AddJsonConfiguration(FilePath));
        ConfigurationFileLoader loader = services.GetRequiredService<ConfigurationFileLoader>();

        await loader.StartAsync(default);

        services.GetRequiredService<IConfigurationStatus>().Should().BeEquivalentTo(new { HasTenants = false, LastFault = "The file does not exist." });
        await loader.StopAsync(default);
    }

    [Fact]
    public async Task Reload_inAHost_reachesTheNextSnapshot()
    {
        await File.WriteAllTextAsync(FilePath, """{"organization":{"id":1,"name":"before"}}""");
        await using ServiceProvider services = Services(builder => builder.AddJsonConfiguration(FilePath));
        ConfigurationFileLoader loader = services.GetRequiredService<ConfigurationFileLoader>();
        TenantSnapshotCache cache = services.GetRequiredService<TenantSnapshotCache>();
        loader.Reload();
        (await cache.GetAsync(s_one, default))!.Value.Snapshot.Organization.Name.Should().Be("before");

        await File.WriteAllTextAsync(FilePath, """{"organization":{"id":1,"name":"after"}}""");
        loader.Reload().Should().BeTrue();

        (await cache.GetAsync(s_one, default))!.Value.Snapshot.Organization.Name.Should().Be("after");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(49)]
    [InlineData(3_600_001)]
    public async Task AddJsonConfiguration_withAnIntervalOutOfRange_isRefusedAtStart(int milliseconds)
    {
        await using ServiceProvider services = Services(builder => builder.AddJsonConfiguration(options => options.PollInterval = TimeSpan.FromMilliseconds(milliseconds)));

        FluentActions.Invoking(() => services.GetRequiredService<IStartupValidator>().Validate()).Should().Throw<OptionsValidationException>().WithMessage("*PollInterval*");
    }

    [Fact]
    public async Task AddTenant_withAnotherStorage_leavesThatStorage()
    {
        var other = new InMemoryOpBXStorage(NumberNormalizer.Default, [Tenant("other")]);
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<IOpBXStorage>(other);
        services.AddOpBX().AddTenant(Tenant("ignored"));

        await using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IOpBXStorage>().Should().BeSameAs(other);
    }

    private static TenantConfiguration Tenant(string name) => new() { Organization = new Organization { Id = s_one, Name = name } };

    private static ServiceProvider Services(Action<IOpBXBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        configure(services.AddOpBX());
        return services.BuildServiceProvider();
    }
}
