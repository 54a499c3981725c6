using System.Security.Cryptography;
using System.Text;

namespace OpBX.Tenants;

public sealed class TenantCredentialsTests
{
    private static readonly TenantId s_tenant = new(4);

    [Fact]
    public void From_aTenantWithoutADomain_authenticatesNothing()
    {
        TenantCredential credential = TenantCredentials.From(s_tenant, null);

        credential.Tenant.Should().Be(s_tenant);
        credential.KeyHash.IsEmpty.Should().BeTrue();
        credential.PreviousKeyHash.IsEmpty.Should().BeTrue();
        credential.PreviousKeyUntil.Should().BeNull();
        credential.DomainName.Should().BeEmpty();
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("123456789012345", false)]
    [InlineData("                    ", false)]
    [InlineData("1234567890123456", true)]
    [InlineData("a longer key with spaces", true)]
    public void From_aKey_hashesItFrom16Characters(string key, bool isHashed)
    {
        TenantCredential credential = Of(key, "{}");

        credential.KeyHash.ToArray().Should().Equal(isHashed ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : []);
    }

    [Fact]
    public void From_nearlyEqualKeys_givesDifferentHashes()
    {
        const string Key = "sample-requests-key-0001";
        string[] keys = [Key, Key + " ", " " + Key, Key.ToUpperInvariant(), Key + "\0", "sample-requests-key-000１"];

        keys.Select(static key => Convert.ToHexString(Of(key, "{}").KeyHash.Span)).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("2026-12-31T12:00:00Z", "2026-12-31T12:00:00Z")]
    [InlineData("2026-12-31T12:00:00+02:00", "2026-12-31T10:00:00Z")]
    [InlineData("2026-12-31 12:00:00", "2026-12-31T12:00:00Z")]
    [InlineData("2026-12-31", "2026-12-31T00:00:00Z")]
    [InlineData("1798718400", "2026-12-31T12:00:00Z")]
    [InlineData("1798718400000", "2026-12-31T12:00:00Z")]
    [InlineData("99999999999999999", null)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("2026-13-01T00:00:00Z", null)]
    public void From_previousKeyUntil_readsIsoAndEpoch(string text, string? expected)
    {
        DateTimeOffset? instant = expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);

        Of("", $$"""{"previous_key_until":"{{text}}"}""").PreviousKeyUntil.Should().Be(instant);
        if (long.TryParse(text, out _)) Of("", $$"""{"previous_key_until":{{text}}}""").PreviousKeyUntil.Should().Be(instant);
    }

    [Fact]
    public void From_previousKeyHash_readsHexOfAnyLetterCaseAndNothingElse()
    {
        byte[] hash = SHA256.HashData("previous"u8);
        string hex = Convert.ToHexString(hash);

        foreach (string good in new[] { hex, hex.ToLowerInvariant(), " " + hex }) Previous(good).Should().Equal(hash);
        foreach (string bad in new[] { "", hex[..^1], hex + "0", hex[..^1] + "g", "previous" }) Previous(bad).Should().BeEmpty();

        static byte[] Previous(string text) => Of("", $$"""{"previous_key_hash":"{{text}}"}""").PreviousKeyHash.ToArray();
    }

    [Fact]
    public void From_cdrKey_isEmptyWhenUnsetAndNeverMatchesWhenTooShort()
    {
        const string Key = "sample-cdr-key-00001";

        Of("", "{}").CdrKeyHash.IsEmpty.Should().BeTrue("the requests key is meant");
        Of("", $$"""{"cdr_key":"{{Key}}"}""").CdrKeyHash.ToArray().Should().Equal(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        Of(Key, """{"cdr_key":"short"}""").CdrKeyHash.ToArray().Should().Equal(new byte[32], "a key that is set but too short authenticates nothing");
    }

    [Fact]
    public void From_anything_printsNoSecret()
    {
        TenantCredential credential = Of("sample-requests-key-0001", """{"cdr_key":"sample-cdr-key-00001"}""");

        credential.ToString().Should().Be("TenantCredential { Tenant = 4 }");
    }

    private static TenantCredential Of(string key, string settings)
        => TenantCredentials.From(s_tenant, new CloudonixSettings { DomainName = "d.opbx.example", DomainRequestsApiKey = key, Settings = JsonSettings.Parse(settings) });
}
