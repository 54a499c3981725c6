using System.Text.RegularExpressions;

namespace OpBX.Storage;

public sealed partial class SqlScopeTests
{
    // Statements that are not of one tenant, each with its reason.
    private static readonly (string File, string Start, string Reason)[] s_overAllTenants =
    [
        ("Schema/", "", "migrations read the catalog and the history"),
        ("Tenants/MySqlTenantDirectory.cs", "SELECT s.organization_id,s.domain_name", "finds the tenant of a request; the key is compared afterwards"),
        ("Tenants/MySqlTenantDirectory.cs", "SELECT o.id,s.domain_name", "finds the tenant of a request; the key is compared afterwards"),
        ("Tenants/MySqlTenantStore.cs", "SELECT organization_id,version FROM configuration_versions WHERE", "the versions of many tenants; the list of them follows"),
        ("Tenants/MySqlTenantStore.cs", "SELECT id FROM organizations", "lists the tenants themselves"),
        ("Tenants/MySqlOrganizationStore.cs", "SELECT  …  FROM organizations o WHERE o.id>@after", "lists the tenants themselves"),
        ("Tenants/OrganizationRows.cs", "SELECT id FROM organizations WHERE slug=@slug", "a slug is unique over all tenants"),
        ("Storage/ConfigurationStore.cs", "SELECT organization_id FROM", "an id is unique over all tenants; nothing but «taken» is told"),
        ("Storage/MySqlSession.cs", "SELECT LAST_INSERT_ID()", "reads no table"),
        ("Cdr/RecordBatch.Save.cs", "SELECT LAST_INSERT_ID()", "reads no table"),
        ("Cdr/RecordBatch.Load.cs", "SELECT  …  FROM call_logs WHERE call_id IN", "a token is unique over all tenants; whose row it is decides about each report"),
        ("Cdr/RecordBatch.Save.cs", "INSERT INTO  …  ( …", "the list of columns begins with organization_id, the tenant of each record"),
        ("Cdr/MySqlCallRecordStore.cs", "SELECT INTERVAL(UNIX_TIMESTAMP(created_at)", "the condition stands after the bounds"),
        ("Cdr/MySqlDeadLetterStore.cs", "SELECT  … id,organization_id,source,code", "the columns; each use names the tenant"),
        ("Retention/TableArchive.Restore.cs", "SELECT  …  FROM  …  WHERE", "a token is unique over all tenants; another tenant's row is left alone"),
        ("Retention/TableArchive.Restore.cs", "INSERT INTO  …  ( …", "whole rows of one tenant, organization_id among the columns"),
        ("Retention/TableArchive.cs", "INSERT INTO  …  (id,organization_id,", "packed rows of one tenant"),
        ("Retention/TableArchive.cs", "SELECT COLUMN_NAME", "reads the catalog"),
        ("Cdr/RecordTexts.cs", "SELECT r.id FROM call_detail_records", "finds records of any tenant whose text is missing"),
        ("Cdr/RecordTexts.cs", "SELECT COALESCE(MAX(r.id),0)", "finds records of any tenant whose text is missing"),
        ("Cdr/RecordTexts.cs", "SELECT  …  FROM call_detail_records WHERE", "reads records of any tenant whose text is missing; each text gets its record's tenant"),
    ];

    [Fact]
    public void Every_statement_is_of_one_tenant()
    {
        IReadOnlyList<(string File, string Sql)> texts = SqlTexts.Read();
        texts.Count.Should().BeGreaterThan(60, "otherwise the reader reads nothing");
        string[] unscoped = [.. texts.Where(static text => !IsScoped(text.Sql) && !s_overAllTenants.Any(allowed => Allows(allowed, text))).Select(static text => $"{text.File}: {text.Sql}")];
        unscoped.Should().BeEmpty();
    }

    [Fact]
    public void Nothing_is_allowed_that_is_not_there()
    {
        IReadOnlyList<(string File, string Sql)> texts = SqlTexts.Read();
        s_overAllTenants.Where(allowed => allowed.Start.Length > 0 && !texts.Any(text => Allows(allowed, text))).Should().BeEmpty();
    }

    [Theory]
    [InlineData("SELECT id FROM extensions WHERE id=@id", false)]
    [InlineData("SELECT organization_id FROM extensions WHERE id=@id", false)]
    [InlineData("SELECT id FROM extensions WHERE organization_id=@organization_id", true)]
    [InlineData("DELETE FROM extensions WHERE id=@id OR organization_id IS NULL", false)]
    [InlineData("INSERT INTO extensions (id,organization_id) VALUES (1,2)", true)]
    [InlineData("INSERT INTO extensions (id) VALUES (1)", false)]
    public void The_reader_of_scopes_tells_them_apart(string sql, bool isScoped) => IsScoped(sql).Should().Be(isScoped);

    [Fact]
    public void No_column_list_is_a_star() => SqlTexts.Read().Where(static text => text.Sql.Contains("SELECT *", StringComparison.Ordinal) || text.Sql.Contains(".*", StringComparison.Ordinal)).Should().BeEmpty();

    private static bool IsScoped(string sql) => Scope().IsMatch(sql);

    private static bool Allows((string File, string Start, string Reason) allowed, (string File, string Sql) text)
        => text.File.StartsWith(allowed.File, StringComparison.Ordinal) && text.Sql.StartsWith(allowed.Start, StringComparison.Ordinal);

    // A condition on the tenant, the organization's own id by the tenant's name, or a row that is inserted with it.
    [GeneratedRegex(@"organization_id\s*(=|<=>|IN\b)|=\s*@organization_id|INSERT INTO \w+ \([^)]*organization_id[^)]*\)|INSERT INTO \w+ .*=@organization_id|VALUES \(@organization_id")]
    private static partial Regex Scope();
}
