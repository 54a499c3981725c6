using System.Text.Json;
using System.Text.RegularExpressions;

namespace OpBX.Tenants;

/// <summary>The published schema, the database's columns and what is written must be the same names and words.</summary>
public sealed class TenantDocumentSchemaTests
{
    private static readonly JsonElement s_schema = JsonDocument.Parse(DocumentFiles.Schema).RootElement;

    private static readonly JsonElement s_written = JsonDocument.Parse(TenantSamples.Write(TenantSamples.Full)).RootElement;

    // Members of a column that one type of extension or DID excludes, but a sample may set all at once.
    [Fact]
    public void Schema_andAFullDocument_haveTheSameMembers()
    {
        var differences = new List<string>();

        int compared = Compare(s_written, Definition("tenant"), "$", differences);

        differences.Should().BeEmpty();
        compared.Should().BeGreaterThan(120, "every row and column is compared");
    }

    [Fact]
    public void Schema_describesEveryMember()
    {
        var silent = new List<string>();
        foreach (JsonProperty definition in s_schema.GetProperty("$defs").EnumerateObject())
        {
            if (!definition.Value.TryGetProperty("description", out _)) silent.Add(definition.Name);
            silent.AddRange(definition.Value.GetProperty("properties").EnumerateObject()
                .Where(static property => !property.Value.TryGetProperty("description", out _))
                .Select(property => definition.Name + "." + property.Name));
        }

        silent.Should().BeEmpty();
    }

    [Theory]
    [InlineData("organization", "organizations")]
    [InlineData("cloudonix_settings", "cloudonix_settings")]
    [InlineData("user", "users")]
    [InlineData("extension", "extensions")]
    [InlineData("did_number", "did_numbers")]
    [InlineData("ring_group", "ring_groups", "members")]
    [InlineData("ring_group_member", "ring_group_members")]
    [InlineData("business_hours_schedule", "business_hours_schedules", "rules", "exceptions", "destinations", "override_state", "override_until", "override_since")]
    [InlineData("business_hours_rule", "business_hours_rules")]
    [InlineData("business_hours_destination", "business_hours_destinations")]
    [InlineData("ivr_menu", "ivr_menus", "options", "settings", "failover_type", "failover_id")]
    [InlineData("ivr_menu_option", "ivr_menu_options")]
    [InlineData("conference_room", "conference_rooms", "pin")]
    [InlineData("outbound_whitelist", "outbound_whitelists", "trunk")]
    public void Schema_hasTheColumnsOfTheDatabase(string definition, string table, params string[] added)
    {
        string[] elsewhere = ["organization_id", "ring_group_id", "schedule_id", "ivr_menu_id", "created_at", "updated_at"];
        string[] columns = [.. ColumnsOf(table).Select(static column => column.Name).Except(elsewhere)];
        // The row of cloudonix_settings is named by its organization alone.
        if (table == "cloudonix_settings") columns = [.. columns.Except(["id"])];

        Definition(definition).GetProperty("properties").EnumerateObject().Select(static property => property.Name)
            .Should().BeEquivalentTo(columns.Concat(added));
    }

    [Theory]
    [InlineData("organization", "organizations")]
    [InlineData("user", "users")]
    [InlineData("extension", "extensions")]
    [InlineData("ring_group", "ring_groups")]
    [InlineData("business_hours_schedule", "business_hours_schedules")]
    [InlineData("business_hours_rule", "business_hours_rules")]
    [InlineData("business_hours_destination", "business_hours_destinations")]
    [InlineData("ivr_menu", "ivr_menus")]
    [InlineData("ivr_menu_option", "ivr_menu_options")]
    [InlineData("conference_room", "conference_rooms")]
    [InlineData("outbound_whitelist", "outbound_whitelists")]
    public void Schema_hasTheWordsOfTheDatabase(string definition, string table)
    {
        (string Name, string[] Words)[] columns = [.. ColumnsOf(table).Where(static column => column.Words.Length > 0)];
        columns.Should().NotBeEmpty();
        foreach ((string name, string[] words) in columns)
        {
            JsonElement property = Definition(definition).GetProperty("properties").GetProperty(name);
            // A set that a host may widen is shown as examples.
            JsonElement listed = property.TryGetProperty("enum", out JsonElement closed) ? closed : property.GetProperty("examples");
            listed.EnumerateArray().Select(static word => word.GetString()).Should().BeEquivalentTo(words, "{0}.{1}", table, name);
        }
    }

