using System.Data.Common;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.BusinessHours;

/// <summary>Rows of <c>business_hours_schedules</c> with rules, exceptions, their ranges, and destinations.</summary>
internal sealed class ScheduleTable : ConfigurationTable<BusinessHoursSchedule>
{
    private const string OfParent = " JOIN business_hours_schedules p ON p.id=c.schedule_id WHERE p.organization_id=@organization_id";

    private static readonly ChildTable s_rules = new(
        "DELETE c FROM business_hours_rules c" + OfParent + " AND p.id=@parent",
        "INSERT INTO business_hours_rules (id,schedule_id,day_of_week,start_time,end_time,is_active) SELECT @child,p.id,@day,@start,@end,@active "
        + "FROM business_hours_schedules p WHERE p.organization_id=@organization_id AND p.id=@parent",
        "UPDATE business_hours_rules c JOIN business_hours_schedules p ON p.id=c.schedule_id SET c.day_of_week=@day,c.start_time=@start,c.end_time=@end,c.is_active=@active "
        + "WHERE p.organization_id=@organization_id AND p.id=@parent AND c.id=@child");

    private static readonly ChildTable s_exceptions = new(
        "DELETE c FROM business_hours_exceptions c" + OfParent + " AND p.id=@parent",
        "INSERT INTO business_hours_exceptions (id,schedule_id,name,start_date,end_date,is_yearly) SELECT @child,p.id,@name,@start,@end,@yearly "
        + "FROM business_hours_schedules p WHERE p.organization_id=@organization_id AND p.id=@parent",
        "UPDATE business_hours_exceptions c JOIN business_hours_schedules p ON p.id=c.schedule_id SET c.name=@name,c.start_date=@start,c.end_date=@end,c.is_yearly=@yearly "
        + "WHERE p.organization_id=@organization_id AND p.id=@parent AND c.id=@child");

    private static readonly ChildTable s_destinations = new(
        "DELETE c FROM business_hours_destinations c" + OfParent + " AND p.id=@parent",
        "INSERT INTO business_hours_destinations (id,schedule_id,type,destination_type,destination_id,priority) SELECT @child,p.id,@period,@type,@destination_id,@priority "
        + "FROM business_hours_schedules p WHERE p.organization_id=@organization_id AND p.id=@parent",
        "UPDATE business_hours_destinations c JOIN business_hours_schedules p ON p.id=c.schedule_id SET c.type=@period,c.destination_type=@type,"
        + "c.destination_id=@destination_id,c.priority=@priority WHERE p.organization_id=@organization_id AND p.id=@parent AND c.id=@child");

    private const string DeleteRanges =
        "DELETE c FROM business_hours_exception_ranges c" + OfParent + " AND p.id=@parent";

    // Ranges written past OpBX may not name the schedule.
    private const string DeleteUnlinkedRanges =
        "DELETE r FROM business_hours_exception_ranges r JOIN business_hours_exceptions c ON c.id=r.exception_id" + OfParent + " AND r.schedule_id IS NULL";

    private const string InsertRange =
        "INSERT INTO business_hours_exception_ranges (exception_id,schedule_id,start_time,end_time) SELECT c.id,p.id,@start,@end FROM business_hours_exceptions c" + OfParent
        + " AND p.id=@parent AND c.id=@child";

    // Of an override that was set past OpBX the server noted when: the next change counts from then (rule B2).
    private const string Since = "IFNULL(override_since,IF(override_state IS NOT NULL AND override_until IS NULL,override_set_at,NULL))";

    public override string Name => "business_hours_schedules";

    public override string Select =>
        "SELECT id,name,description,timezone,is_default,status,override_state,override_until," + Since + " FROM business_hours_schedules WHERE organization_id=@organization_id";

