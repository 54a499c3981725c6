using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using OpBX.State.Redis.Tests.Servers;
using OpBX.TestServers;
using StackExchange.Redis;

namespace OpBX.State.Redis.Tests.DependencyInjection;

public sealed class AddRedisStateTests
{
    private const string Nobody = "127.0.0.1:1,connectTimeout=200";

    [Fact]
    public async Task The_state_is_Redis_and_healthy()
    {
        await using ServiceProvider provider = Build(builder => builder.AddRedisState(TestServer.Redis, Prefix));

        IOpBXState state = provider.GetRequiredService<IOpBXState>();
        (await state.Rotation.NextAsync(Ask.Turn("s"), CancellationToken.None)).Should().Be(11);
        (await HealthAsync(provider)).Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Without_Redis_the_container_builds_and_the_check_is_degraded()
    {
        await using ServiceProvider provider = Build(builder => builder.AddRedisState(Nobody, Prefix));

        Func<Task> asking = async () => await provider.GetRequiredService<IOpBXState>().Rotation.NextAsync(Ask.Turn("s"), CancellationToken.None);
        await asking.Should().ThrowAsync<OpBXStateException>();
        (await HealthAsync(provider)).Should().Be(HealthStatus.Degraded);
    }

    [Fact]
    public async Task The_connection_string_with_its_password_reaches_no_message()
    {
        await using ServiceProvider provider = Build(builder => builder.AddRedisState(Nobody + ",password=topsecretword", Prefix));
        Func<Task> asking = async () => await provider.GetRequiredService<IOpBXState>().Rotation.NextAsync(Ask.Turn("s"), CancellationToken.None);

        (await asking.Should().ThrowAsync<OpBXStateException>()).Which.ToString().Should().NotContain("topsecretword");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_of_the_host_is_used_and_not_disposed(bool keyed)
    {
        using ConnectionMultiplexer own = await ConnectionMultiplexer.ConnectAsync(RedisConfiguration.Parse(TestServer.Redis));
        await using (ServiceProvider provider = Build(builder =>
        {
            if (keyed) builder.Services.AddKeyedSingleton<IConnectionMultiplexer>("pbx", (_, _) => own);
            builder = keyed ? builder.AddRedisStateFromServices("pbx", Prefix) : builder.AddRedisState(_ => own, Prefix);
        }))
        {
            await provider.GetRequiredService<IOpBXState>().Rotation.NextAsync(Ask.Turn("s"), CancellationToken.None);
            provider.GetRequiredService<RedisLink>().Multiplexer.Should().BeSameAs(own);
        }

        // The container disposes what its own factories made, keyed ones too; only the unkeyed case says who disposed it.
        if (!keyed) (await own.GetDatabase().PingAsync()).Should().BePositive();
    }

    [Fact]
    public async Task Options_of_the_client_are_copied_and_own_connections_are_disposed()
    {
        ConfigurationOptions options = RedisConfiguration.Parse(TestServer.Redis);
        options.AbortOnConnectFail = true;
        IConnectionMultiplexer used;
        await using (ServiceProvider provider = Build(builder => builder.AddRedisState(options, Prefix)))
        {
            await provider.GetRequiredService<IOpBXState>().Rotation.NextAsync(Ask.Turn("s"), CancellationToken.None);
            used = provider.GetRequiredService<RedisLink>().Multiplexer!;
        }

        options.AbortOnConnectFail.Should().BeTrue();
        used.IsConnected.Should().BeFalse();
    }

    [Fact]
    public async Task Of_several_calls_the_last_counts_and_the_check_is_there_once()
    {
        await using ServiceProvider provider = Build(builder => builder.AddRedisState(Nobody).AddRedisState(TestServer.Redis, Prefix));

        (await provider.GetRequiredService<IOpBXState>().Rotation.NextAsync(Ask.Turn("s"), CancellationToken.None)).Should().Be(11);
        provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations.Should().ContainSingle(static check => check.Name == "redis");
    }

    [Fact]
    public void All_faults_of_the_options_are_told_at_once()
    {
        using ServiceProvider provider = Build(builder => builder.AddRedisState(TestServer.Redis, static options =>
        {
            options.KeyPrefix = "a{b}";
            options.CallTimeout = TimeSpan.Zero;
            options.BreakerFailures = 0;
        }));
        Action reading = () => _ = provider.GetRequiredService<IOptions<RedisStateOptions>>().Value;

        reading.Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCount(3);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abortConnect=true")]
    public void A_connection_string_without_address_is_refused(string text)
    {
        Action adding = () => Build(builder => builder.AddRedisState(text));
        adding.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_connection_string_keeps_what_it_names_and_gets_what_it_does_not()
    {
        ConfigurationOptions options = RedisConfiguration.Parse("a:1,b:2,connectTimeout=77,password=p,abortConnect=true,user=u");

        options.EndPoints.Should().HaveCount(2);
        (options.ConnectTimeout, options.SyncTimeout, options.KeepAlive, options.Password, options.AbortOnConnectFail).Should().Be((77, 1000, 5, "p", false));
    }

    private static void Prefix(RedisStateOptions options)
    {
        options.KeyPrefix = RedisNode.NewPrefix();
        options.CallTimeout = TimeSpan.FromSeconds(1);
    }

    private static ServiceProvider Build(Action<IOpBXBuilder> configure)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        configure(services.AddOpBX());
        return services.BuildServiceProvider();
    }

    private static async Task<HealthStatus> HealthAsync(ServiceProvider provider)
    {
        HealthReport report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(static check => check.Name == "redis", CancellationToken.None);
        return report.Entries["redis"].Status;
    }
}
