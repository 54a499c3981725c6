using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpBX.Calls;
using OpBX.Extensions;
using OpBX.IntegrationTests.Flows;
using OpBX.IntegrationTests.Hosts;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Storage;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.IntegrationTests.Databases;

/// <summary>Calls go on while the database hangs, dies and comes back (rule F1).</summary>
public sealed class DatabaseOutageTests
{
    private static readonly TenantConfiguration s_office = Office.Tenant() with
    {
        Extensions = [Office.User(201), Office.User(202).WithVoicemail()],
        RingGroups = [Office.Group(1, RingStrategyName.Sequential, 201, 202)],
        IvrMenus = [new IvrMenu { Id = 1, Name = "Main", Options = [new IvrMenuOption { Id = 1, Digit = "1", DestinationType = IvrDestinationType.RingGroup, DestinationId = 1 }] }],
        DidNumbers = [Office.Did("ivr", 1)],
    };

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_call_goes_on_when_the_database_dies_in_its_middle_and_so_do_new_ones(DatabaseServer server)
    {
        await using PrivateMySql mysql = await PrivateMySql.StartAsync(server);
        await using PbxHost host = await StartAsync(mysql);
        CallSimulator calls = CallSimulator.ForHttp(host.Client, PlayedHost.DomainOf(s_office));

        CallResult through = await calls.Inbound(Office.Caller, Office.Main).Presses("1").Phone("201").RingsOut().Phone("202").Answers()
            .BeforeStage(2, async _ => await mysql.KillAsync()).PlayAsync();
        through.RangTargets.Should().Equal("201", "202");
        through.AnsweredBy.Should().Be("202");

        for (int i = 0; i < 5; i++)
        {
            CallResult next = await calls.Inbound(Office.Caller, Office.Main).Presses("1").Phone("201").Answers().PlayAsync();
            next.RangTargets.Should().Equal("201");
        }

        await mysql.RestartAsync();
        CallResult after = await calls.Inbound(Office.Caller, Office.Main).Presses("1").Phone("201").Answers().PlayAsync();
        after.RangTargets.Should().Equal("201");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_call_goes_on_when_the_database_hangs_and_a_change_is_served_when_it_is_back(DatabaseServer server)
    {
        await using PrivateMySql mysql = await PrivateMySql.StartAsync(server);
        await using PbxHost host = await StartAsync(mysql);
        CallSimulator calls = CallSimulator.ForHttp(host.Client, PlayedHost.DomainOf(s_office));

        CallResult through = await calls.Inbound(Office.Caller, Office.Main).Presses("1").Phone("201").RingsOut().Phone("202").Answers()
            .BeforeStage(2, mysql.Suspend).PlayAsync();
        through.AnsweredBy.Should().Be("202");
        mysql.Resume();

        ExtensionManager extensions = host.Services.GetRequiredService<ExtensionManager>();
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                Extension known = (await extensions.FindAsync(s_office.Organization.Id, 201))!;
                ChangeResult<Extension> change = await extensions.UpdateAsync(s_office.Organization.Id, known with { Status = EntityStatus.Inactive });
                change.Faults.Should().BeEmpty();
                break;
            }
            catch (OpBXStorageException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
        CallResult after = await calls.Inbound(Office.Caller, Office.Main).Presses("1").Phone("202").Answers().PlayAsync();
        after.RangTargets.Should().Equal(["202"], "this node made the change and serves it at once (rule A2)");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task The_first_call_of_all_is_served_though_the_database_died_before_it(DatabaseServer server)
    {
        await using PrivateMySql mysql = await PrivateMySql.StartAsync(server);
        await using PbxHost host = await StartAsync(mysql, static builder => builder.Services.Configure<TenantCacheOptions>(static options => options.Preloaded = 1));
        await Eventually.IsAsync("the tenant is read", () => Task.FromResult(host.Logs.Text.Contains("1 tenants were read", StringComparison.Ordinal)));
        await mysql.KillAsync();

        CallResult first = await CallSimulator.ForHttp(host.Client, PlayedHost.DomainOf(s_office)).Inbound(Office.Caller, Office.Main).Presses("1").Phone("201").Answers().PlayAsync();
        first.RangTargets.Should().Equal("201");
    }

    [Fact]
    public async Task A_host_that_starts_without_its_database_answers_every_call_with_the_safe_document()
    {
        await using PbxHost host = await PbxHost.StartAsync(PlayedHost.Noon, static builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(TimeProvider.System));
            builder.AddMySqlStorage("Server=127.0.0.1;Port=1;User ID=opbx;Password=opbx;Database=none;Connection Timeout=1");
        });
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/voice/route")
        {
            Content = new StringContent("""{"Session":"s","From":"15550100001","To":"15550100200","Direction":"inbound","Domain":"office.example.test"}""", System.Text.Encoding.UTF8, "application/json"),
        };
        message.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", Office.Key);

        using HttpResponseMessage answer = await host.Client.SendAsync(message);

        ((int)answer.StatusCode).Should().Be(200);
        string text = await answer.Content.ReadAsStringAsync();
        text.Should().Contain("<Say answer=\"false\"").And.Contain("<Hangup");
    }

    private static async Task<PbxHost> StartAsync(PrivateMySql mysql, Action<IOpBXBuilder>? configure = null)
    {
        string database = mysql.ConnectionString + ";Database=opbx";
        await using (var source = DatabaseDriver.Factory.CreateDataSource(database))
        {
            await new MySqlMigrator(source).MigrateAsync(new MigrationOptions(), default);
            await using var storage = new MySqlOpBXStorage(source, NumberNormalizer.Default);
            (await storage.Configuration.ReplaceAsync(s_office, null, default)).Faults.Should().BeEmpty();
        }
        return await PbxHost.StartAsync(PlayedHost.Noon, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(TimeProvider.System));
            builder.AddMySqlStorage(options =>
            {
                options.ConnectionString = database;
                options.AttemptTimeout = TimeSpan.FromSeconds(1);
                options.OperationTimeout = TimeSpan.FromSeconds(2);
            });
            configure?.Invoke(builder);
        });
    }
}