    public override IReadOnlyList<string> SelectChildren =>
    [
        "SELECT p.id,c.id,c.day_of_week,c.start_time,c.end_time,c.is_active FROM business_hours_rules c" + OfParent,
        "SELECT r.exception_id,r.start_time,r.end_time FROM business_hours_exception_ranges r JOIN business_hours_exceptions c ON c.id=r.exception_id" + OfParent,
        "SELECT p.id,c.id,c.name,c.start_date,c.end_date,c.is_yearly FROM business_hours_exceptions c" + OfParent,
        "SELECT p.id,c.id,c.type,c.destination_type,c.destination_id,c.priority FROM business_hours_destinations c" + OfParent,
    ];

    public override IReadOnlyList<string> Searched => ["name", "description"];

    public override string Insert =>
        "INSERT INTO business_hours_schedules (id,organization_id,name,description,timezone,is_default,status,override_state,override_until,override_since,override_set_at) "
        + "VALUES (@id,@organization_id,@name,@description,@timezone,@default,@status,@state,@until,@since,NULL)";

    public override string Update =>
        "UPDATE business_hours_schedules SET name=@name,description=@description,timezone=@timezone,is_default=@default,status=@status,override_state=@state,"
        + "override_until=@until,override_since=@since,override_set_at=NULL WHERE organization_id=@organization_id AND id=@id";

    public override string? DeleteUnlinked => DeleteUnlinkedRanges;

    public override IEnumerable<string?> TextsOf(BusinessHoursSchedule item) => [item.Name, item.Description];

    public override long IdOf(BusinessHoursSchedule item) => item.Id;

    public override BusinessHoursSchedule WithId(BusinessHoursSchedule item, long id) => item with { Id = id };

    public override BusinessHoursSchedule Read(DbDataReader reader) => new()
    {
        Id = reader.Id(0),
        Name = reader.Text(1),
        Description = reader.TextOrNull(2),
        TimeZone = reader.TextOrNone(3),
        IsDefault = reader.Bool(4),
        IsActive = SqlWords.Status(reader.Text(5)) == EntityStatus.Active,
        OverrideState = ConfigurationWords.Override.TryRead(reader.Text(6), out BusinessHoursOverride state) ? state : null,
        OverrideUntil = reader.TimeOrNull(7),
        OverrideSince = reader.TimeOrNull(8),
    };

    public override void ReadChild(int select, DbDataReader reader, ChildRows children)
    {
        switch (select)
        {
            case 0 when ConfigurationWords.Day.TryRead(reader.Text(2), out DayOfWeek day) && ReadRange(reader, 3, out TimeRange hours):
                children.Add(reader.Id(0), new BusinessHoursRule { Id = reader.Id(1), DayOfWeek = day, Start = hours.Start, End = hours.End, IsActive = reader.Bool(5) });
                break;
            case 1 when ReadRange(reader, 1, out TimeRange special):
                children.Add(reader.Id(0), special);
                break;
            case 2 when reader.DateOrNull(3) is { } start && reader.DateOrNull(4) is { } end:
                children.Add(reader.Id(0), new BusinessHoursException
                {
                    Id = reader.Id(1),
                    Name = reader.Text(2),
                    StartDate = DateOnly.FromDateTime(start),
                    EndDate = DateOnly.FromDateTime(end),
                    IsYearly = reader.Bool(5),
                    Ranges = children.Of<TimeRange>(reader.Id(1)),
                });
                break;
            case 3 when ConfigurationWords.Period.TryRead(reader.Text(2), out BusinessHoursPeriod period):
                children.Add(reader.Id(0), new BusinessHoursDestination
                {
                    Id = reader.Id(1),
                    Period = period,
                    DestinationType = reader.Text(3),
                    DestinationId = reader.IdOrNull(4),
                    Priority = reader.Int(5),
                });
                break;
            default:
                break;
        }
    }

    public override BusinessHoursSchedule Attach(BusinessHoursSchedule item, ChildRows children) => item with
    {
        Rules = children.Of<BusinessHoursRule>(item.Id),
        Exceptions = children.Of<BusinessHoursException>(item.Id),
        Destinations = children.Of<BusinessHoursDestination>(item.Id),
    };