    [Fact]
    public void Parse_readsEveryWordOfTheDatabase()
    {
        AllOf("organizations", "status").Should().BeEquivalentTo(ConfigurationWords.OrganizationStatus.All);
        AllOf("users", "role").Should().BeEquivalentTo(ConfigurationWords.Role.All);
        AllOf("users", "status").Should().BeEquivalentTo(ConfigurationWords.UserStatus.All);
        AllOf("extensions", "type").Should().BeEquivalentTo(ConfigurationWords.ExtensionType.All);
        AllOf("extensions", "status").Should().BeEquivalentTo(ConfigurationWords.Status.All);
        AllOf("ring_groups", "strategy").Should().BeEquivalentTo(ConfigurationWords.Strategies);
        AllOf("ring_groups", "fallback_action").Should().BeEquivalentTo(ConfigurationWords.Fallback.All);
        AllOf("business_hours_rules", "day_of_week").Should().BeEquivalentTo(ConfigurationWords.Day.All);
        AllOf("business_hours_destinations", "type").Should().BeEquivalentTo(ConfigurationWords.Period.All);
        AllOf("business_hours_destinations", "destination_type").Should().BeEquivalentTo(ConfigurationWords.ScheduleTypes);
        AllOf("ivr_menu_options", "destination_type").Should().BeEquivalentTo(ConfigurationWords.OptionTypes);
        AllOf("outbound_whitelists", "pattern_type").Should().BeEquivalentTo(ConfigurationWords.Pattern.All);
        AllOf("did_numbers", "routing_type").Should().BeSubsetOf(ConfigurationWords.DidRouting);
    }

    [Fact]
    public void Schema_required_isWhatParseRequires()
    {
        foreach (JsonProperty definition in s_schema.GetProperty("$defs").EnumerateObject().Where(static d => d.Name is not ("tenants" or "destination")))
        {
            if (!definition.Value.TryGetProperty("required", out JsonElement required)) continue;
            string[] names = [.. required.EnumerateArray().Select(static name => name.GetString()!)];
            TenantDocumentResult result = TenantDocument.Parse(Empty(definition.Name));

            result.Faults.Where(static fault => fault.Code == TenantDocumentFaultCodes.MissingMember).Select(static fault => fault.Path.Split('.')[^1])
                .Should().BeEquivalentTo(names, "these are required of {0}", definition.Name);
        }
    }

    // A document in which the object of that definition has no members.
    private static string Empty(string definition)
    {
        const string Organization = "\"organization\":{\"id\":1,\"name\":\"n\"}";
        return definition switch
        {
            "tenant" => "{}",
            "organization" => "{\"organization\":{}}",
            "cloudonix_settings" => $"{{{Organization},\"cloudonix_settings\":{{}}}}",
            "ring_group_member" => $"{{{Organization},\"ring_groups\":[{{\"id\":1,\"name\":\"n\",\"members\":[{{}}]}}]}}",
            "business_hours_rule" => $"{{{Organization},\"business_hours_schedules\":[{{\"id\":1,\"name\":\"n\",\"rules\":[{{}}]}}]}}",
            "business_hours_exception" => $"{{{Organization},\"business_hours_schedules\":[{{\"id\":1,\"name\":\"n\",\"exceptions\":[{{}}]}}]}}",
            "business_hours_exception_range" => $"{{{Organization},\"business_hours_schedules\":[{{\"id\":1,\"name\":\"n\",\"exceptions\":[{{\"name\":\"n\",\"start_date\":\"2026-01-01\",\"ranges\":[{{}}]}}]}}]}}",
            "business_hours_destination" => $"{{{Organization},\"business_hours_schedules\":[{{\"id\":1,\"name\":\"n\",\"destinations\":[{{}}]}}]}}",
            "ivr_menu_option" => $"{{{Organization},\"ivr_menus\":[{{\"id\":1,\"name\":\"n\",\"options\":[{{}}]}}]}}",
            _ => $"{{{Organization},\"{definition}s\":[{{}}]}}",
        };
    }

