using System.Data.Common;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Outbound;

/// <summary>Rows of <c>outbound_whitelists</c>.</summary>
internal sealed class OutboundWhitelistTable : ConfigurationTable<OutboundWhitelistRule>
{
    public override string Name => "outbound_whitelists";

    public override string Select =>
        "SELECT id,name,pattern_type,pattern,description,is_allowed,priority,trunk FROM outbound_whitelists WHERE organization_id=@organization_id";

    public override IReadOnlyList<string> Searched => ["name", "description", "pattern"];

    public override string Insert =>
        "INSERT INTO outbound_whitelists (id,organization_id,name,pattern_type,pattern,description,is_allowed,priority,trunk) "
        + "VALUES (@id,@organization_id,@name,@type,@pattern,@description,@allowed,@priority,@trunk)";

    public override string Update =>
        "UPDATE outbound_whitelists SET name=@name,pattern_type=@type,pattern=@pattern,description=@description,is_allowed=@allowed,priority=@priority,trunk=@trunk "
        + "WHERE organization_id=@organization_id AND id=@id";

    public override IEnumerable<string?> TextsOf(OutboundWhitelistRule item) => [item.Name, item.Description, item.Pattern];

    public override long IdOf(OutboundWhitelistRule item) => item.Id;

    public override OutboundWhitelistRule WithId(OutboundWhitelistRule item, long id) => item with { Id = id };

    public override OutboundWhitelistRule? Read(DbDataReader reader)
    {
        if (!ConfigurationWords.Pattern.TryRead(reader.Text(2), out OutboundPatternType type)) return null;
        return new OutboundWhitelistRule
        {
            Id = reader.Id(0),
            Name = reader.Text(1),
            PatternType = type,
            Pattern = reader.Text(3),
            Description = reader.TextOrNull(4),
            IsAllowed = reader.Bool(5),
            Priority = reader.Int(6),
            Trunk = reader.TextOrNull(7),
        };
    }

    public override IReadOnlyList<ChangeFault> Check(OutboundWhitelistRule item) => ColumnRules.Check(item);

    public override SqlArgument[] Values(OutboundWhitelistRule item) =>
    [
        ("@name", item.Name), ("@type", ConfigurationWords.Pattern.Of(item.PatternType)), ("@pattern", item.Pattern), ("@description", item.Description),
        ("@allowed", item.IsAllowed), ("@priority", item.Priority), ("@trunk", item.Trunk),
    ];
}
