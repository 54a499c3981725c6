using OpBX.Tenants;

namespace OpBX.Retention;

/// <summary>
/// How long an organization keeps rows of one kind: <c>settings.retention.&lt;kind&gt;.days</c> until they are archived,
/// <c>archive_days</c> more until they are removed, unless <c>settings.retention.legal_hold</c> or the kind's own
/// <c>legal_hold</c> stops that. What is missing or can't be meant is the default; a hold that can't be read holds.
/// </summary>
/// <param name="Days">Days until rows are archived.</param>
/// <param name="ArchiveDays">Days in the archive; null = for ever.</param>
/// <param name="IsHeld">Whether a legal hold stops removal.</param>
internal readonly record struct RetentionPolicy(int Days, int? ArchiveDays, bool IsHeld)
{
    private const int MaxDays = 36_500;

    public static RetentionPolicy Of(JsonSettings settings, RecordKind kind)
    {
        JsonSettings? retention = settings.GetObject("retention");
        JsonSettings? own = retention?.GetObject(kind.Code());
        return new RetentionPolicy(
            own?.GetInt32("days", 1, MaxDays) ?? kind.DefaultDays(),
            own?.GetInt32("archive_days", 0, MaxDays),
            IsHold(retention) || IsHold(own));
    }

    public DateTimeOffset ArchiveBefore(DateTimeOffset now) => now.AddDays(-Days);

    public DateTimeOffset? PurgeBefore(DateTimeOffset now) => IsHeld || ArchiveDays is not { } days ? null : now.AddDays(-Days - days);

    private static bool IsHold(JsonSettings? settings)
        => settings is not null && settings.TryGet("legal_hold", out System.Text.Json.JsonElement hold)
            && hold.ValueKind is not (System.Text.Json.JsonValueKind.False or System.Text.Json.JsonValueKind.Null);
}
