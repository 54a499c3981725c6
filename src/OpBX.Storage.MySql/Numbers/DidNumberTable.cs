using System.Data.Common;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Numbers;

/// <summary>Rows of <c>did_numbers</c>.</summary>
internal sealed class DidNumberTable : ConfigurationTable<DidNumber>
{
    public override string Name => "did_numbers";

    public override string Select =>
        "SELECT id,phone_number,friendly_name,routing_type,routing_config,status,cloudonix_config FROM did_numbers WHERE organization_id=@organization_id";

    public override IReadOnlyList<string> Searched => ["phone_number", "friendly_name"];

    public override string? UniqueColumn => "phone_number";

    public override bool UniqueOverAll => true;

    public override string Insert =>
        "INSERT INTO did_numbers (id,organization_id,phone_number,friendly_name,routing_type,routing_config,status,cloudonix_config) "
        + "VALUES (@id,@organization_id,@number,@name,@type,@config,@status,@cloudonix)";

    public override string Update =>
        "UPDATE did_numbers SET phone_number=@number,friendly_name=@name,routing_type=@type,routing_config=@config,status=@status,cloudonix_config=@cloudonix "
        + "WHERE organization_id=@organization_id AND id=@id";

    public override IEnumerable<string?> TextsOf(DidNumber item) => [item.PhoneNumber, item.FriendlyName];

    public override long IdOf(DidNumber item) => item.Id;

    public override DidNumber WithId(DidNumber item, long id) => item with { Id = id };

    public override DidNumber Read(DbDataReader reader) => new()
    {
        Id = reader.Id(0),
        PhoneNumber = reader.Text(1),
        FriendlyName = reader.TextOrNull(2),
        RoutingType = new DidRoutingType(reader.Text(3)),
        RoutingConfig = reader.Json(4),
        Status = SqlWords.Status(reader.Text(5)),
        CloudonixConfig = reader.Json(6),
    };

    public override IReadOnlyList<ChangeFault> Check(DidNumber item) => ColumnRules.Check(item);

    public override IEnumerable<UniqueValue> UniqueValuesOf(DidNumber item) =>
    [
        new("SELECT id FROM did_numbers WHERE phone_number=@value AND NOT (organization_id=@organization_id AND id=@id) LIMIT 1", item.PhoneNumber, "phone_number"),
    ];

    public override SqlArgument[] Values(DidNumber item) =>
    [
        ("@number", item.PhoneNumber), ("@name", item.FriendlyName), ("@type", item.RoutingType.Value), ("@config", SqlColumn.Of(item.RoutingConfig)),
        ("@status", ConfigurationWords.Status.Of(item.Status)), ("@cloudonix", SqlColumn.Of(item.CloudonixConfig)),
    ];
}
