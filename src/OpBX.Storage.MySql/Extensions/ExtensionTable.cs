using System.Data.Common;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Extensions;

/// <summary>Rows of <c>extensions</c>.</summary>
internal sealed class ExtensionTable : ConfigurationTable<Extension>
{
    public override string Name => "extensions";

    public override string Select =>
        "SELECT id,extension_number,user_id,type,status,voicemail_enabled,password,cloudonix_subscriber_id,cloudonix_uuid,cloudonix_synced,"
        + "configuration,service_url,service_token,service_params FROM extensions WHERE organization_id=@organization_id";

    public override IReadOnlyList<string> Searched => ["extension_number"];

    public override string? UniqueColumn => "extension_number";

    public override string Insert =>
        "INSERT INTO extensions (id,organization_id,extension_number,user_id,type,status,voicemail_enabled,password,cloudonix_subscriber_id,cloudonix_uuid,"
        + "cloudonix_synced,configuration,service_url,service_token,service_params) VALUES (@id,@organization_id,@number,@user_id,@type,@status,@voicemail,@password,"
        + "@subscriber_id,@uuid,@synced,@configuration,@service_url,@service_token,@service_params)";

    public override string Update =>
        "UPDATE extensions SET extension_number=@number,user_id=@user_id,type=@type,status=@status,voicemail_enabled=@voicemail,password=@password,"
        + "cloudonix_subscriber_id=@subscriber_id,cloudonix_uuid=@uuid,cloudonix_synced=@synced,configuration=@configuration,service_url=@service_url,"
        + "service_token=@service_token,service_params=@service_params WHERE organization_id=@organization_id AND id=@id";

    public override IEnumerable<string?> TextsOf(Extension item) => [item.ExtensionNumber];

    public override long IdOf(Extension item) => item.Id;

    public override Extension WithId(Extension item, long id) => item with { Id = id };

    public override Extension? Read(DbDataReader reader)
    {
        if (!ConfigurationWords.ExtensionType.TryRead(reader.Text(3), out ExtensionType type)) return null;
        return new Extension
        {
            Id = reader.Id(0),
            ExtensionNumber = reader.Text(1),
            UserId = reader.IdOrNull(2),
            Type = type,
            Status = SqlWords.Status(reader.Text(4)),
            VoicemailEnabled = reader.Bool(5),
            Password = reader.TextOrNone(6),
            CloudonixSubscriberId = reader.TextOrNull(7),
            CloudonixUuid = reader.TextOrNull(8),
            CloudonixSynced = reader.Bool(9),
            Configuration = reader.Json(10),
            ServiceUrl = reader.TextOrNull(11),
            ServiceToken = reader.TextOrNull(12),
            ServiceParams = reader.Json(13),
        };
    }

    public override IReadOnlyList<ChangeFault> Check(Extension item) => ColumnRules.Check(item);

    public override IEnumerable<RowReference> ReferencesOf(Extension item)
        => item.UserId is { } user ? [new RowReference("users", user, "user_id")] : [];

    public override IEnumerable<UniqueValue> UniqueValuesOf(Extension item) =>
    [
        new("SELECT id FROM extensions WHERE organization_id=@organization_id AND extension_number=@value AND id<>@id LIMIT 1", item.ExtensionNumber, "extension_number"),
    ];

    public override SqlArgument[] Values(Extension item) =>
    [
        ("@number", item.ExtensionNumber), ("@user_id", item.UserId), ("@type", ConfigurationWords.ExtensionType.Of(item.Type)),
        ("@status", ConfigurationWords.Status.Of(item.Status)), ("@voicemail", item.VoicemailEnabled), ("@password", item.Password ?? ""),
        ("@subscriber_id", item.CloudonixSubscriberId), ("@uuid", item.CloudonixUuid), ("@synced", item.CloudonixSynced),
        ("@configuration", SqlColumn.Of(item.Configuration)), ("@service_url", item.ServiceUrl), ("@service_token", item.ServiceToken),
        ("@service_params", SqlColumn.Of(item.ServiceParams)),
    ];
}
