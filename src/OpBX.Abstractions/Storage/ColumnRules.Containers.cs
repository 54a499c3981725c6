using OpBX.BusinessHours;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Tenants;

namespace OpBX.Storage;

public static partial class ColumnRules
{
    private static readonly string[] ScheduleTypes = ["extension", "ring_group", "ivr", "voicemail"];
    private static readonly string[] OptionTypes = ["extension", "ring_group", "submenu", "external_number"];
    private static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#"];

    /// <summary>What a row of <c>business_hours_schedules</c> and those of its children can't hold; empty = nothing.</summary>
    public static IReadOnlyList<ChangeFault> Check(BusinessHoursSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        var faults = new ColumnFaults();
        faults.Id("id", schedule.Id);
        faults.Required("name", schedule.Name, 100);
        faults.LongText("description", schedule.Description);
        faults.Text("timezone", schedule.TimeZone, 50);
        if (schedule.OverrideState is { } state) faults.Word("override_state", state);
        faults.Year("override_until", schedule.OverrideUntil?.UtcDateTime.Year);
        faults.Year("override_since", schedule.OverrideSince?.UtcDateTime.Year);
        faults.DistinctIds("rules", schedule.Rules, static rule => rule.Id);
        for (int i = 0; i < schedule.Rules.Count; i++)
        {
            faults.Id(At("rules", i) + ".id", schedule.Rules[i].Id);
            faults.Word(At("rules", i) + ".day_of_week", schedule.Rules[i].DayOfWeek);
        }
        faults.DistinctIds("exceptions", schedule.Exceptions, static exception => exception.Id);
        for (int i = 0; i < schedule.Exceptions.Count; i++)
        {
            string path = At("exceptions", i);
            BusinessHoursException exception = schedule.Exceptions[i];
            faults.Id(path + ".id", exception.Id);
            faults.Required(path + ".name", exception.Name, 100);
            faults.Year(path + ".start_date", exception.StartDate.Year);
            faults.Year(path + ".end_date", exception.EndDate.Year);
        }
        faults.DistinctIds("destinations", schedule.Destinations, static destination => destination.Id);
        for (int i = 0; i < schedule.Destinations.Count; i++)
        {
            string path = At("destinations", i);
            BusinessHoursDestination destination = schedule.Destinations[i];
            faults.Id(path + ".id", destination.Id);
            faults.Word(path + ".type", destination.Period);
            faults.Word(path + ".destination_type", destination.DestinationType, ScheduleTypes);
            faults.Id(path + ".destination_id", destination.DestinationId);
            faults.Number(path + ".priority", destination.Priority);
        }
        return faults.All;
    }

    /// <summary>What a row of <c>ivr_menus</c> and those of its options can't hold; empty = nothing.</summary>
    public static IReadOnlyList<ChangeFault> Check(IvrMenu menu)
    {
        ArgumentNullException.ThrowIfNull(menu);
        var faults = new ColumnFaults();
        faults.Id("id", menu.Id);
        faults.Required("name", menu.Name, 100);
        faults.LongText("description", menu.Description);
        faults.LongText("greeting_message", menu.GreetingMessage);
        faults.Text("tts_voice", menu.TtsVoice, 50);
        faults.Number("timeout", menu.Timeout);
        faults.Number("max_attempts", menu.MaxAttempts);
        faults.Word("status", menu.Status);
        faults.Json("settings", menu.Settings);
        faults.Text("failover_type", menu.FailoverType, 50);
        faults.Id("failover_id", menu.FailoverId);
        faults.DistinctIds("options", menu.Options, static option => option.Id);
        for (int i = 0; i < menu.Options.Count; i++)
        {
            string path = At("options", i);
            IvrMenuOption option = menu.Options[i];
            faults.Id(path + ".id", option.Id);
            faults.Word(path + ".digit", option.Digit, Digits);
            faults.Required(path + ".description", option.Description, 255);
            faults.Word(path + ".destination_type", option.DestinationType.Value, OptionTypes);
            faults.Id(path + ".destination_id", option.DestinationId);
            faults.Text(path + ".external_number", option.ExternalNumber, 20);
        }
        return faults.All;
    }

