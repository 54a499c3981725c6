using System.Data.Common;
using System.Globalization;

namespace OpBX.Tenants;

/// <summary>
/// A number that differs when the rows that routing reads differ, calculated by the database: so that changes made past OpBX, by
/// the application that shares the database or by hand, are seen without reading the rows. Users are not part of it.
/// </summary>
internal static class ConfigurationFingerprint
{
    private const string OfSchedule = " JOIN business_hours_schedules p ON p.id=c.schedule_id";

    /// <summary>One result set with a row per table.</summary>
    public static string Sql { get; } = string.Join(" UNION ALL ",
    [
        Row("o", ["name", "slug", "status", "timezone", "settings", "deleted_at"], "organizations o", "o.id"),
        Row("s", ["domain_name", "domain_uuid", "domain_requests_api_key", "settings"], "cloudonix_settings s", "s.organization_id"),
        Row("e", ["id", "extension_number", "user_id", "type", "status", "voicemail_enabled", "configuration", "service_url", "service_token", "service_params"],
            "extensions e", "e.organization_id"),
        Row("d", ["id", "phone_number", "routing_type", "routing_config", "status"], "did_numbers d", "d.organization_id"),
        Row("g", ["id", "name", "strategy", "timeout", "ring_turns", "fallback_action", "fallback_extension_id", "status"], "ring_groups g", "g.organization_id"),
        Row("c", ["id", "ring_group_id", "extension_id", "priority"], "ring_group_members c JOIN ring_groups p ON p.id=c.ring_group_id", "p.organization_id"),
        Row("p", ["id", "name", "timezone", "is_default", "status", "override_state", "override_until", "override_since", "override_set_at"],
            "business_hours_schedules p", "p.organization_id"),
        Row("c", ["id", "schedule_id", "day_of_week", "start_time", "end_time", "is_active"], "business_hours_rules c" + OfSchedule, "p.organization_id"),
        Row("c", ["id", "schedule_id", "name", "start_date", "end_date", "is_yearly"], "business_hours_exceptions c" + OfSchedule, "p.organization_id"),
        Row("r", ["id", "exception_id", "start_time", "end_time"], "business_hours_exception_ranges r JOIN business_hours_exceptions c ON c.id=r.exception_id" + OfSchedule, "p.organization_id"),
        Row("c", ["id", "schedule_id", "type", "destination_type", "destination_id", "priority"], "business_hours_destinations c" + OfSchedule, "p.organization_id"),
        Row("m", ["id", "name", "greeting_message", "tts_voice", "timeout", "max_attempts", "status", "settings", "failover_type", "failover_id"],
            "ivr_menus m", "m.organization_id"),
        Row("c", ["id", "ivr_menu_id", "digit", "destination_type", "destination_id", "external_number"],
            "ivr_menu_options c JOIN ivr_menus p ON p.id=c.ivr_menu_id", "p.organization_id"),
        Row("k", ["id", "name", "extension_id", "max_participants", "start_conference_on_enter", "end_conference_on_exit", "mute_on_entry", "announce_join_leave", "status", "pin"],
            "conference_rooms k", "k.organization_id"),
        Row("w", ["id", "pattern_type", "pattern", "is_allowed", "priority", "trunk"], "outbound_whitelists w", "w.organization_id"),
    ]);

    /// <summary>Reads the result set; never 0.</summary>
    public static async ValueTask<long> ReadAsync(DbDataReader reader, CancellationToken cancellationToken)
    {
        ulong hash = 14_695_981_039_346_656_037;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            for (int i = 0; i < 2; i++)
            {
                ulong value = Convert.ToUInt64(reader.GetValue(i), CultureInfo.InvariantCulture);
                hash = (hash ^ (value & 0xffff_ffff)) * 1_099_511_628_211;
                hash = (hash ^ (value >> 32)) * 1_099_511_628_211;
            }
        }
        return hash == 0 ? 1 : unchecked((long)hash);
    }

    // QUOTE tells NULL from a text and one column from the next; the sum tells equal rows that come twice.
    private static string Row(string alias, string[] columns, string from, string tenant)
        => $"SELECT COUNT(*),COALESCE(SUM(CRC32(CONCAT_WS(',',{string.Join(',', columns.Select(column => $"QUOTE({alias}.{column})"))}))),0) FROM {from} WHERE {tenant}=@organization_id";
}
