using System.Text;
using static OpBX.Tenants.TenantDocumentFaultCodes;

namespace OpBX.Tenants;

public sealed class TenantDocumentFaultTests
{
    private const string Secret = "very-secret-value-1234567";

    [Theory]
    [InlineData("", 1)]
    [InlineData("{", 1)]
    [InlineData("{\n\n  \"organization\": tru\n}", 3)]
    [InlineData("{\n  \"organization\": {}\n}\nx", 4)]
    [InlineData("{\n  'organization': {}\n}", 2)]
    public void Parse_ofNoJson_namesTheLineOnly(string text, int line)
    {
        TenantDocumentResult result = TenantDocument.Parse(text);

        TenantDocumentFault fault = result.Faults.Should().ContainSingle().Subject;
        fault.Should().BeEquivalentTo(new { Severity = TenantDocumentSeverity.Error, Code = Syntax, Line = line, Path = "$" });
        result.Tenants.Should().BeEmpty();
        result.IsValid.Should().BeFalse();
    }

    [Fact]
    public void Parse_ofManyFaults_reportsAllWithTheirLines()
    {
        TenantDocumentResult result = TenantDocument.Parse("""
            {
              "organization": { "name": "n", "status": "paused" },
              "users": [ { "id": 0, "name": "u", "email": "u@example.com" } ],
              "extensions": [
                { "id": 1, "extension_number": "101", "type": "users" },
                { "id": 1, "extension_number": "102" },
                { "id": 2, "extension_number": "101" },
                { "id": 3, "extension_number": 103 }
              ],
              "did_numbers": [
                { "id": 1, "phone_number": "+1 555 010 0100", "routing_config": { "extension_id": 1 } },
                { "id": 2, "phone_number": "+15550100100", "routing_config": { "extension_id": 1 } }
              ],
              "business_hours_schedules": [ {
                "id": 1, "name": "s",
                "rules": [ { "day_of_week": "moonday", "start_time": "25:00", "end_time": "24:00:01" } ],
                "exceptions": [ { "name": "x", "start_date": "2026-02-30" }, { "name": "y", "start_date": "2026-02-02", "end_date": "2026-02-01" } ]
              } ],
              "ivr_menus": [ { "id": 1, "name": "m", "max_attempts": -1, "options": [ { "digit": "12", "destination_type": "nowhere" } ] } ],
              "conference_rooms": {},
              "outbound_whitelists": [ { "id": 1, "name": "r" }, 5 ],
              "version": 1.5
            }
            """);

        Errors(result).Should().Equal(
            (2, "$.organization.id", MissingMember),
            (2, "$.organization.status", UnknownWord),
            (3, "$.users[0].id", OutOfRange),
            (5, "$.extensions[0].type", UnknownWord),
            (6, "$.extensions[1].id", Duplicate),
            (7, "$.extensions[2].extension_number", Duplicate),
            (8, "$.extensions[3].extension_number", WrongType),
            (12, "$.did_numbers[1].phone_number", Duplicate),
            (16, "$.business_hours_schedules[0].rules[0].day_of_week", UnknownWord),
            (16, "$.business_hours_schedules[0].rules[0].start_time", InvalidTime),
            (16, "$.business_hours_schedules[0].rules[0].end_time", InvalidTime),
            (17, "$.business_hours_schedules[0].exceptions[0].start_date", InvalidTime),
            (17, "$.business_hours_schedules[0].exceptions[1].end_date", InvalidTime),
            (19, "$.ivr_menus[0].max_attempts", OutOfRange),
            (19, "$.ivr_menus[0].options[0].destination_type", UnknownWord),
            (19, "$.ivr_menus[0].options[0].digit", UnknownWord),
            (20, "$.conference_rooms", WrongType),
            (21, "$.outbound_whitelists[0].pattern", MissingMember),
            (21, "$.outbound_whitelists[1]", WrongType),
            (22, "$.version", OutOfRange));
        result.Tenants.Should().BeEmpty();
    }

    [Theory]
    [InlineData("{\n\"organization\":\n5}", 3)]
    [InlineData("{\r\n\"organization\":\r\n 5}", 3)]
    [InlineData("{ \"organization\": 5\n}", 1)]
    [InlineData("// é\n{ /* a\n\n */ \"organization\": 5 }", 4)]
    public void Parse_ofAFault_countsTheLinesBeforeIt(string text, int line)
        => Errors(TenantDocument.Parse(text)).Should().Equal((line, "$.organization", WrongType));

    [Fact]
    public void Parse_ofUnknownMembers_warnsAndGoesOn()
    {
        TenantDocumentResult result = TenantDocument.Parse("""
            { "organization": { "id": 1, "name": "n", "colour": "red", "settings": { "anything": 1 } },
              "extension": [],
              "users": [ { "id": 1, "name": "u", "email": "u@example.com",
                "mail": "x" } ] }
            """);

        Warnings(result).Should().Equal((1, "$.organization.colour", UnknownMember), (2, "$.extension", UnknownMember), (4, "$.users[0].mail", UnknownMember));
        result.IsValid.Should().BeTrue();
        result.Tenants.Should().ContainSingle();
    }

