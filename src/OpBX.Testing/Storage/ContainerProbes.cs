using OpBX.BusinessHours;
using OpBX.Ivr;
using OpBX.RingGroups;
using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>The kinds of configuration object with children.</summary>
internal static class ContainerProbes
{
    public static StoreProbe<RingGroup> RingGroups { get; } = new()
    {
        Name = "ring-groups",
        Store = static stores => stores.RingGroups,
        Items = static configuration => configuration.RingGroups,
        With = static (configuration, items) => configuration with { RingGroups = items },
        IdOf = static group => group.Id,
        WithId = static (group, id) => group with { Id = id },
        Fresh = static (twins, twin, n) => new RingGroup
        {
            Id = 0, Name = "Fresh group " + n, FallbackAction = RingGroupFallback.Extension, FallbackExtensionId = twins.Id(twin, 1),
            Members = [new() { ExtensionId = twins.Id(twin, 1) }, new() { ExtensionId = twins.Id(twin, 2), Priority = 2 }],
        },
        Changed = static (twins, group) => group with
        {
            Name = "Changed", Description = "changed", Strategy = RingStrategyName.Sequential, Timeout = 1, RingTurns = 9, FallbackAction = RingGroupFallback.Hangup, FallbackExtensionId = null,
            Status = EntityStatus.Inactive, Members = [.. group.Members.Skip(1).Select(static member => member with { Priority = 50 }), new() { ExtensionId = twins.Id(Twin.Left, 10), Priority = 51 }],
        },
        WithText = static (group, text) => group with { Name = text, Description = text },
        WithPlainText = static (group, text) => group with { Description = text },
        TooLong = static group => group with { Name = StoreProbes.Long(100), Description = StoreProbes.Long(65_535) },
        Searchable = static group => group with { Name = "Zephyrine Quillback" },
        ChildIds = static group => [.. group.Members.Select(static member => member.Id)],
        Invalid = static (twins, group) =>
        [
            new("a negative timeout", ChangeFaultCodes.OutOfRange, group with { Timeout = -1 }),
            new("a negative number of turns", ChangeFaultCodes.OutOfRange, group with { RingTurns = -1 }),
            new("a negative priority of a member", ChangeFaultCodes.OutOfRange, group with { Members = [new() { ExtensionId = twins.Id(Twin.Left, 1), Priority = -1 }] }),
            new("a strategy that the column does not hold", ChangeFaultCodes.UnknownWord, group with { Strategy = new RingStrategyName("no_such_strategy") }),
        ],
        Dangling = static (twins, group) =>
        [
            .. StoreProbes.Ids(twins, "the fallback", id => group with { FallbackExtensionId = id }),
            .. StoreProbes.Ids(twins, "a member", id => group with { Members = [new() { ExtensionId = twins.Id(Twin.Left, 1) }, new() { ExtensionId = id }] }),
        ],
        Duplicate = static (twins, group) =>
        [
            new("the name of another group", ChangeFaultCodes.Duplicate, group with { Name = "Sales" }),
            new("an extension that is a member twice", ChangeFaultCodes.Duplicate, group with { Members = [new() { ExtensionId = twins.Id(Twin.Left, 1) }, new() { ExtensionId = twins.Id(Twin.Left, 1), Priority = 2 }] }),
            new("a member's id of another group", ChangeFaultCodes.Duplicate, group with { Members = [new() { Id = twins.Id(Twin.Left, 1), ExtensionId = twins.Id(Twin.Left, 1) }] }),
            new("a member's id of the neighbour", ChangeFaultCodes.Duplicate, group with { Members = [new() { Id = twins.Id(Twin.Right, 1), ExtensionId = twins.Id(Twin.Left, 1) }] }),
        ],
    };

