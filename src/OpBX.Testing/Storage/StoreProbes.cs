using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The kinds of configuration object without children.</summary>
internal static class StoreProbes
{
    public static string Long(int length) => new('x', length + 1);

    public static StoreProbe<User> Users { get; } = new()
    {
        Name = "users",
        Store = static stores => stores.Users,
        Items = static configuration => configuration.Users,
        With = static (configuration, items) => configuration with { Users = items },
        IdOf = static user => user.Id,
        WithId = static (user, id) => user with { Id = id },
        Fresh = static (twins, twin, n) => new User { Id = 0, Name = "Fresh user", Email = twins.Email(twin, 20 + n), Password = "hash", Phone = "+15550100111" },
        Changed = static (twins, user) => user with
        {
            Name = "Changed", Email = "changed-" + user.Email, EmailVerifiedAt = TwinConfiguration.Instant.AddDays(1), Password = "other", Role = UserRole.PbxUser, Status = UserStatus.Suspended,
            Phone = null, StreetAddress = "1 Main Street", City = null, StateProvince = "BE", PostalCode = null, Country = null, RememberToken = "token",
        },
        WithText = static (user, text) => user with { Name = text, Password = text, StreetAddress = text, City = text, StateProvince = text, RememberToken = text },
        WithPlainText = static (user, text) => user with { Name = text },
        TooLong = static user => user with { Name = Long(255), City = Long(100) },
        Searchable = static user => user with { Name = "Zephyrine Quillback" },
        Invalid = static (_, user) =>
        [
            new("a country of three letters", ChangeFaultCodes.TooLong, user with { Country = "USA" }),
            new("a role that does not exist", ChangeFaultCodes.UnknownWord, user with { Role = (UserRole)99 }),
            new("a telephone number of 21 characters", ChangeFaultCodes.TooLong, user with { Phone = Long(20) }),
        ],
        Duplicate = static (twins, user) =>
        [
            new("an e-mail address of the same tenant", ChangeFaultCodes.Duplicate, user with { Email = twins.Email(Twin.Left, 1) }),
            new("an e-mail address of the neighbour", ChangeFaultCodes.Duplicate, user with { Email = twins.Email(Twin.Right, 1) }),
        ],
    };

    public static StoreProbe<Extension> Extensions { get; } = new()
    {
        Name = "extensions",
        Store = static stores => stores.Extensions,
        Items = static configuration => configuration.Extensions,
        With = static (configuration, items) => configuration with { Extensions = items },
        IdOf = static extension => extension.Id,
        WithId = static (extension, id) => extension with { Id = id },
        Fresh = static (twins, twin, n) => new Extension { Id = 0, ExtensionNumber = "300" + n, UserId = twins.Id(twin, 1), Password = "secret", Configuration = JsonSettings.Parse("""{"ring_timeout":20}""") },
        Changed = static (twins, extension) => extension with
        {
            ExtensionNumber = "4" + extension.ExtensionNumber[1..], UserId = extension.UserId is null ? twins.Id(Twin.Left, 3) : null, Type = ExtensionType.Forward, Status = EntityStatus.Inactive,
            VoicemailEnabled = !extension.VoicemailEnabled, Password = "changed", CloudonixSubscriberId = "1", CloudonixUuid = null, CloudonixSynced = !extension.CloudonixSynced,
            Configuration = JsonSettings.Parse("""{"forward_to":"1002"}"""), ServiceUrl = "https://changed.example/", ServiceToken = null, ServiceParams = JsonSettings.Parse("""{"a":[]}"""),
        },
        WithText = static (extension, text) => extension with
        {
            Password = text, CloudonixSubscriberId = text, CloudonixUuid = text, ServiceUrl = text, ServiceToken = text, Configuration = InJson(text), ServiceParams = InJson(text),
        },
        WithPlainText = static (extension, text) => extension with { ServiceToken = text },
        TooLong = static extension => extension with { ServiceUrl = Long(500), ServiceToken = Long(255) },
        Searchable = static extension => extension with { ExtensionNumber = "77123" },
        Finds = ["77123", "771"],
        Misses = ["7123", "123", "77123 nobody", "' OR 'nobody'='nobody"],
        Invalid = static (_, extension) =>
        [
            new("a number of six characters", ChangeFaultCodes.TooLong, extension with { ExtensionNumber = "300000" }),
            new("a type that does not exist", ChangeFaultCodes.UnknownWord, extension with { Type = (ExtensionType)99 }),
            new("a status that does not exist", ChangeFaultCodes.UnknownWord, extension with { Status = (EntityStatus)99 }),
        ],
        Dangling = static (twins, extension) => [.. Ids(twins, "the user", id => extension with { UserId = id })],
        Duplicate = static (_, extension) => [new("a number that another extension has", ChangeFaultCodes.Duplicate, extension with { ExtensionNumber = "1001" })],
    };

