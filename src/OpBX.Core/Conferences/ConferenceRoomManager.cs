using OpBX.Extensions;
using OpBX.Storage;
using OpBX.Tenants;

namespace OpBX.Conferences;

/// <summary>Administers conference rooms (rules A1, K1, K2).</summary>
public sealed class ConferenceRoomManager : TenantObjectManager<ConferenceRoom>
{
    internal ConferenceRoomManager(ConfigurationChanger changer) : base(changer, ConfigurationTables.Rooms, RoleSubject.Configuration) { }

    private protected override IConfigurationStore<ConferenceRoom> Store => Changer.Stores.ConferenceRooms;

    private protected override void Check(TenantConfiguration current, ConferenceRoom item, AdministrationCheck check)
    {
        check.Required("name", item.Name);
        check.Range("max_participants", item.MaxParticipants, 1, 250);
        if (item.Pin is { } pin && (pin.Length == 0 || !pin.All(char.IsAsciiDigit))) check.Add(AdministrationFaultCodes.InvalidValue, "pin", "A PIN is digits only.");
        Extension? extension = current.Extensions.FirstOrDefault(candidate => candidate.Id == item.ExtensionId);
        if (extension is not null && extension.Type != ExtensionType.Conference)
            check.Add(AdministrationFaultCodes.InvalidValue, "extension_id", "The extension is not of type conference.");
        if (current.ConferenceRooms.Any(room => room.Id != item.Id && room.ExtensionId == item.ExtensionId))
            check.Add(ChangeFaultCodes.Duplicate, "extension_id", "The extension has a room already.");
    }
}