    private static int Compare(JsonElement written, JsonElement schema, string path, List<string> differences)
    {
        JsonElement resolved = Resolve(schema);
        if (written.ValueKind == JsonValueKind.Array)
        {
            if (!resolved.TryGetProperty("items", out JsonElement items)) return 0;
            var union = new Dictionary<string, JsonElement>();
            foreach (JsonElement item in written.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object))
            {
                foreach (JsonProperty member in item.EnumerateObject()) union.TryAdd(member.Name, member.Value);
            }
            return union.Count == 0 ? 0 : CompareMembers(union, Resolve(items), path + "[]", differences);
        }
        if (written.ValueKind != JsonValueKind.Object || !resolved.TryGetProperty("properties", out _)) return 0;
        return CompareMembers(written.EnumerateObject().ToDictionary(static member => member.Name, static member => member.Value), resolved, path, differences);
    }

    private static int CompareMembers(Dictionary<string, JsonElement> written, JsonElement schema, string path, List<string> differences)
    {
        int compared = 0;
        // Columns are open: their members are the host's too. A destination and «$schema» have members that exclude others.
        bool isOpen = !schema.TryGetProperty("additionalProperties", out _);
        bool isPartial = schema.GetProperty("properties").TryGetProperty("target", out _);
        foreach (JsonProperty property in schema.GetProperty("properties").EnumerateObject())
        {
            if (property.Name == "$schema") continue;
            if (!written.TryGetValue(property.Name, out JsonElement value))
            {
                // The settings of an extension limit less than those of the organization: one sample shows all limits.
                if (!isPartial && !path.EndsWith(".configuration.limits", StringComparison.Ordinal)) differences.Add($"{path}.{property.Name} is in the schema only");
                continue;
            }
            compared += 1 + Compare(value, property.Value, $"{path}.{property.Name}", differences);
        }
        if (!isOpen)
            differences.AddRange(written.Keys.Where(name => !schema.GetProperty("properties").TryGetProperty(name, out _)).Select(name => $"{path}.{name} is written only"));
        return compared;
    }

    private static JsonElement Resolve(JsonElement schema)
        => schema.TryGetProperty("$ref", out JsonElement reference) ? Definition(reference.GetString()!["#/$defs/".Length..]) : schema;

    private static JsonElement Definition(string name) => s_schema.GetProperty("$defs").GetProperty(name);

    private static string[] AllOf(string table, string column) => ColumnsOf(table).Single(row => row.Name == column).Words;

    // The columns of a table in the schema document, with the words of ENUM columns.
    private static List<(string Name, string[] Words)> ColumnsOf(string table)
    {
        string text = DocumentFiles.Database;
        int start = text.IndexOf($"(`{table}`)", StringComparison.Ordinal);
        start.Should().BeGreaterThan(0, "the schema document has the table {0}", table);
        var columns = new List<(string, string[])>();
        foreach (string line in text[start..].Split('\n').Skip(1).TakeWhile(static line => !line.StartsWith('#')))
        {
            Match row = Regex.Match(line, @"^\| `(\w+)` \| ([^|]+) \|");
            if (!row.Success) continue;
            string[] words = row.Groups[2].Value.StartsWith("ENUM", StringComparison.Ordinal)
                ? [.. Regex.Matches(row.Groups[2].Value, "'([^']+)'").Select(static word => word.Groups[1].Value)] : [];
            columns.Add((row.Groups[1].Value, words));
        }
        columns.Should().NotBeEmpty();
        return columns;
    }
}