    public static StoreProbe<BusinessHoursSchedule> Schedules { get; } = new()
    {
        Name = "business-hours-schedules",
        Store = static stores => stores.BusinessHoursSchedules,
        Items = static configuration => configuration.BusinessHoursSchedules,
        With = static (configuration, items) => configuration with { BusinessHoursSchedules = items },
        IdOf = static schedule => schedule.Id,
        WithId = static (schedule, id) => schedule with { Id = id },
        Fresh = static (twins, twin, n) => new BusinessHoursSchedule
        {
            Id = 0, Name = "Fresh schedule " + n, TimeZone = "UTC",
            Rules = [new() { Id = 0, DayOfWeek = DayOfWeek.Tuesday, Start = new(8, 0), End = new(17, 0) }],
            Exceptions = [new() { Id = 0, Name = "Fresh day", StartDate = new(2027, 5, 1), EndDate = new(2027, 5, 1), Ranges = [new(new(1, 0), new(2, 0))] }],
            Destinations = [new() { Id = 0, Period = BusinessHoursPeriod.AfterHours, DestinationType = "extension", DestinationId = twins.Id(twin, 1) }],
        },
        Changed = static (_, schedule) => schedule with
        {
            Name = "Changed", Description = "changed", TimeZone = "Asia/Kathmandu", IsDefault = !schedule.IsDefault, IsActive = !schedule.IsActive, OverrideState = BusinessHoursOverride.Open,
            OverrideSince = TwinConfiguration.Instant.AddMilliseconds(1), OverrideUntil = null,
            Rules = [.. schedule.Rules.Skip(1).Select(static rule => rule with { Start = new(3, 0) }), new() { Id = 0, DayOfWeek = DayOfWeek.Wednesday, Start = new(1, 0), End = new(2, 0) }],
            Exceptions =
            [
                .. schedule.Exceptions.Skip(1).Select(static exception => exception with { Ranges = [new(new(4, 0), new(5, 0))] }),
                new() { Id = 0, Name = "New day", StartDate = new(2027, 1, 1), EndDate = new(2027, 1, 3), IsYearly = true },
            ],
            Destinations = [.. schedule.Destinations.Skip(1).Select(static destination => destination with { Priority = 44 }), new() { Id = 0, Period = BusinessHoursPeriod.Holiday, DestinationType = "voicemail", DestinationId = 7 }],
        },
        WithText = static (schedule, text) => schedule with { Name = text, Description = text, Exceptions = [.. schedule.Exceptions.Select(exception => exception with { Name = text })] },
        WithPlainText = static (schedule, text) => schedule with { Description = text },
        TooLong = static schedule => schedule with { Name = StoreProbes.Long(100), Description = StoreProbes.Long(65_535) },
        Searchable = static schedule => schedule with { Name = "Zephyrine Quillback" },
        ChildIds = static schedule =>
        [
            .. schedule.Rules.Select(static rule => rule.Id), .. schedule.Exceptions.Select(static exception => exception.Id), .. schedule.Destinations.Select(static destination => destination.Id),
        ],
        Invalid = static (_, schedule) =>
        [
            new("a zone of 51 characters", ChangeFaultCodes.TooLong, schedule with { TimeZone = StoreProbes.Long(50) }),
            new("a day that does not exist", ChangeFaultCodes.UnknownWord, schedule with { Rules = [new() { Id = 0, DayOfWeek = (DayOfWeek)9, Start = default, End = default }] }),
            new("a period that does not exist", ChangeFaultCodes.UnknownWord, schedule with { Destinations = [new() { Id = 0, Period = (BusinessHoursPeriod)9, DestinationType = "extension" }] }),
            new("a kind of destination that the column does not hold", ChangeFaultCodes.UnknownWord, schedule with { Destinations = [new() { Id = 0, Period = BusinessHoursPeriod.Holiday, DestinationType = "no_such_kind" }] }),
            new("a negative priority of a destination", ChangeFaultCodes.OutOfRange, schedule with { Destinations = [new() { Id = 0, Period = BusinessHoursPeriod.Holiday, DestinationType = "extension", Priority = -1 }] }),
        ],
        Duplicate = static (twins, schedule) =>
        [
            new("a rule's id of the neighbour", ChangeFaultCodes.Duplicate, schedule with { Rules = [new() { Id = twins.Id(Twin.Right, 1), DayOfWeek = DayOfWeek.Monday, Start = default, End = default }] }),
            new("an exception's id of the neighbour", ChangeFaultCodes.Duplicate, schedule with { Exceptions = [new() { Id = twins.Id(Twin.Right, 1), Name = "x", StartDate = new(2027, 5, 1), EndDate = new(2027, 5, 1) }] }),
            new("a destination's id of another schedule", ChangeFaultCodes.Duplicate, schedule with { Destinations = [new() { Id = twins.Id(Twin.Left, 1), Period = BusinessHoursPeriod.Holiday, DestinationType = "extension" }] }),
        ],
    };