    [Fact]
    public void Parse_ofIdsThatNameNothing_warnsOfEach()
    {
        TenantDocumentResult result = TenantDocument.Parse("""
            { "organization": { "id": 1, "name": "n", "settings": { "default_destination": { "type": "ring_group", "id": "4" } } },
              "extensions": [ { "id": 1, "extension_number": "1", "user_id": 9, "configuration": { "fallback": { "type": "voicemail", "id": 2 }, "ivr_menu_id": 9 } } ],
              "did_numbers": [ { "id": 1, "phone_number": "+15550100100", "routing_type": "ivr", "routing_config": { "ivr_menu_id": "7" } },
                { "id": 2, "phone_number": "+15550100101", "routing_type": "ring_group", "routing_config": { "extension_id": 1 } } ],
              "ring_groups": [ { "id": 1, "name": "g", "fallback_action": "extension", "members": [ { "extension_id": 5 } ] } ],
              "ivr_menus": [ { "id": 1, "name": "m", "failover_type": "conference_room", "failover_id": 3, "options": [
                { "digit": "1", "destination_type": "submenu", "destination_id": 2 }, { "digit": "2", "destination_type": "external_number" } ] } ],
              "conference_rooms": [ { "id": 1, "name": "r", "extension_id": 8 } ] }
            """);

        result.IsValid.Should().BeTrue();
        Warnings(result).Should().AllSatisfy(static fault => fault.Code.Should().Be(MissingReference));
        Warnings(result).Select(static fault => fault.Path).Should().BeEquivalentTo(
            "$.organization.settings", "$.extensions[0].user_id", "$.extensions[0].configuration", "$.extensions[0].configuration",
            "$.did_numbers[0].routing_config", "$.did_numbers[1].routing_config", "$.ring_groups[0].fallback_extension_id",
            "$.ring_groups[0].members[0].extension_id", "$.ivr_menus[0].failover_id", "$.ivr_menus[0].options[0].destination_id",
            "$.ivr_menus[0].options[1].external_number", "$.conference_rooms[0].extension_id");
    }

    [Fact]
    public void Parse_ofWordsOfOpenSets_warnsOfThoseThatAHostMustKnow()
    {
        TenantDocumentResult result = TenantDocument.Parse("""
            { "organization": { "id": 1, "name": "n" },
              "ring_groups": [ { "id": 1, "name": "a", "strategy": "longest_idle" } ],
              "business_hours_schedules": [ { "id": 1, "name": "s", "destinations": [ { "type": "holiday", "destination_type": "hangup" } ] } ],
              "ivr_menus": [ { "id": 1, "name": "m", "failover_type": "my_kind" } ] }
            """);

        Warnings(result).Should().Equal(
            (2, "$.ring_groups[0].strategy", UnknownWord),
            (3, "$.business_hours_schedules[0].destinations[0].destination_type", UnknownWord),
            (4, "$.ivr_menus[0].failover_type", UnknownWord));
        Errors(TenantDocument.Parse("""{ "organization": { "id": 1, "name": "n" }, "ring_groups": [ { "id": 1, "name": "a", "strategy": "Longest Idle" } ] }"""))
            .Should().Equal((1, "$.ring_groups[0].strategy", UnknownWord));
        Errors(TenantDocument.Parse("""{ "organization": { "id": 1, "name": "n" }, "did_numbers": [ { "id": 1, "phone_number": "+15550100100", "routing_type": "queue" } ] }"""))
            .Should().Equal((1, "$.did_numbers[0].routing_type", UnknownWord));
    }

    [Fact]
    public void Parse_ofTwoTenants_refusesTheSameOrganizationAndWarnsOfSharedClaims()
    {
        TenantDocumentResult result = TenantDocument.Parse("""
            { "tenants": [
              { "organization": { "id": 1, "name": "a" }, "cloudonix_settings": { "domain_name": "d.opbx.example", "domain_requests_api_key": "sample-requests-key-0001" },
                "did_numbers": [ { "id": 1, "phone_number": "+15550100100", "routing_config": { "destination": { "type": "hangup" } } } ] },
              { "organization": { "id": 2, "name": "b" }, "cloudonix_settings": { "domain_name": "D.OPBX.example", "domain_requests_api_key": "sample-requests-key-0002" },
                "did_numbers": [ { "id": 1, "phone_number": "+15550100100", "routing_config": { "destination": { "type": "hangup" } } } ] } ] }
            """);

        result.Tenants.Should().HaveCount(2);
        Warnings(result).Should().Equal((4, "$.tenants[1].cloudonix_settings.domain_name", Duplicate), (5, "$.tenants[1].did_numbers[0].phone_number", Duplicate));
        Errors(TenantDocument.Parse("""
            { "tenants": [ { "organization": { "id": 1, "name": "a" } },
                           { "organization": { "id": 1, "name": "b" } } ] }
            """)).Should().Equal((2, "$.tenants[1].organization.id", Duplicate));
    }

