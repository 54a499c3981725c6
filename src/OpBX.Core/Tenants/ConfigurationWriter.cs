using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using OpBX.BusinessHours;

namespace OpBX.Tenants;

/// <summary>
/// Writes a configuration. What is null or empty is left out; everything else is written, also where it is the default, so
/// that a document means the same whatever the defaults of a later version are.
/// </summary>
internal static partial class ConfigurationWriter
{
    public static JsonWriterOptions Options { get; } = new()
    {
        Indented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(Utf8JsonWriter writer, TenantConfiguration configuration)
    {
        TenantConfiguration complete = ConfigurationIds.Assign(configuration);
        writer.WriteStartObject();
        writer.WritePropertyName("organization"u8);
        WriteOrganization(writer, complete.Organization);
        if (complete.CloudonixSettings is { } settings)
        {
            writer.WritePropertyName("cloudonix_settings"u8);
            WriteCloudonixSettings(writer, settings);
        }
        List(writer, "users", complete.Users, WriteUser);
        List(writer, "extensions", complete.Extensions, WriteExtension);
        List(writer, "did_numbers", complete.DidNumbers, WriteDid);
        List(writer, "ring_groups", complete.RingGroups, WriteRingGroup);
        List(writer, "business_hours_schedules", complete.BusinessHoursSchedules, WriteSchedule);
        List(writer, "ivr_menus", complete.IvrMenus, WriteMenu);
        List(writer, "conference_rooms", complete.ConferenceRooms, WriteRoom);
        List(writer, "outbound_whitelists", complete.OutboundWhitelists, WriteRule);
        writer.WriteNumber("version"u8, complete.Version);
        writer.WriteEndObject();
    }

    private static void WriteOrganization(Utf8JsonWriter writer, Organization organization)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, organization.Id.Value);
        writer.WriteString("name"u8, organization.Name);
        writer.WriteString("slug"u8, organization.Slug);
        writer.WriteString("status"u8, ConfigurationWords.OrganizationStatus.Of(organization.Status));
        writer.WriteString("timezone"u8, organization.TimeZone);
        Column(writer, "settings", organization.Settings);
        Instant(writer, "deleted_at", organization.DeletedAt);
        writer.WriteEndObject();
    }

    private static void WriteCloudonixSettings(Utf8JsonWriter writer, CloudonixSettings settings)
    {
        writer.WriteStartObject();
        writer.WriteString("domain_name"u8, settings.DomainName);
        Text(writer, "domain_uuid", settings.DomainUuid);
        writer.WriteString("domain_api_key"u8, settings.DomainApiKey);
        writer.WriteString("domain_requests_api_key"u8, settings.DomainRequestsApiKey);
        Text(writer, "application_id", settings.ApplicationId);
        Text(writer, "application_uuid", settings.ApplicationUuid);
        Column(writer, "settings", settings.Settings);
        writer.WriteEndObject();
    }

    private static void WriteUser(Utf8JsonWriter writer, User user)
    {
        writer.WriteNumber("id"u8, user.Id);
        writer.WriteString("name"u8, user.Name);
        writer.WriteString("email"u8, user.Email);
        Instant(writer, "email_verified_at", user.EmailVerifiedAt);
        writer.WriteString("password"u8, user.Password);
        writer.WriteString("role"u8, ConfigurationWords.Role.Of(user.Role));
        writer.WriteString("status"u8, ConfigurationWords.UserStatus.Of(user.Status));
        Text(writer, "phone", user.Phone);
        Text(writer, "street_address", user.StreetAddress);
        Text(writer, "city", user.City);
        Text(writer, "state_province", user.StateProvince);
        Text(writer, "postal_code", user.PostalCode);
        Text(writer, "country", user.Country);
        Text(writer, "remember_token", user.RememberToken);
    }

    private static void List<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (items.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null) writer.WriteString(name, text);
    }

    private static void Id(Utf8JsonWriter writer, string name, long? id)
    {
        if (id is { } value) writer.WriteNumber(name, value);
    }

    private static void Column(Utf8JsonWriter writer, string name, JsonSettings settings)
    {
        if (settings.IsEmpty) return;
        writer.WritePropertyName(name);
        // A database orders the members of a JSON column as it likes.
        Sessions.CanonicalBody.Write(writer, settings.Json);
    }

    private static void Instant(Utf8JsonWriter writer, string name, DateTimeOffset? instant)
    {
        if (instant is { } value)
            writer.WriteString(name, value.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
    }

    private static void Date(Utf8JsonWriter writer, string name, DateOnly date)
        => writer.WriteString(name, date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    private static void Range(Utf8JsonWriter writer, DayTime start, DayTime end)
    {
        writer.WriteString("start_time"u8, start.ToString());
        writer.WriteString("end_time"u8, end.ToString());
    }
}
