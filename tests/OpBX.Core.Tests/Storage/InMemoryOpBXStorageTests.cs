using System.Security.Cryptography;
using System.Text;
using OpBX.Numbers;
using OpBX.Tenants;

namespace OpBX.Storage;

public sealed class InMemoryOpBXStorageTests
{
    private const string KeyOne = "sample-requests-key-0001";
    private const string KeyTwo = "sample-requests-key-0002";

    private static readonly TenantId s_one = new(1);
    private static readonly TenantId s_two = new(2);

    private readonly InMemoryOpBXStorage _storage = new(NumberNormalizer.Default);

    [Fact]
    public async Task FindByDomain_nameOrUuidOfAnyLetterCase_findsTheTenant()
    {
        TenantConfiguration tenant = TenantSamples.Tenant(1, "Demo.OPBX.example", KeyOne);
        _storage.Replace([tenant with { CloudonixSettings = tenant.CloudonixSettings! with { DomainUuid = "0000000a-0000-4000-8000-000000000001" } }]);

        foreach (string domain in new[] { "demo.opbx.example", "DEMO.OPBX.EXAMPLE", " demo.opbx.example ", "0000000A-0000-4000-8000-000000000001" })
        {
            IReadOnlyList<TenantCredential> found = await _storage.Directory.FindByDomainAsync(domain, default);
            found.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Tenant = s_one, DomainName = "Demo.OPBX.example" });
        }
        foreach (string domain in new[] { "", " ", "opbx.example", "demo.opbx.example.", "1" })
            (await _storage.Directory.FindByDomainAsync(domain, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task FindByDomain_claimedByTwoTenants_givesBothAsCandidates()
    {
        _storage.Replace([TenantSamples.Tenant(2, "d.opbx.example", KeyTwo), TenantSamples.Tenant(1, "D.opbx.example", KeyOne), TenantSamples.Tenant(3, "e.opbx.example", KeyTwo)]);

        IReadOnlyList<TenantCredential> found = await _storage.Directory.FindByDomainAsync("d.opbx.example", default);

        found.Select(static credential => credential.Tenant).Should().Equal(s_one, s_two);
        found.Single(credential => credential.KeyHash.Span.SequenceEqual(Hash(KeyTwo).Span)).Tenant.Should().Be(s_two);
    }

    [Fact]
    public async Task FindByDomain_blankDomains_meetNobody()
    {
        _storage.Replace([TenantSamples.Tenant(1, "", KeyOne), TenantSamples.Tenant(2, "  ", KeyTwo)]);

        (await _storage.Directory.FindByDomainAsync("", default)).Should().BeEmpty();
    }

    [Fact]
    public async Task FindByDid_normalisedByTheCountry_findsActiveNumbersOnly()
    {
        TenantConfiguration tenant = TenantSamples.Tenant(1, "d.opbx.example", KeyOne, "(555) 010-0100", "+1 555 010 0101", "nonsense", "5550100100");
        _storage.Replace([tenant with { DidNumbers = [.. tenant.DidNumbers, new DidNumber { Id = 9, PhoneNumber = "+15550100109", Status = EntityStatus.Inactive }] }]);

        (await Find("+15550100100")).Should().Equal(s_one);
        (await Find("+15550100101")).Should().Equal(s_one);
        (await Find("+15550100109")).Should().BeEmpty();
        (await _storage.Directory.FindByDidAsync(default, default)).Should().BeEmpty();
    }

    [Fact]
    public async Task FindByDid_sharedByTwoTenants_givesBothAsCandidates()
    {
        _storage.Replace([TenantSamples.Tenant(1, "d.opbx.example", KeyOne, "+15550100100"), TenantSamples.Tenant(2, "e.opbx.example", KeyTwo, "555 010 0100")]);

        (await Find("+15550100100")).Should().Equal(s_one, s_two);
    }

    [Fact]
    public async Task FindByKeyHash_currentAndPreviousKey_findsTheTenant()
    {
        TenantConfiguration tenant = TenantSamples.Tenant(1, "d.opbx.example", KeyOne);
        string previous = Convert.ToHexString(Hash("the-key-before-0001").Span);
        _storage.Replace(
        [
            tenant with { CloudonixSettings = tenant.CloudonixSettings! with { Settings = JsonSettings.Parse($$"""{"previous_key_hash":"{{previous}}","previous_key_until":"2026-12-31"}""") } },
            TenantSamples.Tenant(2, "e.opbx.example", KeyTwo), TenantSamples.Tenant(3, "f.opbx.example", "short"), TenantSamples.Tenant(4, "g.opbx.example", ""),
        ]);

        (await FindByKey(Hash(KeyOne))).Should().Equal(s_one);
        (await FindByKey(Hash("the-key-before-0001"))).Should().Equal(s_one);
        (await FindByKey(Hash(KeyTwo))).Should().Equal(s_two);
        (await FindByKey(Hash(KeyOne + " "))).Should().BeEmpty();
        (await FindByKey(Hash("Sample-requests-key-0001"))).Should().BeEmpty();
        (await FindByKey(Hash("short"))).Should().BeEmpty();
        (await FindByKey(Hash(""))).Should().BeEmpty();
        (await FindByKey(default)).Should().BeEmpty();
    }

    [Fact]
    public async Task Directory_suspendedAndDeletedOrganizations_areFound()
    {
        TenantConfiguration suspended = TenantSamples.Tenant(1, "d.opbx.example", KeyOne);
        TenantConfiguration deleted = TenantSamples.Tenant(2, "e.opbx.example", KeyTwo);
        _storage.Replace(
        [
            suspended with { Organization = suspended.Organization with { Status = OrganizationStatus.Suspended } },
            deleted with { Organization = deleted.Organization with { DeletedAt = DateTimeOffset.UnixEpoch } },
        ]);

        (await _storage.Directory.FindByDomainAsync("d.opbx.example", default)).Should().ContainSingle();
        (await _storage.Directory.FindByDomainAsync("e.opbx.example", default)).Should().ContainSingle();
        (await _storage.Directory.FindAsync(s_two, default)).Should().NotBeNull();
        (await _storage.Directory.FindAsync(new TenantId(3), default)).Should().BeNull();
    }

    [Fact]
    public async Task Tenants_missing_areNull()
    {
        _storage.Replace([TenantSamples.Tenant(2, "e.opbx.example", KeyTwo), TenantSamples.Tenant(1, "d.opbx.example", KeyOne)]);

        (await _storage.Tenants.LoadAsync(s_one, default))!.CloudonixSettings!.DomainName.Should().Be("d.opbx.example");
        (await _storage.Tenants.LoadAsync(new TenantId(3), default)).Should().BeNull();
        (await _storage.Tenants.GetVersionAsync(new TenantId(3), default)).Should().BeNull();
        (await _storage.Tenants.ListAsync(default).ToListAsync()).Should().Equal(s_one, s_two);
    }

    [Fact]
    public async Task Replace_bumpsTheVersionOfWhatChangedOnly()
    {
        var changed = new List<TenantId>();
        _storage.Changed += changed.Add;
        TenantConfiguration one = TenantSamples.Tenant(1, "d.opbx.example", KeyOne), two = TenantSamples.Tenant(2, "e.opbx.example", KeyTwo) with { Version = 7 };

        _storage.Replace([one, two]);
        (await Versions()).Should().Equal(1L, 7L);
        changed.Should().Equal(s_one, s_two);

        changed.Clear();
        TenantConfiguration? served = await _storage.Tenants.LoadAsync(s_two, default);
        _storage.Replace([Named(one, "changed"), TenantSamples.Read(TenantSamples.Write(two))]);
        (await Versions()).Should().Equal(2L, 7L);
        changed.Should().Equal(s_one);
        (await _storage.Tenants.LoadAsync(s_two, default)).Should().BeSameAs(served);
        (await _storage.Tenants.LoadAsync(s_one, default))!.Version.Should().Be(2);

        _storage.Replace([Named(one, "changed"), Named(two, "changed without a new version")]);
        (await Versions()).Should().Equal(2L, 8L);

        _storage.Replace([Named(one, "changed"), Named(two, "changed again") with { Version = 20 }]);
        (await Versions()).Should().Equal(2L, 20L);

        _storage.Replace([Named(one, "changed"), Named(two, "changed again") with { Version = 3 }]);
        (await Versions()).Should().Equal([2L, 20L], "a version never goes back");
    }

    [Fact]
    public async Task Replace_aTenantThatLeavesAndReturns_keepsItsVersionGrowing()
    {
        TenantConfiguration one = TenantSamples.Tenant(1, "d.opbx.example", KeyOne);
        _storage.Replace([one]);
        _storage.Replace([Named(one, "second")]);
        var changed = new List<TenantId>();
        _storage.Changed += changed.Add;

        _storage.Replace([]);
        changed.Should().Equal(s_one);
        (await _storage.Tenants.GetVersionAsync(s_one, default)).Should().BeNull();
        (await _storage.Directory.FindByDomainAsync("d.opbx.example", default)).Should().BeEmpty();

        _storage.Replace([one]);
        (await _storage.Tenants.GetVersionAsync(s_one, default))!.Value.Version.Should().Be(3);
        changed.Should().Equal(s_one, s_one);
    }

    [Fact]
    public async Task Replace_ofTwoConfigurationsOfOneTenant_changesNothing()
    {
        TenantConfiguration one = TenantSamples.Tenant(1, "d.opbx.example", KeyOne);
        _storage.Replace([one]);

        FluentActions.Invoking(() => _storage.Replace([Named(one, "a"), Named(one, "b")])).Should().Throw<ArgumentException>().WithMessage("*organization 1*");
        FluentActions.Invoking(() => _storage.Replace([TenantSamples.Tenant(0, "d", KeyOne)])).Should().Throw<ArgumentException>();

        (await _storage.Tenants.LoadAsync(s_one, default))!.Organization.Name.Should().Be("Tenant");
    }

    [Fact]
    public async Task Replace_whileOthersRead_showsAllOrNothing()
    {
        TenantConfiguration[] first = [.. Enumerable.Range(1, 20).Select(static id => Named(TenantSamples.Tenant(id, $"t{id}.opbx.example", KeyOne), "first"))];
        TenantConfiguration[] second = [.. first.Select(static tenant => Named(tenant, "second"))];
        _storage.Replace(first);
        using var stop = new CancellationTokenSource();
        int mixed = 0, reads = 0;
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            do
            {
                TenantSet set = _storage.Current;
                if (set.Ids.Select(id => set.Find(id)!.Organization.Name).Distinct().Count() != 1 || set.Ids.Count != 20) Interlocked.Increment(ref mixed);
                Interlocked.Increment(ref reads);
            }
            while (!stop.IsCancellationRequested);
        }))];

        for (int i = 0; i < 50; i++) _storage.Replace(i % 2 == 0 ? second : first);
        await stop.CancelAsync();
        await Task.WhenAll(readers);

        mixed.Should().Be(0);
        reads.Should().BeGreaterThan(0);
        (await _storage.Tenants.GetVersionAsync(s_one, default))!.Value.Version.Should().Be(51);
    }

    [Fact]
    public async Task Members_withACancelledToken_areCancelled()
    {
        var cancelled = new CancellationToken(canceled: true);

        await FluentActions.Awaiting(async () => await _storage.Tenants.LoadAsync(s_one, cancelled)).Should().ThrowAsync<OperationCanceledException>();
        await FluentActions.Awaiting(async () => await _storage.Directory.FindByDomainAsync("d", cancelled)).Should().ThrowAsync<OperationCanceledException>();
    }

    private static ReadOnlyMemory<byte> Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static TenantConfiguration Named(TenantConfiguration tenant, string name) => tenant with { Organization = tenant.Organization with { Name = name } };

    private async Task<IEnumerable<TenantId>> Find(string number)
        => (await _storage.Directory.FindByDidAsync(PhoneNumber.Parse(number), default)).Select(static credential => credential.Tenant);

    private async Task<IEnumerable<TenantId>> FindByKey(ReadOnlyMemory<byte> hash)
        => (await _storage.Directory.FindByKeyHashAsync(hash, default)).Select(static credential => credential.Tenant);

    private async Task<IEnumerable<long?>> Versions()
        => [(await _storage.Tenants.GetVersionAsync(s_one, default))?.Version, (await _storage.Tenants.GetVersionAsync(s_two, default))?.Version];
}