    public static StoreProbe<IvrMenu> IvrMenus { get; } = new()
    {
        Name = "ivr-menus",
        Store = static stores => stores.IvrMenus,
        Items = static configuration => configuration.IvrMenus,
        With = static (configuration, items) => configuration with { IvrMenus = items },
        IdOf = static menu => menu.Id,
        WithId = static (menu, id) => menu with { Id = id },
        Fresh = static (twins, twin, n) => new IvrMenu
        {
            Id = 0, Name = "Fresh menu " + n, GreetingMessage = "Hello", Settings = JsonSettings.Parse("""{"direct_dial":false}"""),
            Options =
            [
                new() { Digit = "1", DestinationType = IvrDestinationType.Extension, DestinationId = twins.Id(twin, 1) },
                new() { Digit = "2", DestinationType = IvrDestinationType.ExternalNumber, ExternalNumber = "+15550100155" },
            ],
        },
        Changed = static (_, menu) => menu with
        {
            Name = "Changed", Description = "changed", GreetingMessage = null, TtsVoice = "other", Timeout = 1, MaxAttempts = 1, Status = EntityStatus.Inactive, Settings = JsonSettings.Parse("""{"a":1}"""),
            FailoverType = "ring_group", FailoverId = 5,
            Options = [.. menu.Options.Skip(1).Select(static option => option with { Description = "changed" }), new() { Digit = "9", DestinationType = IvrDestinationType.Submenu, DestinationId = 1 }],
        },
        WithText = static (menu, text) => menu with
        {
            Name = text, Description = text, GreetingMessage = text, TtsVoice = text, Settings = StoreProbes.InJson(text), Options = [.. menu.Options.Select(option => option with { Description = text })],
        },
        WithPlainText = static (menu, text) => menu with { GreetingMessage = text },
        TooLong = static menu => menu with { Name = StoreProbes.Long(100), TtsVoice = StoreProbes.Long(50) },
        Searchable = static menu => menu with { Name = "Zephyrine Quillback" },
        ChildIds = static menu => [.. menu.Options.Select(static option => option.Id)],
        Invalid = static (_, menu) =>
        [
            new("a negative timeout", ChangeFaultCodes.OutOfRange, menu with { Timeout = -1 }),
            new("a digit of two characters", "", menu with { Options = [new() { Digit = "12", DestinationType = IvrDestinationType.Submenu }] }),
            new("an option's description of 256 characters", ChangeFaultCodes.TooLong, menu with { Options = [new() { Digit = "1", Description = StoreProbes.Long(255), DestinationType = IvrDestinationType.Submenu }] }),
            new("a kind of destination that the column does not hold", ChangeFaultCodes.UnknownWord, menu with { Options = [new() { Digit = "1", DestinationType = new IvrDestinationType("no_such_kind") }] }),
        ],
        Duplicate = static (twins, menu) =>
        [
            new("an option's id of another menu", ChangeFaultCodes.Duplicate, menu with { Options = [new() { Id = twins.Id(Twin.Left, 1), Digit = "1", DestinationType = IvrDestinationType.Submenu }] }),
            new("an option's id of the neighbour", ChangeFaultCodes.Duplicate, menu with { Options = [new() { Id = twins.Id(Twin.Right, 1), Digit = "1", DestinationType = IvrDestinationType.Submenu }] }),
        ],
    };
}
