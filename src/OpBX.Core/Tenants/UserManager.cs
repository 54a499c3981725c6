using OpBX.Numbers;
using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>Administers users (rules A1, T3). Removing one clears the assignment of its extensions.</summary>
public sealed class UserManager : TenantObjectManager<User>
{
    internal UserManager(ConfigurationChanger changer) : base(changer, ConfigurationTables.Users, RoleSubject.Users) { }

    private protected override IConfigurationStore<User> Store => Changer.Stores.Users;

    private protected override User Normalize(TenantConfiguration current, User item)
        => item.Phone is { } text && ConfiguredNumbers.Of(current.Organization, Changer.Catalog.Numbers).TryRead(text, out PhoneNumber number) ? item with { Phone = number.Value } : item;

    private protected override void Check(TenantConfiguration current, User item, AdministrationCheck check)
    {
        check.Required("name", item.Name);
        int at = item.Email?.IndexOf('@', StringComparison.Ordinal) ?? -1;
        if (at <= 0 || at == item.Email!.Length - 1 || item.Email.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c)))
            check.Add(AdministrationFaultCodes.InvalidValue, "email", "It is no e-mail address.");
        if (item.Country is { Length: > 0 } country && (country.Length != 2 || !country.All(char.IsAsciiLetter)))
            check.Add(AdministrationFaultCodes.InvalidValue, "country", "It is no ISO 3166-1 code of two letters.");
    }

    private protected override bool Holds(TenantConfiguration current, ConfigurationReference reference) => false;

    private protected override IEnumerable<UserRole> RolesOf(User item) => [item.Role];
}
