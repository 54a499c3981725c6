using System.Data.Common;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Ivr;

/// <summary>Rows of <c>ivr_menus</c> with their <c>ivr_menu_options</c>.</summary>
internal sealed class IvrMenuTable : ConfigurationTable<IvrMenu>
{
    private static readonly ChildTable s_options = new(
        "DELETE c FROM ivr_menu_options c JOIN ivr_menus p ON p.id=c.ivr_menu_id WHERE p.organization_id=@organization_id AND p.id=@parent",
        "INSERT INTO ivr_menu_options (id,ivr_menu_id,digit,description,destination_type,destination_id,external_number) "
        + "SELECT @child,p.id,@digit,@description,@type,@destination_id,@number FROM ivr_menus p WHERE p.organization_id=@organization_id AND p.id=@parent",
        "UPDATE ivr_menu_options c JOIN ivr_menus p ON p.id=c.ivr_menu_id SET c.digit=@digit,c.description=@description,c.destination_type=@type,"
        + "c.destination_id=@destination_id,c.external_number=@number WHERE p.organization_id=@organization_id AND p.id=@parent AND c.id=@child");

    public override string Name => "ivr_menus";

    public override string Select =>
        "SELECT id,name,description,greeting_message,tts_voice,timeout,max_attempts,status,settings,failover_type,failover_id FROM ivr_menus "
        + "WHERE organization_id=@organization_id";

    public override IReadOnlyList<string> SelectChildren =>
    [
        "SELECT p.id,c.id,c.digit,c.description,c.destination_type,c.destination_id,c.external_number FROM ivr_menu_options c "
        + "JOIN ivr_menus p ON p.id=c.ivr_menu_id WHERE p.organization_id=@organization_id",
    ];

    public override IReadOnlyList<string> Searched => ["name", "description"];

    public override string Insert =>
        "INSERT INTO ivr_menus (id,organization_id,name,description,greeting_message,tts_voice,timeout,max_attempts,status,settings,failover_type,failover_id) "
        + "VALUES (@id,@organization_id,@name,@description,@greeting,@voice,@timeout,@attempts,@status,@settings,@failover_type,@failover_id)";

    public override string Update =>
        "UPDATE ivr_menus SET name=@name,description=@description,greeting_message=@greeting,tts_voice=@voice,timeout=@timeout,max_attempts=@attempts,"
        + "status=@status,settings=@settings,failover_type=@failover_type,failover_id=@failover_id WHERE organization_id=@organization_id AND id=@id";

    public override IEnumerable<string?> TextsOf(IvrMenu item) => [item.Name, item.Description];

    public override long IdOf(IvrMenu item) => item.Id;

    public override IvrMenu WithId(IvrMenu item, long id) => item with { Id = id };

    public override IvrMenu Read(DbDataReader reader) => new()
    {
        Id = reader.Id(0),
        Name = reader.Text(1),
        Description = reader.TextOrNull(2),
        GreetingMessage = reader.TextOrNull(3),
        TtsVoice = reader.TextOrNull(4),
        Timeout = reader.Int(5),
        MaxAttempts = reader.Int(6),
        Status = SqlWords.Status(reader.Text(7)),
        Settings = reader.Json(8),
        FailoverType = reader.TextOrNull(9),
        FailoverId = reader.IdOrNull(10),
    };

    public override void ReadChild(int select, DbDataReader reader, ChildRows children)
        => children.Add(reader.Id(0), new IvrMenuOption
        {
            Id = reader.Id(1),
            Digit = reader.Text(2),
            Description = reader.Text(3),
            DestinationType = new IvrDestinationType(reader.Text(4)),
            DestinationId = reader.IdOrNull(5),
            ExternalNumber = reader.TextOrNull(6),
        });

    public override IvrMenu Attach(IvrMenu item, ChildRows children) => item with { Options = children.Of<IvrMenuOption>(item.Id) };

    public override IReadOnlyList<ChangeFault> Check(IvrMenu item) => ColumnRules.Check(item);

    public override SqlArgument[] Values(IvrMenu item) =>
    [
        ("@name", item.Name), ("@description", item.Description), ("@greeting", item.GreetingMessage), ("@voice", item.TtsVoice), ("@timeout", item.Timeout),
        ("@attempts", item.MaxAttempts), ("@status", ConfigurationWords.Status.Of(item.Status)), ("@settings", SqlColumn.Of(item.Settings)),
        ("@failover_type", item.FailoverType), ("@failover_id", item.FailoverId),
    ];

    public override async ValueTask<IvrMenu> WriteChildrenAsync(MySqlSession session, TenantId tenant, IvrMenu item, bool isNew, CancellationToken cancellationToken)
    {
        long[] ids = await s_options.WriteAsync(
            session, tenant, item.Id,
            [.. item.Options.Select(static o => (o.Id, new SqlArgument[]
            {
                ("@digit", o.Digit), ("@description", o.Description), ("@type", o.DestinationType.Value), ("@destination_id", o.DestinationId), ("@number", o.ExternalNumber),
            }))],
            isNew, cancellationToken).ConfigureAwait(false);
        return item with { Options = [.. item.Options.Select((option, i) => option with { Id = ids[i] })] };
    }
}