    [Fact]
    public void Parse_ofARowOfAnotherOrganization_refusesIt()
        => Errors(TenantDocument.Parse("""{ "organization": { "id": 1, "name": "n" }, "extensions": [ { "id": 1, "organization_id": 2, "extension_number": "1" } ] }"""))
            .Should().Equal((1, "$.extensions[0].organization_id", ForeignTenant));

    [Fact]
    public void Parse_ofMembersThatStandTwice_refusesThemInRowsAndWarnsInColumns()
    {
        TenantDocumentResult result = TenantDocument.Parse("""
            { "organization": { "id": 1, "name": "n", "name": "m",
              "settings": { "country": "US", "limits": { "concurrent": 1, "concurrent": 2 } } } }
            """);

        Errors(result).Should().Equal((1, "$.organization.name", Duplicate));
        Warnings(result).Should().Equal((2, "$.organization.settings.limits.concurrent", Duplicate));
    }

    [Fact]
    public void Parse_ofTextThatIsNoUnicode_refusesIt()
    {
        byte[] invalid = [.. "{\"organization\":{\"id\":1,\"name\":\""u8, 0xFF, .. "\",\"settings\":{\"a\":[\""u8, 0xC3, .. "\"]}}}"u8];

        Errors(TenantDocument.Parse(invalid)).Should().Equal((1, "$.organization.name", InvalidValue), (1, "$.organization.settings", InvalidValue));
        Errors(TenantDocument.Parse("""{"organization":{"id":1,"name":"\ud800"}}""")).Should().Equal((1, "$.organization.name", InvalidValue));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("""{"organization":null}""")]
    [InlineData("""{"organization":[]}""")]
    [InlineData("""{"tenants":{}}""")]
    [InlineData("""{"tenants":[null]}""")]
    public void Parse_ofAnythingElse_isAnErrorAndNoTenant(string text)
    {
        TenantDocumentResult result = TenantDocument.Parse(text);

        result.IsValid.Should().BeFalse();
        result.Tenants.Should().BeEmpty();
    }

    [Fact]
    public void Parse_ofMutatedDocuments_neverThrows()
    {
        byte[] original = Encoding.UTF8.GetBytes(TenantSamples.Write(TenantSamples.Full));
        var random = new Random(20260131);
        int valid = 0;
        for (int i = 0; i < 3000; i++)
        {
            byte[] text = [.. original];
            for (int changes = random.Next(1, 4); changes > 0; changes--) text[random.Next(text.Length)] = (byte)"{}[]\",:0-9\\u\xFF\0a"[random.Next(15)];
            if (random.Next(4) == 0) Array.Resize(ref text, random.Next(text.Length));

            TenantDocumentResult result = TenantDocument.Parse(text);
            if (result.IsValid) valid++;
            else result.Tenants.Should().BeEmpty();
        }
        valid.Should().BeInRange(1, 2999, "some changes hit texts and others break the document");
    }

    [Fact]
    public void Faults_ofBrokenSecrets_neverQuoteThem()
    {
        string[] texts =
        [
            $$"""{ "organization": { "id": 1, "name": "n" }, "cloudonix_settings": { "domain_name": "d", "domain_requests_api_key": ["{{Secret}}"], "settings": "{{Secret}}" } }""",
            $$"""{ "organization": { "id": 1, "name": "n" }, "extensions": [ { "id": 1, "extension_number": "1", "password": { "{{"x"}}": "{{Secret}}" }, "service_token": true } ] }""",
            $$"""{ "organization": { "id": 1, "name": "n" }, "cloudonix_settings": { "domain_requests_api_key": t{{Secret}} } }""",
            $$"""{ "organization": { "id": 1, "name": "n" }, "conference_rooms": [ { "id": 1, "name": "r", "pin": "{{Secret}}" } ] }""",
            $$"""{ "organization": { "id": 1, "name": "n" }, "users": [ { "id": 1, "name": "u", "email": "e", "password": "{{Secret}}" """,
        ];
        foreach (string text in texts)
        {
            TenantDocumentResult result = TenantDocument.Parse(text);

            result.Faults.Should().NotBeEmpty();
            string.Concat(result.Faults).Should().NotContain(Secret[..6]);
            result.ToString().Should().NotContain(Secret[..6]);
        }
    }

    [Fact]
    public void Faults_ofStrangeNames_stayOnOneLine()
    {
        TenantDocumentResult result = TenantDocument.Parse("""{ "organization": { "id": 1, "name": "n", "a\nfake log line": 1 } }""");

        result.Faults.Should().ContainSingle().Which.ToString().Should().NotContain("\n").And.Contain("""["a\nfake log line"]""");
    }

    private static List<(int Line, string Path, string Code)> Errors(TenantDocumentResult result) => Of(result, TenantDocumentSeverity.Error);

    private static List<(int Line, string Path, string Code)> Warnings(TenantDocumentResult result) => Of(result, TenantDocumentSeverity.Warning);

    private static List<(int Line, string Path, string Code)> Of(TenantDocumentResult result, TenantDocumentSeverity severity)
        => [.. result.Faults.Where(fault => fault.Severity == severity).Select(static fault => (fault.Line ?? 0, fault.Path, fault.Code))];
}