    /// <summary>What any row of a configuration can't hold; paths begin with the list, for example <c>extensions[2].extension_number</c>.</summary>
    public static IReadOnlyList<ChangeFault> Check(TenantConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var faults = new List<ChangeFault>();
        Add(faults, "organization", Check(configuration.Organization));
        if (configuration.CloudonixSettings is { } settings) Add(faults, "cloudonix_settings", Check(settings));
        AddAll(faults, "users", configuration.Users, Check);
        AddAll(faults, "extensions", configuration.Extensions, Check);
        AddAll(faults, "did_numbers", configuration.DidNumbers, Check);
        AddAll(faults, "ring_groups", configuration.RingGroups, Check);
        AddAll(faults, "business_hours_schedules", configuration.BusinessHoursSchedules, Check);
        AddAll(faults, "ivr_menus", configuration.IvrMenus, Check);
        AddAll(faults, "conference_rooms", configuration.ConferenceRooms, Check);
        AddAll(faults, "outbound_whitelists", configuration.OutboundWhitelists, Check);
        return faults;
    }

    /// <summary>The organization as its row holds it: instants of whole seconds in UTC.</summary>
    public static Organization Fit(Organization organization)
    {
        ArgumentNullException.ThrowIfNull(organization);
        return organization.DeletedAt is { } instant ? organization with { DeletedAt = Cut(instant, TimeSpan.TicksPerSecond) } : organization;
    }

    /// <summary>The user as its row holds it: instants of whole seconds in UTC.</summary>
    public static User Fit(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.EmailVerifiedAt is { } instant ? user with { EmailVerifiedAt = Cut(instant, TimeSpan.TicksPerSecond) } : user;
    }

    /// <summary>The extension as its row holds it: the column of the password can't be null, so that empty and null are one.</summary>
    public static Extension Fit(Extension extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return extension.Password is { Length: 0 } ? extension with { Password = null } : extension;
    }

    /// <summary>
    /// The schedule as its row holds it: instants of whole milliseconds in UTC; the column of the zone can't be null, so that
    /// empty and null are one.
    /// </summary>
    public static BusinessHoursSchedule Fit(BusinessHoursSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule with
        {
            TimeZone = schedule.TimeZone is { Length: 0 } ? null : schedule.TimeZone,
            OverrideUntil = schedule.OverrideUntil is { } until ? Cut(until, TimeSpan.TicksPerMillisecond) : null,
            OverrideSince = schedule.OverrideSince is { } since ? Cut(since, TimeSpan.TicksPerMillisecond) : null,
        };
    }

    /// <summary>The configuration as its rows hold it.</summary>
    public static TenantConfiguration Fit(TenantConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration with
        {
            Organization = Fit(configuration.Organization),
            Users = [.. configuration.Users.Select(Fit)],
            Extensions = [.. configuration.Extensions.Select(Fit)],
            BusinessHoursSchedules = [.. configuration.BusinessHoursSchedules.Select(Fit)],
        };
    }

    private static DateTimeOffset Cut(DateTimeOffset instant, long ticks)
    {
        long utc = instant.UtcTicks;
        return new DateTimeOffset(utc - (utc % ticks), TimeSpan.Zero);
    }

    private static void AddAll<T>(List<ChangeFault> faults, string list, IReadOnlyList<T> items, Func<T, IReadOnlyList<ChangeFault>> check)
    {
        for (int i = 0; i < items.Count; i++) Add(faults, At(list, i), check(items[i]));
    }

    private static void Add(List<ChangeFault> faults, string path, IReadOnlyList<ChangeFault> found)
    {
        foreach (ChangeFault fault in found) faults.Add(fault with { Path = fault.Path.Length == 0 ? path : path + "." + fault.Path });
    }
}
