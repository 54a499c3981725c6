using OpBX.Hosting;

namespace OpBX.Tenants;

/// <summary>Rule H5 over HTTP: whose call it is, or 401 that tells nothing.</summary>
public sealed class TenantAuthenticatorTests
{
    private const string Route = "/api/voice/route";

    [Theory]
    [InlineData("t1.example.test")]
    [InlineData("T1.Example.TEST")]
    [InlineData("00000000-0000-4000-8000-000000000001")]
    public async Task Voice_domainField_namesTheTenant(string domain)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, $$"""{"Domain":"{{domain}}"}""")).Document();

        host.Routed.Tenant.Should().Be(WebhookHost.Tenant);
    }

    [Fact]
    public async Task Voice_domainHeader_namesTheTenant()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, "{}", WebhookHost.OtherKey, ("X-Cx-Domain", WebhookHost.OtherDomain))).Document();

        host.Routed.Tenant.Should().Be(WebhookHost.OtherTenant);
    }

    [Fact]
    public async Task Voice_bodyAndHeaderDiffer_bodyCounts()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.PostJsonAsync(Route, """{"Domain":"t1.example.test"}""", WebhookHost.OtherKey, ("X-Cx-Domain", WebhookHost.OtherDomain));

        answer.ShouldBeRefusedCall();
    }

    [Theory]
    [InlineData("15550100200")]
    [InlineData("+15550100200")]
    [InlineData("sip:15550100200@sip.example.test")]
    public async Task Voice_withoutDomain_calledNumberNamesTheTenant(string to)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, $$"""{"To":"{{to}}"}""")).Document();

        host.Routed.Tenant.Should().Be(WebhookHost.Tenant);
        host.Directory.Questions.Should().Equal("did:+15550100200");
    }

    [Fact]
    public async Task Voice_calledNumberOfAnother_keyNamesTheTenant()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, """{"To":"15550100200","Direction":"subscriber"}""", WebhookHost.OtherKey)).Document();

        host.Routed.Tenant.Should().Be(WebhookHost.OtherTenant);
        host.Directory.Questions.Should().Equal("did:+15550100200", "key");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"To":"1001"}""")]
    [InlineData("""{"To":"+15550100999"}""")]
    public async Task Voice_withoutDomainAndNumber_keyNamesTheTenant(string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, body, WebhookHost.OtherKey)).Document();

        host.Routed.Tenant.Should().Be(WebhookHost.OtherTenant);
    }

    [Theory]
    [InlineData("""{"Domain":"t1.example.test"}""", "wrong-key-of-some-length", "wrong-key")]
    [InlineData("""{"Domain":"t1.example.test"}""", "fictional-requests-key-2", "wrong-key")]
    [InlineData("""{"Domain":"unknown.example.test"}""", "fictional-requests-key-1", "unknown-domain")]
    [InlineData("""{"To":"15550100200"}""", "wrong-key-of-some-length", "unknown-key")]
    [InlineData("{}", "wrong-key-of-some-length", "unknown-key")]
    public async Task Voice_noKeyFits_isRefusedAlike(string body, string key, string reason)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        WebAnswer answer = await host.PostJsonAsync(Route, body, key);

        answer.ShouldBeRefusedCall();
        answer.Headers.WwwAuthenticate.Should().ContainSingle().Which.Scheme.Should().Be("Bearer");
        host.Router.Calls.Should().BeEmpty();
        host.Logs.Entries.Should().ContainSingle(entry => entry.Id == 4000).Which.Message.Should().EndWith(reason);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Basic fictional-requests-key-1")]
    [InlineData("fictional-requests-key-1")]
    [InlineData("Bearer fictional-requests-key-1, Bearer x")]
    [InlineData("Bearer fictional-requests-key-")]
    [InlineData("Bearer FICTIONAL-REQUESTS-KEY-1")]
    public async Task Voice_notTheBearer_isRefused(string? authorization)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        (string, string)[] headers = authorization is null ? [] : [("Authorization", authorization)];

        (await host.PostJsonAsync(Route, """{"Domain":"t1.example.test"}""", null, headers)).ShouldBeRefusedCall();
    }

    [Theory]
    [InlineData("bearer fictional-requests-key-1")]
    [InlineData("BEARER   fictional-requests-key-1  ")]
    public async Task Voice_schemeInAnyCase_isAccepted(string authorization)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, """{"Domain":"t1.example.test"}""", null, ("Authorization", authorization))).Document();
    }

    [Fact]
    public async Task Voice_platformKeyHeader_isNoKey()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync(Route, """{"Domain":"t1.example.test"}""", null, ("X-Cx-Apikey", WebhookHost.Key))).ShouldBeRefusedCall();
    }

    [Fact]
    public async Task Voice_tenantWithoutKey_neverAuthenticates()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, "t3.example.test", null);

        (await host.PostJsonAsync(Route, """{"Domain":"t3.example.test"}""", "any-key-at-all-of-length")).ShouldBeRefusedCall();
    }

    [Fact]
    public async Task Voice_domainOfSeveralTenants_belongsToTheKey()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, WebhookHost.Domain, "fictional-requests-key-3");

        (await host.PostJsonAsync(Route, """{"Domain":"t1.example.test"}""", "fictional-requests-key-3")).Document();

        host.Routed.Tenant.Should().Be(new TenantId(3));
    }

    [Theory]
    [InlineData("""{"Domain":"t1.example.test"}""")]
    [InlineData("""{"To":"+15550100200"}""")]
    [InlineData("{}")]
    public async Task Voice_severalTenantsWithTheKey_isRefused(string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, WebhookHost.Domain, WebhookHost.Key, did: WebhookHost.Did);

        (await host.PostJsonAsync(Route, body)).ShouldBeRefusedCall();

        host.Logs.Entries.Should().ContainSingle(entry => entry.Id == 4000).Which.Message.Should().EndWith("ambiguous");
    }

    [Fact]
    public async Task Voice_sameTenantTwice_isGranted()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(WebhookHost.Tenant.Value, WebhookHost.Domain, WebhookHost.Key);

        (await host.PostJsonAsync(Route, """{"Domain":"t1.example.test"}""")).Document();
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public async Task Voice_previousKey_isAcceptedUntilItsEnd(int secondsAfterEnd, bool isGranted)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        DateTimeOffset until = host.Time.GetUtcNow().AddHours(1);
        host.Directory.Add(3, "t3.example.test", "fictional-requests-key-3", previous: "fictional-requests-key-0", until: until);
        host.Time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(secondsAfterEnd));

        foreach (string body in (string[])["""{"Domain":"t3.example.test"}""", "{}"])
        {
            WebAnswer answer = await host.PostJsonAsync(Route, body, "fictional-requests-key-0");
            if (isGranted) answer.Document();
            else answer.ShouldBeRefusedCall();
        }
        (await host.PostJsonAsync(Route, """{"Domain":"t3.example.test"}""", "fictional-requests-key-3")).Document();
    }

    [Fact]
    public async Task Voice_previousKeyWithoutEnd_isNotAccepted()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();
        host.Directory.Add(3, "t3.example.test", "fictional-requests-key-3", previous: "fictional-requests-key-0");

        (await host.PostJsonAsync(Route, """{"Domain":"t3.example.test"}""", "fictional-requests-key-0")).ShouldBeRefusedCall();
    }

    [Theory]
    [InlineData("""{"domain":"t1.example.test"}""")]
    [InlineData("""{"domain":"00000000-0000-4000-8000-000000000001"}""")]
    [InlineData("""{"domain":{"name":"T1.example.test"}}""")]
    [InlineData("""{"domain":{"uuid":"00000000-0000-4000-8000-000000000001"}}""")]
    [InlineData("""{"owner":{"domain":{"name":"t1.example.test"}}}""")]
    [InlineData("""{"domain":null,"owner":{"domain":{"uuid":"00000000-0000-4000-8000-000000000001"}}}""")]
    [InlineData("""{"domain":"renamed.example.test","owner":{"domain":{"uuid":"00000000-0000-4000-8000-000000000001"}}}""")]
    [InlineData("""{"domain":7,"owner":[1],"to":"15550100200"}""")]
    [InlineData("""{"destination":"15550100200"}""")]
    [InlineData("""{"to":15550100200}""")]
    [InlineData("{}")]
    public async Task Status_body_namesTheTenant(string body)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        foreach (string kind in (string[])["cdr", "session-update"])
        {
            (await host.PostJsonAsync("/api/webhooks/cloudonix/" + kind, body)).Status.Should().Be(System.Net.HttpStatusCode.OK);
        }

        host.Ingestor.Records.Select(record => (record.Kind, record.Tenant)).Should().Equal(("cdr", WebhookHost.Tenant), ("session-update", WebhookHost.Tenant));
    }

    [Theory]
    [InlineData("""{"domain":"t1.example.test"}""", "fictional-requests-key-2")]
    [InlineData("""{"domain":"unknown.example.test"}""", "fictional-requests-key-1")]
    [InlineData("""{"domain":"t1.example.test"}""", null)]
    [InlineData("{}", "wrong-key-of-some-length")]
    public async Task Status_noKeyFits_isRefusedAlike(string body, string? key)
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        foreach (string kind in (string[])["cdr", "session-update", "recording-status"])
        {
            (await host.PostJsonAsync("/api/webhooks/cloudonix/" + kind, body, key, ("X-Cx-Domain", WebhookHost.OtherDomain))).ShouldBeRefusedDelivery();
        }

        host.Ingestor.Records.Should().BeEmpty();
        host.Ingestor.Notices.Should().BeEmpty();
    }

    [Fact]
    public async Task Status_domainInTheHeader_namesTheTenant()
    {
        await using WebhookHost host = await WebhookHost.StartAsync();

        (await host.PostJsonAsync("/api/webhooks/cloudonix/session-update", "{}", WebhookHost.OtherKey, ("X-Cx-Domain", WebhookHost.OtherDomain)))
            .Status.Should().Be(System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public void Waits_for_the_storage_stay_under_two_seconds()
    {
        TenantSnapshotCache.CopyWait.Should().BeLessThan(TenantAuthenticator.TimeLimit - TimeSpan.FromMilliseconds(200), "the copy has to serve before authentication gives up");
        (TenantAuthenticator.TimeLimit + TenantSnapshotCache.LoadWait).Should().BeLessThan(TimeSpan.FromSeconds(2));
    }
}
