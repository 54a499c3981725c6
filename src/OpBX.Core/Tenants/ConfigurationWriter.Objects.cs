using System.Text.Json;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

internal static partial class ConfigurationWriter
{
    private static void WriteExtension(Utf8JsonWriter writer, Extension extension)
    {
        writer.WriteNumber("id"u8, extension.Id);
        writer.WriteString("extension_number"u8, extension.ExtensionNumber);
        Id(writer, "user_id", extension.UserId);
        writer.WriteString("type"u8, ConfigurationWords.ExtensionType.Of(extension.Type));
        writer.WriteString("status"u8, ConfigurationWords.Status.Of(extension.Status));
        writer.WriteBoolean("voicemail_enabled"u8, extension.VoicemailEnabled);
        Text(writer, "password", extension.Password);
        Text(writer, "cloudonix_subscriber_id", extension.CloudonixSubscriberId);
        Text(writer, "cloudonix_uuid", extension.CloudonixUuid);
        writer.WriteBoolean("cloudonix_synced"u8, extension.CloudonixSynced);
        Column(writer, "configuration", extension.Configuration);
        Text(writer, "service_url", extension.ServiceUrl);
        Text(writer, "service_token", extension.ServiceToken);
        Column(writer, "service_params", extension.ServiceParams);
    }

    private static void WriteDid(Utf8JsonWriter writer, DidNumber did)
    {
        writer.WriteNumber("id"u8, did.Id);
        writer.WriteString("phone_number"u8, did.PhoneNumber);
        Text(writer, "friendly_name", did.FriendlyName);
        Text(writer, "routing_type", did.RoutingType.Value);
        Column(writer, "routing_config", did.RoutingConfig);
        writer.WriteString("status"u8, ConfigurationWords.Status.Of(did.Status));
        Column(writer, "cloudonix_config", did.CloudonixConfig);
    }

    private static void WriteRingGroup(Utf8JsonWriter writer, RingGroup group)
    {
        writer.WriteNumber("id"u8, group.Id);
        writer.WriteString("name"u8, group.Name);
        Text(writer, "description", group.Description);
        Text(writer, "strategy", group.Strategy.Value);
        writer.WriteNumber("timeout"u8, group.Timeout);
        writer.WriteNumber("ring_turns"u8, group.RingTurns);
        writer.WriteString("fallback_action"u8, ConfigurationWords.Fallback.Of(group.FallbackAction));
        Id(writer, "fallback_extension_id", group.FallbackExtensionId);
        writer.WriteString("status"u8, ConfigurationWords.Status.Of(group.Status));
        List(writer, "members", group.Members, static (writer, member) =>
        {
            writer.WriteNumber("id"u8, member.Id);
            writer.WriteNumber("extension_id"u8, member.ExtensionId);
            writer.WriteNumber("priority"u8, member.Priority);
        });
    }

    private static void WriteSchedule(Utf8JsonWriter writer, BusinessHoursSchedule schedule)
    {
        writer.WriteNumber("id"u8, schedule.Id);
        writer.WriteString("name"u8, schedule.Name);
        Text(writer, "description", schedule.Description);
        Text(writer, "timezone", schedule.TimeZone);
        writer.WriteBoolean("is_default"u8, schedule.IsDefault);
        writer.WriteString("status"u8, ConfigurationWords.Status.Of(schedule.IsActive ? EntityStatus.Active : EntityStatus.Inactive));
        Text(writer, "override_state", schedule.OverrideState is { } state ? ConfigurationWords.Override.Of(state) : null);
        Instant(writer, "override_until", schedule.OverrideUntil);
        Instant(writer, "override_since", schedule.OverrideSince);
        List(writer, "rules", schedule.Rules, static (writer, rule) =>
        {
            writer.WriteNumber("id"u8, rule.Id);
            writer.WriteString("day_of_week"u8, ConfigurationWords.Day.Of(rule.DayOfWeek));
            Range(writer, rule.Start, rule.End);
            writer.WriteBoolean("is_active"u8, rule.IsActive);
        });
        List(writer, "exceptions", schedule.Exceptions, WriteException);
        List(writer, "destinations", schedule.Destinations, static (writer, destination) =>
        {
            writer.WriteNumber("id"u8, destination.Id);
            writer.WriteString("type"u8, ConfigurationWords.Period.Of(destination.Period));
            writer.WriteString("destination_type"u8, destination.DestinationType);
            Id(writer, "destination_id", destination.DestinationId);
            writer.WriteNumber("priority"u8, destination.Priority);
        });
    }

