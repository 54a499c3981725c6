using System.Data.Common;
using System.Globalization;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.RingGroups;

/// <summary>Rows of <c>ring_groups</c> with their <c>ring_group_members</c>.</summary>
internal sealed class RingGroupTable : ConfigurationTable<RingGroup>
{
    private static readonly ChildTable s_members = new(
        "DELETE c FROM ring_group_members c JOIN ring_groups p ON p.id=c.ring_group_id WHERE p.organization_id=@organization_id AND p.id=@parent",
        "INSERT INTO ring_group_members (id,ring_group_id,extension_id,priority) SELECT @child,p.id,@extension_id,@priority FROM ring_groups p "
        + "WHERE p.organization_id=@organization_id AND p.id=@parent",
        "UPDATE ring_group_members c JOIN ring_groups p ON p.id=c.ring_group_id SET c.extension_id=@extension_id,c.priority=@priority "
        + "WHERE p.organization_id=@organization_id AND p.id=@parent AND c.id=@child");

    public override string Name => "ring_groups";

    public override string Select =>
        "SELECT id,name,description,strategy,timeout,ring_turns,fallback_action,fallback_extension_id,status FROM ring_groups WHERE organization_id=@organization_id";

    public override IReadOnlyList<string> SelectChildren =>
    [
        "SELECT p.id,c.id,c.extension_id,c.priority FROM ring_group_members c JOIN ring_groups p ON p.id=c.ring_group_id WHERE p.organization_id=@organization_id",
    ];

    public override IReadOnlyList<string> Searched => ["name", "description"];

    public override string? UniqueColumn => "name";

    public override string Insert =>
        "INSERT INTO ring_groups (id,organization_id,name,description,strategy,timeout,ring_turns,fallback_action,fallback_extension_id,status) "
        + "VALUES (@id,@organization_id,@name,@description,@strategy,@timeout,@ring_turns,@fallback,@fallback_extension_id,@status)";

    public override string Update =>
        "UPDATE ring_groups SET name=@name,description=@description,strategy=@strategy,timeout=@timeout,ring_turns=@ring_turns,fallback_action=@fallback,"
        + "fallback_extension_id=@fallback_extension_id,status=@status WHERE organization_id=@organization_id AND id=@id";

    public override IEnumerable<string?> TextsOf(RingGroup item) => [item.Name, item.Description];

    public override long IdOf(RingGroup item) => item.Id;

    public override RingGroup WithId(RingGroup item, long id) => item with { Id = id };

    public override RingGroup Read(DbDataReader reader) => new()
    {
        Id = reader.Id(0),
        Name = reader.Text(1),
        Description = reader.TextOrNull(2),
        Strategy = new RingStrategyName(reader.Text(3)),
        Timeout = reader.Int(4),
        RingTurns = reader.Int(5),
        FallbackAction = ConfigurationWords.Fallback.TryRead(reader.Text(6), out RingGroupFallback fallback) ? fallback : RingGroupFallback.Hangup,
        FallbackExtensionId = reader.IdOrNull(7),
        Status = SqlWords.Status(reader.Text(8)),
    };

    public override void ReadChild(int select, DbDataReader reader, ChildRows children)
        => children.Add(reader.Id(0), new RingGroupMember { Id = reader.Id(1), ExtensionId = reader.Id(2), Priority = reader.Int(3) });

    public override RingGroup Attach(RingGroup item, ChildRows children) => item with { Members = children.Of<RingGroupMember>(item.Id) };

    public override IReadOnlyList<ChangeFault> Check(RingGroup item) => ColumnRules.Check(item);

    public override IEnumerable<RowReference> ReferencesOf(RingGroup item)
    {
        if (item.FallbackExtensionId is { } fallback) yield return new RowReference("extensions", fallback, "fallback_extension_id");
        for (int i = 0; i < item.Members.Count; i++)
            yield return new RowReference("extensions", item.Members[i].ExtensionId, string.Create(CultureInfo.InvariantCulture, $"members[{i}].extension_id"));
    }

    public override IEnumerable<UniqueValue> UniqueValuesOf(RingGroup item) =>
    [
        new("SELECT id FROM ring_groups WHERE organization_id=@organization_id AND name=@value AND id<>@id LIMIT 1", item.Name, "name"),
    ];

    public override SqlArgument[] Values(RingGroup item) =>
    [
        ("@name", item.Name), ("@description", item.Description), ("@strategy", item.Strategy.Value), ("@timeout", item.Timeout), ("@ring_turns", item.RingTurns),
        ("@fallback", ConfigurationWords.Fallback.Of(item.FallbackAction)), ("@fallback_extension_id", item.FallbackExtensionId),
        ("@status", ConfigurationWords.Status.Of(item.Status)),
    ];

    public override async ValueTask<RingGroup> WriteChildrenAsync(MySqlSession session, TenantId tenant, RingGroup item, bool isNew, CancellationToken cancellationToken)
    {
        if (!isNew)
        {
            // Members that change places would meet the unique key on the way: a row is kept only with its extension.
            string kept = string.Join(" OR ", item.Members.Where(static m => m.Id > 0)
                .Select(static m => string.Create(CultureInfo.InvariantCulture, $"c.id={m.Id} AND c.extension_id={m.ExtensionId}")));
            await session.ExecuteAsync(kept.Length == 0 ? s_members.Delete : $"{s_members.Delete} AND NOT ({kept})",
                [("@organization_id", tenant.Value), ("@parent", item.Id)], cancellationToken).ConfigureAwait(false);
        }
        long[] ids = await s_members.WriteAsync(
            session, tenant, item.Id,
            [.. item.Members.Select(static m => (m.Id, new SqlArgument[] { ("@extension_id", m.ExtensionId), ("@priority", m.Priority) }))],
            isNew, cancellationToken).ConfigureAwait(false);
        return item with { Members = [.. item.Members.Select((member, i) => member with { Id = ids[i] })] };
    }
}
