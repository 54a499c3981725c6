using System.Globalization;
using System.Text;
using OpBX.BusinessHours;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Tenants;
using OpBX.TestServers;

namespace OpBX.Storage;

/// <summary>What only a database can do wrong; everything else is asked by the conformance suite.</summary>
public sealed class ConfigurationStoreTests
{
    private static readonly TenantId s_tenant = new(41);

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task The_demo_tenant_comes_back_as_the_same_document(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        TenantConfiguration demo = Demo();

        await database.KeepAsync(demo);

        TenantConfiguration loaded = (await database.Storage.Tenants.LoadAsync(demo.Organization.Id, default))!;
        Document(loaded with { Version = 0 }).Should().Be(Document(demo with { Version = 0 }));
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_change_made_past_OpBX_is_seen_by_the_fingerprint(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        TenantConfiguration kept = await database.KeepAsync(Demo());
        TenantId tenant = kept.Organization.Id;
        ITenantStore tenants = database.Storage.Tenants;
        TenantVersion before = (await tenants.GetVersionAsync(tenant, default))!.Value;
        TenantConfiguration loaded = (await tenants.LoadAsync(tenant, default))!;
        before.Should().Be(new TenantVersion(loaded.Version, loaded.Fingerprint));
        foreach (string statement in (string[])
        [
            "UPDATE extensions SET status='inactive' ORDER BY id LIMIT 1",
            "UPDATE extensions SET configuration=NULL WHERE configuration IS NOT NULL ORDER BY id LIMIT 1",
            "UPDATE ring_group_members SET priority=priority+7 ORDER BY id LIMIT 1",
            "DELETE FROM ivr_menu_options ORDER BY id LIMIT 1",
            "UPDATE business_hours_rules SET end_time='17:59:59' ORDER BY id LIMIT 1",
            "UPDATE did_numbers SET routing_config='{\"extension_id\":\"7\"}' ORDER BY id LIMIT 1",
            "UPDATE organizations SET status='suspended'",
        ])
        {
            (await database.Database.ExecuteAsync(statement)).Should().Be(1, statement);
            TenantVersion after = (await tenants.GetVersionAsync(tenant, default))!.Value;
            after.Version.Should().Be(before.Version);
            after.Fingerprint.Should().NotBe(before.Fingerprint, statement);
            before = after;
        }
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Rows_that_others_wrote_are_read_as_far_as_they_can_be_meant(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        await database.Database.ExecuteAsync("INSERT INTO organizations (id,name,slug,settings) VALUES (41,'Made by hand','by-hand','{\"country\":\"US\"}')");
        await database.Database.ExecuteAsync("ALTER TABLE extensions MODIFY type ENUM('user','conference','ring_group','ivr','ai_assistant','custom_logic','forward','fax') NOT NULL");
        await database.Database.ExecuteAsync("INSERT INTO extensions (id,organization_id,extension_number,type,status,password) VALUES (1,41,'100','user','active',''),(2,41,'101','fax','active','')");
        await database.Database.ExecuteAsync("INSERT INTO ring_groups (id,organization_id,name,strategy,timeout,fallback_action,status) VALUES (1,41,'All','simultaneous',4294967295,'hangup','active')");
        await database.Database.ExecuteAsync("INSERT INTO did_numbers (organization_id,phone_number,routing_type,status) VALUES (41,'2025550123','extension','active')");

        TenantConfiguration loaded = (await database.Storage.Tenants.LoadAsync(s_tenant, default))!;

        loaded.Version.Should().Be(0, "nobody has changed it through OpBX");
        loaded.Extensions.Select(static extension => extension.ExtensionNumber).Should().Equal(["100"], "nobody knows what a fax extension does");
        loaded.RingGroups.Single().Timeout.Should().Be(int.MaxValue);
        (await database.Storage.Directory.FindByDidAsync(PhoneNumber.Parse("+12025550123"), default)).Select(static credential => credential.Tenant).Should().Equal(s_tenant);
        (await database.Storage.Tenants.GetVersionAsync(s_tenant, default))!.Value.Version.Should().Be(0);
        ChangeResult<Extension> first = await database.Storage.Configuration.Extensions.InsertAsync(s_tenant, new Extension { Id = 0, ExtensionNumber = "102" }, 0, default);
        first.Version.Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Hours_of_an_exception_need_not_name_the_schedule_and_go_with_it(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        await InsertScheduleAsync(database, 7);
        await database.Database.ExecuteAsync("INSERT INTO business_hours_exceptions (id,schedule_id,name,start_date,end_date) VALUES (5,7,'Fair','2026-06-10','2026-06-10')");
        const string range = "INSERT INTO business_hours_exception_ranges (exception_id,start_time,end_time) VALUES (5,'10:00:00','24:00:00')";
        await database.Database.ExecuteAsync(range);
        IConfigurationStore<BusinessHoursSchedule> schedules = database.Storage.Configuration.BusinessHoursSchedules;

        BusinessHoursSchedule read = (await schedules.FindAsync(s_tenant, 7, default))!;
        read.Exceptions.Single().Ranges.Should().Equal(new TimeRange(DayTime.Parse("10:00"), DayTime.Parse("24:00")));

        await schedules.UpdateAsync(s_tenant, read with { Exceptions = [read.Exceptions[0] with { Ranges = [] }] }, null, default);
        (await schedules.FindAsync(s_tenant, 7, default))!.Exceptions.Single().Ranges.Should().BeEmpty();
        await database.Database.ExecuteAsync(range);
        await schedules.DeleteAsync(s_tenant, 7, null, default);
        (await RangesAsync()).Should().Be(0);

        await InsertScheduleAsync(database, 7);
        await database.Database.ExecuteAsync("INSERT INTO business_hours_exceptions (id,schedule_id,name,start_date,end_date) VALUES (5,7,'Fair','2026-06-10','2026-06-10')");
        await database.Database.ExecuteAsync(range);
        await database.Storage.Configuration.Organizations.DeleteAsync(s_tenant, default);
        (await RangesAsync()).Should().Be(0);

        async Task<long> RangesAsync()
            => Convert.ToInt64((await database.Database.QueryAsync("SELECT COUNT(*) FROM business_hours_exception_ranges"))[0][0], CultureInfo.InvariantCulture);
    }

    private static async Task InsertScheduleAsync(MigratedDatabase database, long id)
    {
        await database.Database.ExecuteAsync("INSERT IGNORE INTO organizations (id,name,slug) VALUES (41,'Made by hand','by-hand')");
        await database.Database.ExecuteAsync($"INSERT INTO business_hours_schedules (id,organization_id,name,timezone,status) VALUES ({id},41,'Office','UTC','active')");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Json_that_is_no_object_costs_nobody_more_than_that_value(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        await database.Database.ExecuteAsync("INSERT INTO organizations (id,name,slug,settings) VALUES (41,'Made by hand','by-hand','\"\"')");
        await database.Database.ExecuteAsync(
            "INSERT INTO cloudonix_settings (organization_id,domain_name,domain_api_key,domain_requests_api_key,settings) VALUES (41,'acme.example.test','','a-key-of-more-than-sixteen-characters','7')");
        await database.Database.ExecuteAsync(
            "INSERT INTO extensions (id,organization_id,extension_number,type,status,password,configuration,service_params) VALUES "
            + "(1,41,'100','user','active','','[1,2]','true'),(2,41,'101','user','active','','\"text\"','null'),"
            + """(3,41,'102','user','active','','"{\\"ring_timeout\\":17}"','{"a":1}')""");
        await database.Database.ExecuteAsync(
            "INSERT INTO did_numbers (organization_id,phone_number,routing_type,routing_config,cloudonix_config,status) VALUES (41,'+12025550123','extension','{\"extension_id\":\"1\"}','[0]','active')");
        await database.Database.ExecuteAsync("INSERT INTO ivr_menus (id,organization_id,name,status,settings) VALUES (1,41,'Menu','active','[{}]')");

        TenantConfiguration loaded = (await database.Storage.Tenants.LoadAsync(s_tenant, default))!;

        loaded.Organization.Settings.IsEmpty.Should().BeTrue();
        loaded.Extensions.Select(static extension => extension.Configuration.IsEmpty).Should().Equal(true, true, false);
        loaded.Extensions[2].Configuration.GetInt64("ring_timeout").Should().Be(17, "an object that was encoded twice is meant as one");
        loaded.Extensions[2].ServiceParams.GetInt64("a").Should().Be(1);
        loaded.DidNumbers.Single().RoutingConfig.GetInt64("extension_id").Should().Be(1);
        loaded.IvrMenus.Single().Settings.IsEmpty.Should().BeTrue();
        (await database.Storage.Directory.FindByDomainAsync("acme.example.test", default)).Should().ContainSingle();
        (await database.Storage.Directory.FindByDidAsync(PhoneNumber.Parse("+12025550123"), default)).Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_row_longer_than_the_sort_buffer_of_the_server_is_read(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        TenantConfiguration kept = await database.KeepAsync(Demo());
        await database.Database.ExecuteAsync("UPDATE extensions SET configuration=JSON_OBJECT('note',REPEAT('x',400000)) WHERE extension_number='" + kept.Extensions[0].ExtensionNumber + "'");
        await database.Database.ExecuteAsync("UPDATE did_numbers SET routing_config=JSON_OBJECT('note',REPEAT('x',400000)) ORDER BY id LIMIT 1");

        TenantConfiguration loaded = (await database.Storage.Tenants.LoadAsync(kept.Organization.Id, default))!;

        loaded.Extensions.Select(static extension => extension.Id).Should().BeInAscendingOrder().And.HaveSameCount(kept.Extensions);
        loaded.Extensions[0].Configuration.GetString("note").Should().HaveLength(400_000);
        loaded.DidNumbers.Select(static did => did.Id).Should().BeInAscendingOrder();
        (await database.Storage.Configuration.Extensions.FindAsync(kept.Organization.Id, kept.Extensions[0].Id, default)).Should().NotBeNull();
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Members_may_change_places(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        TenantConfiguration kept = await database.KeepAsync(Demo());
        RingGroup group = kept.RingGroups.First(static g => g.Members.Count > 1);
        RingGroupMember[] members = [.. group.Members];
        (members[0], members[1]) = (members[0] with { ExtensionId = members[1].ExtensionId }, members[1] with { ExtensionId = members[0].ExtensionId });

        ChangeResult<RingGroup> changed = await database.Storage.Configuration.RingGroups.UpdateAsync(kept.Organization.Id, group with { Members = members }, null, default);

        changed.Faults.Should().BeEmpty();
        RingGroup? read = await database.Storage.Configuration.RingGroups.FindAsync(kept.Organization.Id, group.Id, default);
        read!.Members.Should().Equal(members);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task A_value_that_means_nothing_keeps_no_tenant_from_being_loaded(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        await database.Database.ExecuteAsync("INSERT INTO organizations (id,name,slug,status,settings) VALUES (41,'Made by hand','by-hand','active','[1,2]')");
        await database.Database.ExecuteAsync("INSERT INTO cloudonix_settings (organization_id,domain_name,domain_api_key,domain_requests_api_key,settings) VALUES (41,'hand.example.test','','key-0123456789abcdef','\"\"')");
        await database.Database.ExecuteAsync("INSERT INTO extensions (id,organization_id,extension_number,type,status,password,configuration,service_params) VALUES (1,41,'100','user','active','','5','\"x\"')");
        await database.Database.ExecuteAsync("INSERT INTO did_numbers (organization_id,phone_number,routing_type,status,routing_config,cloudonix_config) VALUES (41,'+12025550123','extension','active',JSON_QUOTE('{\"extension_id\":1}'),'true')");
        await database.Database.ExecuteAsync("INSERT INTO ivr_menus (id,organization_id,name,status,settings,failover_type,failover_id) VALUES (1,41,'Main','active','[{}]','extension',18446744073709551615)");
        await database.Database.ExecuteAsync("INSERT INTO business_hours_schedules (id,organization_id,name,timezone,status) VALUES (1,41,'Hours','UTC','active')");
        await database.Database.ExecuteAsync(
            "SET sql_mode='';UPDATE organizations SET deleted_at='0000-00-00 00:00:00';UPDATE business_hours_schedules SET override_state='open',override_until='0000-00-00 00:00:00';"
            + "INSERT INTO business_hours_exceptions (id,schedule_id,name,start_date,end_date) VALUES (1,1,'Never','0000-00-00','2026-12-31'),(2,1,'Christmas','2026-12-25','2026-12-25');"
            + "SET sql_mode=DEFAULT");

        TenantConfiguration loaded = (await database.Storage.Tenants.LoadAsync(s_tenant, default))!;

        loaded.Organization.Settings.IsEmpty.Should().BeTrue();
        loaded.Organization.IsActive.Should().BeTrue("it was deleted at no time");
        loaded.CloudonixSettings!.Settings.IsEmpty.Should().BeTrue();
        loaded.Extensions.Single().Configuration.IsEmpty.Should().BeTrue();
        loaded.DidNumbers.Single().RoutingConfig.GetInt64("extension_id").Should().Be(1, "an object that was encoded twice is meant as one");
        loaded.IvrMenus.Single().FailoverId.Should().BeNull("no row has that id");
        loaded.BusinessHoursSchedules.Single().OverrideUntil.Should().BeNull();
        loaded.BusinessHoursSchedules.Single().Exceptions.Select(static exception => exception.Name).Should().Equal("Christmas");
        (await database.Storage.Directory.FindByDomainAsync("hand.example.test", default)).Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task An_override_that_was_set_past_OpBX_counts_from_when_it_was_written(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        DateTimeOffset begin = DateTimeOffset.UtcNow.AddMinutes(-1), end = begin.AddMinutes(10);
        await database.Database.ExecuteAsync(
            "SET time_zone='+05:30';INSERT INTO organizations (id,name,slug) VALUES (41,'Made by hand','by-hand');"
            + "INSERT INTO business_hours_schedules (id,organization_id,name,timezone,status,override_state,override_until) VALUES "
            + "(1,41,'Inserted','UTC','active','closed',NULL),(2,41,'Until','UTC','active','open','2030-01-01 00:00:00'),(3,41,'None','UTC','active',NULL,NULL);"
            + "SET timestamp=1000000000;INSERT INTO business_hours_schedules (id,organization_id,name,timezone,status) VALUES (4,41,'Updated','UTC','active');SET timestamp=DEFAULT;"
            + "UPDATE business_hours_schedules SET override_state='open' WHERE id=4;SET time_zone=DEFAULT");

        BusinessHoursSchedule[] schedules = [.. (await database.Storage.Tenants.LoadAsync(s_tenant, default))!.BusinessHoursSchedules.OrderBy(static schedule => schedule.Id)];

        schedules[0].OverrideSince.Should().BeAfter(begin).And.BeBefore(end);
        schedules[1].OverrideSince.Should().BeNull("it has an end");
        schedules[2].OverrideSince.Should().BeNull("there is no override");
        schedules[3].OverrideSince.Should().BeAfter(begin).And.BeBefore(end);

        BusinessHoursSchedule kept = schedules[0] with { OverrideSince = null };
        await database.Storage.Configuration.BusinessHoursSchedules.UpdateAsync(s_tenant, kept, null, default);
        (await database.Storage.Tenants.LoadAsync(s_tenant, default))!.BusinessHoursSchedules.Single(static schedule => schedule.Id == 1).OverrideSince.Should().BeNull("what OpBX writes is kept as it is");
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task The_directory_reads_a_DID_as_a_snapshot_does(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        await database.Database.ExecuteAsync("INSERT INTO organizations (id,name,slug,settings) VALUES (41,'In Germany','germany','{\"country\":\"DE\"}'),(42,'Anywhere','anywhere',NULL)");
        await database.Database.ExecuteAsync("INSERT INTO did_numbers (organization_id,phone_number,routing_type,status) VALUES (41,'15550100200','extension','active'),(42,'15550100300','extension','active')");

        // In Germany those digits are a national number; without a country they can only be an international one.
        (await database.Storage.Directory.FindByDidAsync(PhoneNumber.Parse("+15550100200"), default)).Should().BeEmpty();
        (await database.Storage.Directory.FindByDidAsync(PhoneNumber.Parse("+15550100300"), default)).Select(static credential => credential.Tenant.Value).Should().Equal(42);
    }

    [Theory]
    [MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]
    public async Task Changes_of_one_tenant_come_one_after_the_other(DatabaseServer server)
    {
        await using MigratedDatabase database = await MigratedDatabase.CreateAsync(server);
        TenantConfiguration kept = await database.KeepAsync(Demo());
        await using MySqlOpBXStorage other = database.NewStorage();
        IOpBXStorage[] nodes = [database.Storage, other];

        ChangeResult<Extension>[] results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => nodes[i % 2].Configuration.Extensions.InsertAsync(
            kept.Organization.Id, new Extension { Id = 0, ExtensionNumber = $"{800 + i}" }, null, default).AsTask()));

        results.Should().OnlyContain(static result => result.Outcome == ChangeOutcome.Done);
        results.Select(static result => result.Version).Order().Should().Equal(Enumerable.Range((int)kept.Version + 1, 16).Select(static version => (long)version));
    }

    [Fact]
    public void Half_a_surrogate_pair_does_not_keep_the_rest_from_being_read()
    {
        JsonSettings json = SqlJson.Read("""{"greeting":"a\ud83d","pair":"\ud83d\ude00","\uDC00":1}""");
        json.GetString("greeting").Should().NotBeNull();
        json.GetString("pair").Should().Be("\U0001F600");
        json.ToString().Should().Contain("pair");
    }

    internal static TenantConfiguration Demo()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpBX.sln"))) folder = Path.GetDirectoryName(folder)!;
        return TenantDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "samples", "OpBX.WebhookHost", "pbx.json"))).Tenants.Single();
    }

    private static string Document(TenantConfiguration configuration)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        TenantDocument.Write(configuration, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
