using FluentAssertions;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.RingGroups;
using OpBX.Tenants;
using Xunit;

namespace OpBX.Storage;

/// <summary>The reference for all storages: what a database would keep, refuse and cascade.</summary>
public sealed class InMemoryConfigurationTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly InMemoryOpBXStorage _storage = new(NumberNormalizer.Default, NeighbourTenants.Both());

    private IConfigurationStores Stores => _storage.Configuration;

    private TenantConfiguration Of(TenantId tenant) => _storage.Current.Find(tenant)!;

    [Fact]
    public async Task EachChangeMovesTheVersionByOneAndIsAnnounced()
    {
        var announced = new List<TenantId>();
        _storage.Changed += announced.Add;
        long version = Of(NeighbourTenants.First).Version;

        ChangeResult<Extension> made = await Stores.Extensions.InsertAsync(NeighbourTenants.First, new Extension { Id = 0, ExtensionNumber = "103" }, version, None);
        ChangeResult<Extension> same = await Stores.Extensions.UpdateAsync(NeighbourTenants.First, made.Item!, version + 1, None);

        made.Outcome.Should().Be(ChangeOutcome.Done);
        made.Item!.Id.Should().Be(9, "the highest id over all tenants is 8");
        made.Version.Should().Be(version + 1);
        same.Version.Should().Be(version + 2);
        announced.Should().Equal(NeighbourTenants.First, NeighbourTenants.First);
        Of(NeighbourTenants.Second).Version.Should().Be(version);
        (await _storage.Tenants.GetVersionAsync(NeighbourTenants.First, None)).Should().Be(new TenantVersion(version + 2, 0));
    }

    [Fact]
    public async Task AnOldVersionIsAConflictAndChangesNothing()
    {
        TenantConfiguration before = Of(NeighbourTenants.First);
        (await Stores.Extensions.InsertAsync(NeighbourTenants.First, new Extension { Id = 0, ExtensionNumber = "103" }, before.Version - 1, None)).Outcome.Should().Be(ChangeOutcome.Conflict);
        (await Stores.Extensions.DeleteAsync(NeighbourTenants.First, NeighbourTenants.Id(NeighbourTenants.First, 1), before.Version + 1, None)).Outcome.Should().Be(ChangeOutcome.Conflict);
        (await Stores.SetCloudonixSettingsAsync(NeighbourTenants.First, null, 99, None)).Outcome.Should().Be(ChangeOutcome.Conflict);
        (await Stores.ReplaceAsync(before, 99, None)).Outcome.Should().Be(ChangeOutcome.Conflict);
        Of(NeighbourTenants.First).Should().BeSameAs(before);
    }

    [Fact]
    public async Task AnotherTenantsRowsAreNotThere()
    {
        long foreign = NeighbourTenants.Id(NeighbourTenants.Second, 1);
        TenantConfiguration before = Of(NeighbourTenants.Second);
        (await Stores.Extensions.FindAsync(NeighbourTenants.First, foreign, None)).Should().BeNull();
        (await Stores.Extensions.UpdateAsync(NeighbourTenants.First, new Extension { Id = foreign, ExtensionNumber = "999" }, null, None)).Outcome.Should().Be(ChangeOutcome.NotFound);
        (await Stores.Extensions.DeleteAsync(NeighbourTenants.First, foreign, null, None)).Outcome.Should().Be(ChangeOutcome.NotFound);
        (await Stores.Extensions.InsertAsync(new TenantId(3), new Extension { Id = 0, ExtensionNumber = "103" }, null, None)).Outcome.Should().Be(ChangeOutcome.NotFound);
        (await Stores.Extensions.InsertAsync(NeighbourTenants.First, new Extension { Id = foreign, ExtensionNumber = "103" }, null, None))
            .Faults.Should().ContainSingle().Which.Should().Match<ChangeFault>(fault => fault.Code == "duplicate" && fault.Path == "id");
        Of(NeighbourTenants.Second).Should().BeSameAs(before);
    }

    [Fact]
    public async Task UniqueKeysReachAsFarAsTheSchemaSays()
    {
        TenantId tenant = NeighbourTenants.First;
        Codes(await Stores.Users.InsertAsync(tenant, new User { Id = 0, Name = "x", Email = "ANN2@example.com" }, null, None)).Should().Equal("duplicate email");
        Codes(await Stores.DidNumbers.InsertAsync(tenant, new DidNumber { Id = 0, PhoneNumber = "+12025550122" }, null, None)).Should().Equal("duplicate phone_number");
        Codes(await Stores.Extensions.InsertAsync(tenant, new Extension { Id = 0, ExtensionNumber = "100" }, null, None)).Should().Equal("duplicate extension_number");
        Codes(await Stores.RingGroups.InsertAsync(tenant, new RingGroup { Id = 0, Name = "SALES " }, null, None)).Should().Equal("duplicate name");
        Codes(await Stores.Organizations.InsertAsync(new Organization { Id = default, Name = "Twin", Slug = "Twin-2" }, None)).Should().Equal("duplicate slug");
        Codes(await Stores.Organizations.InsertAsync(new Organization { Id = new TenantId(2), Name = "Twin", Slug = "other" }, None)).Should().Equal("duplicate id");
    }

    [Fact]
    public async Task ReferencesNameRowsOfTheSameTenant()
    {
        TenantId tenant = NeighbourTenants.First;
        long foreign = NeighbourTenants.Id(NeighbourTenants.Second, 1);
        Codes(await Stores.Extensions.InsertAsync(tenant, new Extension { Id = 0, ExtensionNumber = "103", UserId = foreign }, null, None)).Should().Equal("missing-reference user_id");
        Codes(await Stores.ConferenceRooms.InsertAsync(tenant, new ConferenceRoom { Id = 0, Name = "r", ExtensionId = foreign }, null, None)).Should().Equal("missing-reference extension_id");
        Codes(await Stores.ConferenceRooms.InsertAsync(tenant, new ConferenceRoom { Id = 0, Name = "r" }, null, None)).Should().Equal("missing-reference extension_id");
        Codes(await Stores.RingGroups.InsertAsync(
            tenant,
            new RingGroup { Id = 0, Name = "g", FallbackExtensionId = foreign, Members = [new RingGroupMember { ExtensionId = 1 }, new RingGroupMember { ExtensionId = foreign }, new RingGroupMember { ExtensionId = 1 }] },
            null,
            None)).Should().BeEquivalentTo("duplicate members[2].extension_id", "missing-reference fallback_extension_id", "missing-reference members[1].extension_id");
    }

    [Fact]
    public async Task RowsOfChildrenKeepTheirIdsAndOthersAreRefused()
    {
        TenantId tenant = NeighbourTenants.First;
        RingGroup group = Of(tenant).RingGroups[0];
        ChangeResult<RingGroup> grown = await Stores.RingGroups.UpdateAsync(
            tenant, group with { Members = [new RingGroupMember { Id = 5, ExtensionId = 7 }, .. group.Members, new RingGroupMember { ExtensionId = 5 }] }, null, None);
        grown.Item!.Members.Select(static member => member.Id).Should().Equal(5, 1, 3, 6);
        Codes(await Stores.RingGroups.UpdateAsync(tenant, group with { Members = [new RingGroupMember { Id = 2, ExtensionId = 1 }] }, null, None))
            .Should().Equal("duplicate members[0].id");
        Codes(await Stores.RingGroups.InsertAsync(tenant, new RingGroup { Id = 0, Name = "g", Members = [new RingGroupMember { Id = 1, ExtensionId = 1 }] }, null, None))
            .Should().Equal("duplicate members[0].id");
    }

    [Fact]
    public async Task DeletingClearsAndCascadesAsTheForeignKeysSay()
    {
        TenantId tenant = NeighbourTenants.First;
        TenantConfiguration neighbour = Of(NeighbourTenants.Second);
        (await Stores.Users.DeleteAsync(tenant, 1, null, None)).Item!.Email.Should().Be("ann1@example.com");
        Of(tenant).Extensions[0].UserId.Should().BeNull();
        Of(tenant).Extensions[1].UserId.Should().Be(3);

        await Stores.Extensions.DeleteAsync(tenant, 7, null, None);
        await Stores.Extensions.DeleteAsync(tenant, 1, null, None);
        await Stores.Extensions.DeleteAsync(tenant, 5, null, None);
        Of(tenant).RingGroups[0].FallbackExtensionId.Should().BeNull();
        Of(tenant).RingGroups[0].Members.Should().ContainSingle().Which.ExtensionId.Should().Be(3);
        Of(tenant).ConferenceRooms.Should().BeEmpty();
        Of(tenant).IvrMenus[0].FailoverId.Should().Be(1, "no foreign key stands there");
        Of(NeighbourTenants.Second).Should().BeSameAs(neighbour);
    }

    [Fact]
    public async Task AllFaultsComeAtOnce()
    {
        var user = new User
        {
            Id = -1, Name = new string('n', 300), Email = "ann2@example.com", Role = (UserRole)9, Country = "\ud83d\ude00\ud83d\ude00",
            City = "half \ud800", Phone = new string('1', 21), EmailVerifiedAt = new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        Codes(await Stores.Users.InsertAsync(NeighbourTenants.First, user, null, None)).Should().BeEquivalentTo(
            "out-of-range id", "too-long name", "duplicate email", "unknown-word role", "invalid-text city", "too-long phone", "out-of-range email_verified_at");
    }

    [Theory]
    [InlineData("'; DROP TABLE users; --")]
    [InlineData("a\0b")]
    [InlineData("\\ \" ' ` % _")]
    [InlineData("\ud83d\ude00 emoji")]
    public async Task StrangeTextsAreKeptExactly(string text)
    {
        User kept = (await Stores.Users.InsertAsync(NeighbourTenants.First, new User { Id = 0, Name = text, Email = text }, null, None)).Item!;
        (await Stores.Users.FindAsync(NeighbourTenants.First, kept.Id, None))!.Name.Should().Be(text);
        (await Stores.Users.ListAsync(NeighbourTenants.Second, new ConfigurationQuery(), None)).Should().HaveCount(2);
    }

    [Fact]
    public async Task ListsGoByIdAndSearchesByTheBeginningsOfWords()
    {
        async Task<IEnumerable<long>> Ids(ConfigurationQuery query) => (await Stores.Users.ListAsync(NeighbourTenants.First, query, None)).Select(static user => user.Id);
        (await Ids(new ConfigurationQuery())).Should().Equal(1, 3);
        (await Ids(new ConfigurationQuery { AfterId = 1, Limit = 0 })).Should().Equal(3);
        (await Ids(new ConfigurationQuery { Limit = 1 })).Should().Equal(1);
        (await Ids(new ConfigurationQuery { Text = "AN" })).Should().Equal(1);
        (await Ids(new ConfigurationQuery { Text = "exam bo" })).Should().Equal(3);
        (await Ids(new ConfigurationQuery { Text = "nn" })).Should().BeEmpty();
        (await Ids(new ConfigurationQuery { Text = "ann2" })).Should().BeEmpty("it is another tenant's");
    }

    [Fact]
    public async Task ATenantIsMadeReplacedAndRemovedWhole()
    {
        TenantConfiguration copy = Of(NeighbourTenants.First);
        ChangeResult<TenantConfiguration> clash = await Stores.ReplaceAsync(copy with { Organization = copy.Organization with { Id = new TenantId(3) } }, 0, None);
        clash.Outcome.Should().Be(ChangeOutcome.Refused);
        Codes(clash).Should().Contain(["duplicate organization.slug", "duplicate users[0].id", "duplicate users[0].email", "duplicate did_numbers[1].phone_number", "duplicate ivr_menus[0].options[1].id"]);

        ChangeResult<TenantConfiguration> smaller = await Stores.ReplaceAsync(copy with { Users = [], Extensions = [.. copy.Extensions.Select(static e => e with { UserId = null })] }, copy.Version, None);
        smaller.Version.Should().Be(copy.Version + 1);
        Of(NeighbourTenants.First).Users.Should().BeEmpty();

        ChangeResult<Organization> gone = await Stores.Organizations.DeleteAsync(NeighbourTenants.First, None);
        gone.Item!.Name.Should().Be("Twin");
        _storage.Current.Ids.Should().Equal(NeighbourTenants.Second);
        ChangeResult<TenantConfiguration> back = await Stores.ReplaceAsync(copy, 0, None);
        back.Outcome.Should().Be(ChangeOutcome.Done);
        back.Version.Should().BeGreaterThan(smaller.Version, "the version never goes back");
    }

    [Fact]
    public async Task InstantsAreKeptAsTheColumnsHoldThem()
    {
        var instant = new DateTimeOffset(2026, 5, 4, 3, 2, 1, 987, TimeSpan.FromHours(2)).AddTicks(6543);
        User user = (await Stores.Users.UpdateAsync(NeighbourTenants.First, Of(NeighbourTenants.First).Users[0] with { EmailVerifiedAt = instant }, null, None)).Item!;
        user.EmailVerifiedAt.Should().Be(new DateTimeOffset(2026, 5, 4, 1, 2, 1, TimeSpan.Zero));
        BusinessHoursSchedule schedule = (await Stores.BusinessHoursSchedules.UpdateAsync(
            NeighbourTenants.First, Of(NeighbourTenants.First).BusinessHoursSchedules[0] with { OverrideState = BusinessHoursOverride.Open, OverrideUntil = instant }, null, None)).Item!;
        schedule.OverrideUntil.Should().Be(new DateTimeOffset(2026, 5, 4, 1, 2, 1, 987, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""", "invalid-text settings")]
    [InlineData("""{"a":["\udc00\ud800"]}""", "invalid-text settings")]
    [InlineData("""{"a":18446744073709551616}""", "out-of-range settings")]
    [InlineData("""{"a":{"b":1e999}}""", "out-of-range settings")]
    public async Task JsonThatNoDatabaseKeepsIsRefused(string json, string expected)
        => Codes(await Stores.IvrMenus.UpdateAsync(NeighbourTenants.First, Of(NeighbourTenants.First).IvrMenus[0] with { Settings = JsonSettings.Parse(json) }, null, None)).Should().Equal(expected);

    [Theory]
    [InlineData("""{"a":"\ud83d\ude00 \\ud800 \u0000"}""")]
    [InlineData("""{"a":18446744073709551615,"b":-9223372036854775808,"c":1.5e300}""")]
    public async Task OtherJsonIsKept(string json)
    {
        ChangeResult<IvrMenu> result = await Stores.IvrMenus.UpdateAsync(NeighbourTenants.First, Of(NeighbourTenants.First).IvrMenus[0] with { Settings = JsonSettings.Parse(json) }, null, None);
        result.Outcome.Should().Be(ChangeOutcome.Done);
        result.Item!.Settings.ToJson().Should().Be(json);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("12")]
    public async Task ADigitIsOneKey(string digit)
        => Codes(await Stores.IvrMenus.UpdateAsync(
            NeighbourTenants.First,
            Of(NeighbourTenants.First).IvrMenus[0] with { Options = [new IvrMenuOption { Digit = digit, DestinationType = new IvrDestinationType("voicemail") }] },
            null,
            None)).Should().Equal("unknown-word options[0].digit", "unknown-word options[0].destination_type");

    private static IEnumerable<string> Codes<T>(ChangeResult<T> result)
        where T : class
        => result.Faults.Select(static fault => fault.Code + " " + fault.Path);
}