    public static StoreProbe<DidNumber> DidNumbers { get; } = new()
    {
        Name = "did-numbers",
        Store = static stores => stores.DidNumbers,
        Items = static configuration => configuration.DidNumbers,
        With = static (configuration, items) => configuration with { DidNumbers = items },
        IdOf = static did => did.Id,
        WithId = static (did, id) => did with { Id = id },
        Fresh = static (twins, twin, n) => new DidNumber { Id = 0, PhoneNumber = twins.Number(twin, 6 + n), FriendlyName = "Fresh number", RoutingConfig = JsonSettings.Parse("""{"extension_id":1}""") },
        Changed = static (twins, did) => did with
        {
            PhoneNumber = twins.Number(Twin.Left, 0), FriendlyName = null, RoutingType = DidRoutingType.Voicemail, RoutingConfig = JsonSettings.Parse("""{"destination":{"type":"hangup"}}"""),
            Status = EntityStatus.Inactive, CloudonixConfig = JsonSettings.Parse("""{"x":"y"}"""),
        },
        WithText = static (did, text) => did with { FriendlyName = text, RoutingConfig = InJson(text), CloudonixConfig = InJson(text) },
        WithPlainText = static (did, text) => did with { FriendlyName = text },
        TooLong = static did => did with { FriendlyName = Long(100), PhoneNumber = "+" + new string('1', 20) },
        Searchable = static did => did with { FriendlyName = "Zephyrine Quillback" },
        Invalid = static (_, did) => [new("a routing type that the column does not hold", ChangeFaultCodes.UnknownWord, did with { RoutingType = new DidRoutingType("no_such_type") })],
        Duplicate = static (twins, did) =>
        [
            new("a number of the same tenant", ChangeFaultCodes.Duplicate, did with { PhoneNumber = twins.Number(Twin.Left, 1) }),
            new("a number of the neighbour", ChangeFaultCodes.Duplicate, did with { PhoneNumber = twins.Number(Twin.Right, 1) }),
        ],
    };

    public static StoreProbe<ConferenceRoom> ConferenceRooms { get; } = new()
    {
        Name = "conference-rooms",
        Store = static stores => stores.ConferenceRooms,
        Items = static configuration => configuration.ConferenceRooms,
        With = static (configuration, items) => configuration with { ConferenceRooms = items },
        IdOf = static room => room.Id,
        WithId = static (room, id) => room with { Id = id },
        Fresh = static (twins, twin, n) => new ConferenceRoom { Id = 0, Name = "Fresh room " + n, ExtensionId = twins.Id(twin, 4), Pin = "1234" },
        Changed = static (twins, room) => room with
        {
            Name = "Changed", ExtensionId = twins.Id(Twin.Left, 1), Description = "changed", MaxParticipants = 3, StartConferenceOnEnter = !room.StartConferenceOnEnter,
            EndConferenceOnExit = !room.EndConferenceOnExit, MuteOnEntry = !room.MuteOnEntry, AnnounceJoinLeave = !room.AnnounceJoinLeave, Status = EntityStatus.Inactive, Pin = null,
        },
        WithText = static (room, text) => room with { Name = text, Description = text },
        WithPlainText = static (room, text) => room with { Name = text },
        TooLong = static room => room with { Name = Long(100), Description = Long(65_535) },
        Searchable = static room => room with { Name = "Zephyrine Quillback" },
        Invalid = static (_, room) => [new("a negative number of participants", ChangeFaultCodes.OutOfRange, room with { MaxParticipants = -1 })],
        Dangling = static (twins, room) =>
        [
            .. Ids(twins, "the extension", id => room with { ExtensionId = id }),
            new("no extension, which its column can't hold", ChangeFaultCodes.MissingReference, room with { ExtensionId = 0 }),
        ],
    };

    public static StoreProbe<OutboundWhitelistRule> OutboundWhitelists { get; } = new()
    {
        Name = "outbound-whitelists",
        Store = static stores => stores.OutboundWhitelists,
        Items = static configuration => configuration.OutboundWhitelists,
        With = static (configuration, items) => configuration with { OutboundWhitelists = items },
        IdOf = static rule => rule.Id,
        WithId = static (rule, id) => rule with { Id = id },
        Fresh = static (_, _, n) => new OutboundWhitelistRule { Id = 0, Name = "Fresh rule " + n, Pattern = "+4930" },
        Changed = static (_, rule) => rule with
        {
            Name = "Changed", PatternType = OutboundPatternType.Exact, Pattern = "+15550100199", Description = "changed", IsAllowed = !rule.IsAllowed, Priority = 77, Trunk = "other",
        },
        WithText = static (rule, text) => rule with { Name = text, Pattern = text, Description = text },
        WithPlainText = static (rule, text) => rule with { Name = text },
        TooLong = static rule => rule with { Name = Long(100), Pattern = Long(50) },
        Searchable = static rule => rule with { Name = "Zephyrine Quillback" },
        Invalid = static (_, rule) =>
        [
            new("a negative priority", ChangeFaultCodes.OutOfRange, rule with { Priority = -1 }),
            new("a pattern type that does not exist", ChangeFaultCodes.UnknownWord, rule with { PatternType = (OutboundPatternType)99 }),
        ],
    };

    /// <summary>Ids that name nothing of the left tenant.</summary>
    public static IEnumerable<BadItem<T>> Ids<T>(TwinTenants twins, string what, Func<long, T> item)
    {
        yield return new($"{what} of the neighbour", ChangeFaultCodes.MissingReference, item(twins.Id(Twin.Right, 1)));
        yield return new($"{what} of nobody", ChangeFaultCodes.MissingReference, item(twins.Id(Twin.Left, 40_000)));
        yield return new($"{what} with a negative id", ChangeFaultCodes.OutOfRange, item(-1));
        yield return new($"{what} with the greatest id", ChangeFaultCodes.MissingReference, item(long.MaxValue));
    }

    public static JsonSettings InJson(string text)
        => JsonSettings.From(System.Text.Json.JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["text"] = text, [text] = "name" }, SequenceJson.Default.DictionaryStringString));
}