    private static void WriteException(Utf8JsonWriter writer, BusinessHoursException exception)
    {
        writer.WriteNumber("id"u8, exception.Id);
        writer.WriteString("name"u8, exception.Name);
        Date(writer, "start_date", exception.StartDate);
        Date(writer, "end_date", exception.EndDate);
        writer.WriteBoolean("is_yearly"u8, exception.IsYearly);
        List(writer, "ranges", exception.Ranges, static (writer, range) => Range(writer, range.Start, range.End));
    }

    private static void WriteMenu(Utf8JsonWriter writer, IvrMenu menu)
    {
        writer.WriteNumber("id"u8, menu.Id);
        writer.WriteString("name"u8, menu.Name);
        Text(writer, "description", menu.Description);
        Text(writer, "greeting_message", menu.GreetingMessage);
        Text(writer, "tts_voice", menu.TtsVoice);
        writer.WriteNumber("timeout"u8, menu.Timeout);
        writer.WriteNumber("max_attempts"u8, menu.MaxAttempts);
        writer.WriteString("status"u8, ConfigurationWords.Status.Of(menu.Status));
        Column(writer, "settings", menu.Settings);
        Text(writer, "failover_type", menu.FailoverType);
        Id(writer, "failover_id", menu.FailoverId);
        List(writer, "options", menu.Options, static (writer, option) =>
        {
            writer.WriteNumber("id"u8, option.Id);
            writer.WriteString("digit"u8, option.Digit);
            writer.WriteString("description"u8, option.Description);
            Text(writer, "destination_type", option.DestinationType.Value);
            Id(writer, "destination_id", option.DestinationId);
            Text(writer, "external_number", option.ExternalNumber);
        });
    }

    private static void WriteRoom(Utf8JsonWriter writer, ConferenceRoom room)
    {
        writer.WriteNumber("id"u8, room.Id);
        writer.WriteString("name"u8, room.Name);
        if (room.ExtensionId != 0) writer.WriteNumber("extension_id"u8, room.ExtensionId);
        Text(writer, "description", room.Description);
        writer.WriteNumber("max_participants"u8, room.MaxParticipants);
        writer.WriteBoolean("start_conference_on_enter"u8, room.StartConferenceOnEnter);
        writer.WriteBoolean("end_conference_on_exit"u8, room.EndConferenceOnExit);
        writer.WriteBoolean("mute_on_entry"u8, room.MuteOnEntry);
        writer.WriteBoolean("announce_join_leave"u8, room.AnnounceJoinLeave);
        writer.WriteString("status"u8, ConfigurationWords.Status.Of(room.Status));
        Text(writer, "pin", room.Pin);
    }

    private static void WriteRule(Utf8JsonWriter writer, OutboundWhitelistRule rule)
    {
        writer.WriteNumber("id"u8, rule.Id);
        writer.WriteString("name"u8, rule.Name);
        writer.WriteString("pattern_type"u8, ConfigurationWords.Pattern.Of(rule.PatternType));
        writer.WriteString("pattern"u8, rule.Pattern);
        Text(writer, "description", rule.Description);
        writer.WriteBoolean("is_allowed"u8, rule.IsAllowed);
        writer.WriteNumber("priority"u8, rule.Priority);
        Text(writer, "trunk", rule.Trunk);
    }
}
