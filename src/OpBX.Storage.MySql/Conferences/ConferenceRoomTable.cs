using System.Data.Common;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Conferences;

/// <summary>Rows of <c>conference_rooms</c>.</summary>
internal sealed class ConferenceRoomTable : ConfigurationTable<ConferenceRoom>
{
    public override string Name => "conference_rooms";

    public override string Select =>
        "SELECT id,name,extension_id,description,max_participants,start_conference_on_enter,end_conference_on_exit,mute_on_entry,announce_join_leave,status,pin "
        + "FROM conference_rooms WHERE organization_id=@organization_id";

    public override IReadOnlyList<string> Searched => ["name", "description"];

    public override string Insert =>
        "INSERT INTO conference_rooms (id,organization_id,extension_id,name,description,max_participants,start_conference_on_enter,end_conference_on_exit,mute_on_entry,"
        + "announce_join_leave,status,pin) VALUES (@id,@organization_id,@extension_id,@name,@description,@participants,@start,@end,@mute,@announce,@status,@pin)";

    public override string Update =>
        "UPDATE conference_rooms SET extension_id=@extension_id,name=@name,description=@description,max_participants=@participants,start_conference_on_enter=@start,"
        + "end_conference_on_exit=@end,mute_on_entry=@mute,announce_join_leave=@announce,status=@status,pin=@pin WHERE organization_id=@organization_id AND id=@id";

    public override IEnumerable<string?> TextsOf(ConferenceRoom item) => [item.Name, item.Description];

    public override long IdOf(ConferenceRoom item) => item.Id;

    public override ConferenceRoom WithId(ConferenceRoom item, long id) => item with { Id = id };

    public override ConferenceRoom Read(DbDataReader reader) => new()
    {
        Id = reader.Id(0),
        Name = reader.Text(1),
        ExtensionId = reader.IdOrNull(2) ?? 0,
        Description = reader.TextOrNull(3),
        MaxParticipants = reader.Int(4),
        StartConferenceOnEnter = reader.Bool(5),
        EndConferenceOnExit = reader.Bool(6),
        MuteOnEntry = reader.Bool(7),
        AnnounceJoinLeave = reader.Bool(8),
        Status = SqlWords.Status(reader.Text(9)),
        Pin = reader.TextOrNull(10),
    };

    public override IReadOnlyList<ChangeFault> Check(ConferenceRoom item) => ColumnRules.Check(item);

    public override IEnumerable<RowReference> ReferencesOf(ConferenceRoom item) => [new RowReference("extensions", item.ExtensionId, "extension_id")];

    public override SqlArgument[] Values(ConferenceRoom item) =>
    [
        ("@extension_id", item.ExtensionId), ("@name", item.Name), ("@description", item.Description), ("@participants", item.MaxParticipants),
        ("@start", item.StartConferenceOnEnter), ("@end", item.EndConferenceOnExit), ("@mute", item.MuteOnEntry), ("@announce", item.AnnounceJoinLeave),
        ("@status", ConfigurationWords.Status.Of(item.Status)), ("@pin", item.Pin),
    ];
}