    public override IReadOnlyList<ChangeFault> Check(BusinessHoursSchedule item) => ColumnRules.Check(item);

    public override SqlArgument[] Values(BusinessHoursSchedule item) =>
    [
        ("@name", item.Name), ("@description", item.Description), ("@timezone", item.TimeZone ?? ""), ("@default", item.IsDefault),
        ("@status", ConfigurationWords.Status.Of(item.IsActive ? EntityStatus.Active : EntityStatus.Inactive)),
        ("@state", item.OverrideState is { } state ? ConfigurationWords.Override.Of(state) : null), ("@until", SqlColumn.Milliseconds(item.OverrideUntil)),
        ("@since", SqlColumn.Milliseconds(item.OverrideSince)),
    ];

    public override async ValueTask<BusinessHoursSchedule> WriteChildrenAsync(
        MySqlSession session, TenantId tenant, BusinessHoursSchedule item, bool isNew, CancellationToken cancellationToken)
    {
        long[] rules = await s_rules.WriteAsync(session, tenant, item.Id, [.. item.Rules.Select(static rule => (rule.Id, new SqlArgument[]
        {
            ("@day", ConfigurationWords.Day.Of(rule.DayOfWeek)), ("@start", rule.Start.ToTimeSpan()), ("@end", rule.End.ToTimeSpan()), ("@active", rule.IsActive),
        }))], isNew, cancellationToken).ConfigureAwait(false);
        if (!isNew)
        {
            SqlArgument[] parent = [("@organization_id", tenant.Value), ("@parent", item.Id)];
            await session.ExecuteAsync(DeleteRanges, parent, cancellationToken).ConfigureAwait(false);
            await session.ExecuteAsync(DeleteUnlinkedRanges + " AND p.id=@parent", parent, cancellationToken).ConfigureAwait(false);
        }
        long[] exceptions = await s_exceptions.WriteAsync(session, tenant, item.Id, [.. item.Exceptions.Select(static exception => (exception.Id, new SqlArgument[]
        {
            ("@name", exception.Name), ("@start", exception.StartDate.ToDateTime(default)), ("@end", exception.EndDate.ToDateTime(default)), ("@yearly", exception.IsYearly),
        }))], isNew, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < exceptions.Length; i++)
        {
            foreach (TimeRange range in item.Exceptions[i].Ranges)
            {
                await session.ExecuteAsync(InsertRange,
                [
                    ("@organization_id", tenant.Value), ("@parent", item.Id), ("@child", exceptions[i]), ("@start", range.Start.ToTimeSpan()), ("@end", range.End.ToTimeSpan()),
                ], cancellationToken).ConfigureAwait(false);
            }
        }
        long[] destinations = await s_destinations.WriteAsync(session, tenant, item.Id, [.. item.Destinations.Select(static destination => (destination.Id, new SqlArgument[]
        {
            ("@period", ConfigurationWords.Period.Of(destination.Period)), ("@type", destination.DestinationType), ("@destination_id", destination.DestinationId),
            ("@priority", destination.Priority),
        }))], isNew, cancellationToken).ConfigureAwait(false);
        return item with
        {
            Rules = [.. item.Rules.Select((rule, i) => rule with { Id = rules[i] })],
            Exceptions = [.. item.Exceptions.Select((exception, i) => exception with { Id = exceptions[i] })],
            Destinations = [.. item.Destinations.Select((destination, i) => destination with { Id = destinations[i] })],
        };
    }

    private static bool ReadRange(DbDataReader reader, int ordinal, out TimeRange range)
    {
        bool isTime = DayTime.TryFromTimeSpan(reader.GetFieldValue<TimeSpan>(ordinal), out DayTime start);
        isTime &= DayTime.TryFromTimeSpan(reader.GetFieldValue<TimeSpan>(ordinal + 1), out DayTime end);
        range = new TimeRange(start, end);
        return isTime;
    }
}
