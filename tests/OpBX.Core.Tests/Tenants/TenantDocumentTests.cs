using System.Buffers;
using System.Text;
using OpBX.BusinessHours;
using OpBX.Ivr;
using OpBX.RingGroups;

namespace OpBX.Tenants;

public sealed class TenantDocumentTests
{
    private const int Seeds = 400;

    [Fact]
    public void Parse_ofWhatWriteWrote_isEqual()
    {
        TenantConfiguration read = TenantSamples.Read(TenantSamples.Write(TenantSamples.Full));

        read.Should().BeEquivalentTo(TenantSamples.Full, static options => options.WithStrictOrdering().ComparingByValue<JsonSettings>());
    }

    [Fact]
    public void Parse_ofRandomConfigurations_isEqual()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            TenantConfiguration given = new TenantGenerator(seed).Next();

            TenantSamples.Read(TenantSamples.Write(given)).Should().BeEquivalentTo(
                given, static options => options.WithStrictOrdering().ComparingByValue<JsonSettings>(), "the seed is {0}", seed);
        }
    }

    [Fact]
    public void Write_ofWhatParseRead_isTheSameBytes()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            string first = TenantSamples.Write(new TenantGenerator(seed).Next());

            TenantSamples.Write(TenantSamples.Read(first)).Should().Be(first, "the seed is {0}", seed);
        }
    }

    [Fact]
    public void Write_ofAnyDefault_isReadBack()
    {
        var smallest = new TenantConfiguration { Organization = new Organization { Id = new TenantId(1), Name = "" } };

        TenantSamples.Read(TenantSamples.Write(smallest)).Should().BeEquivalentTo(smallest, static options => options.ComparingByValue<JsonSettings>());
    }

    [Fact]
    public void Write_ofSeveralTenants_isReadBackInOrder()
    {
        TenantConfiguration[] given = [TenantSamples.Full, TenantSamples.Tenant(3, "b.opbx.example", TenantSamples.Key), TenantSamples.Tenant(2, "a.opbx.example", TenantSamples.Key)];
        var buffer = new ArrayBufferWriter<byte>();

        TenantDocument.Write(given, buffer);

        TenantDocument.Parse(buffer.WrittenSpan).Tenants.Select(static tenant => tenant.Organization.Id.Value).Should().Equal(7, 3, 2);
    }

    [Fact]
    public void Parse_ofAnOrganizationAlone_takesTheDefaults()
    {
        TenantConfiguration tenant = TenantSamples.Read("""{"organization":{"id":5,"name":"Five"}}""");

        tenant.Organization.Should().Be(new Organization { Id = new TenantId(5), Name = "Five" });
        tenant.CloudonixSettings.Should().BeNull();
        tenant.Extensions.Should().BeEmpty();
        tenant.Version.Should().Be(0);
    }

    [Fact]
    public void Parse_ofCommentsTrailingCommasByteOrderMarkAndNulls_succeeds()
    {
        byte[] text =
        [
            .. Encoding.UTF8.GetPreamble(),
            .. """
            // The tenant.
            {
              "$schema": "opbx.schema.json",
              "organization": { "id": 5, "name": "Five", /* none */ "deleted_at": null, "settings": { "a": [1, /* two */ 2, ], }, },
              "users": null,
              "extensions": [ { "id": 1, "extension_number": "0012", "voicemail_enabled": 1, "configuration": [], "created_at": "2026-01-01" }, ],
            }
            """u8
        ];

        TenantDocumentResult result = TenantDocument.Parse(text);

        result.Faults.Should().BeEmpty();
        result.Tenants[0].Organization.Settings.Should().Be(JsonSettings.Parse("""{"a":[1,2]}"""));
        result.Tenants[0].Extensions[0].ExtensionNumber.Should().Be("0012");
        result.Tenants[0].Extensions[0].VoicemailEnabled.Should().BeTrue();
    }

    [Fact]
    public void Parse_ofChildrenWithoutIds_givesThemTheNextOnesInOrder()
    {
        TenantConfiguration tenant = TenantSamples.Read("""
            {"organization":{"id":1,"name":"n"},
             "extensions":[{"id":1,"extension_number":"1"},{"id":2,"extension_number":"2"},{"id":3,"extension_number":"3"}],
             "ring_groups":[
               {"id":1,"name":"a","members":[{"extension_id":1},{"id":8,"extension_id":2}]},
               {"id":2,"name":"b","members":[{"extension_id":3},{"id":4,"extension_id":1}]}],
             "business_hours_schedules":[{"id":1,"name":"s",
               "rules":[{"day_of_week":"monday","start_time":"9:00","end_time":"17:00:30"}],
               "exceptions":[{"name":"x","start_date":"2026-12-25"}],
               "destinations":[{"type":"holiday","destination_type":"voicemail","destination_id":1}]}],
             "ivr_menus":[{"id":1,"name":"m","options":[{"digit":"1","destination_type":"extension","destination_id":1}]}]}
            """);

        tenant.RingGroups.SelectMany(static group => group.Members).Select(static member => member.Id).Should().Equal(9, 8, 10, 4);
        BusinessHoursSchedule schedule = tenant.BusinessHoursSchedules[0];
        schedule.Rules[0].Id.Should().Be(1);
        schedule.Rules[0].End.Should().Be(DayTime.Parse("17:00:30"));
        schedule.Exceptions[0].Should().BeEquivalentTo(new { Id = 1L, EndDate = new DateOnly(2026, 12, 25) });
        schedule.Destinations[0].Id.Should().Be(1);
        tenant.IvrMenus[0].Options[0].Id.Should().Be(1);
    }

    [Fact]
    public void Write_ofChildrenWithoutIds_givesThemTheSameIdsAsParse()
    {
        TenantConfiguration given = TenantSamples.Full with
        {
            RingGroups = [TenantSamples.Full.RingGroups[0] with { Members = [new RingGroupMember { ExtensionId = 11 }, new RingGroupMember { Id = 5, ExtensionId = 12 }] }],
            IvrMenus = [TenantSamples.Full.IvrMenus[0] with { Options = [new IvrMenuOption { Digit = "1", DestinationType = IvrDestinationType.Extension }] }],
        };

        string text = TenantSamples.Write(given);
        TenantConfiguration read = TenantSamples.Read(text);

        read.RingGroups[0].Members.Select(static member => member.Id).Should().Equal(6, 5);
        read.IvrMenus[0].Options[0].Id.Should().Be(1);
        TenantSamples.Write(read).Should().Be(text);
    }

    [Fact]
    public void Parse_ofDatabaseSpellings_readsThemAsMeant()
    {
        TenantConfiguration tenant = TenantSamples.Read("""
            {"organization":{"id":1,"name":"n","deleted_at":"2026-01-02 03:04:05"},
             "business_hours_schedules":[{"id":1,"organization_id":1,"name":"s","is_default":1,"override_state":"open","override_until":"2026-01-02T03:04:05+02:00",
               "rules":[{"id":1,"schedule_id":1,"day_of_week":"friday","start_time":"22:00:00","end_time":"24:00:00","is_active":0}]}]}
            """);

        tenant.Organization.DeletedAt.Should().Be(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        tenant.BusinessHoursSchedules[0].OverrideUntil.Should().Be(new DateTimeOffset(2026, 1, 2, 1, 4, 5, TimeSpan.Zero));
        tenant.BusinessHoursSchedules[0].IsDefault.Should().BeTrue();
        tenant.BusinessHoursSchedules[0].Rules[0].Should().BeEquivalentTo(new { End = DayTime.EndOfDay, IsActive = false });
    }

    [Fact]
    public void Write_ofAValueWithoutAWord_throws()
    {
        TenantConfiguration given = TenantSamples.Full with { Organization = TenantSamples.Full.Organization with { Status = (OrganizationStatus)9 } };

        FluentActions.Invoking(() => TenantSamples.Write(given)).Should().Throw<ArgumentException>();
    }
}
