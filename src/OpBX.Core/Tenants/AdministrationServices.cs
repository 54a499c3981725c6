using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpBX.BusinessHours;
using OpBX.Conferences;
using OpBX.Extensions;
using OpBX.Ivr;
using OpBX.Numbers;
using OpBX.Outbound;
using OpBX.RingGroups;

namespace OpBX.Tenants;

/// <summary>Registers what administers tenants (rules A1–A3).</summary>
internal static class AdministrationServices
{
    public static void AddAdministration(IServiceCollection services)
    {
        services.TryAddSingleton<ConfigurationChanges>();
        services.TryAddSingleton<ConfigurationChanger>();
        Add(static changer => new OrganizationManager(changer));
        Add(static changer => new TenantManager(changer));
        Add(static changer => new UserManager(changer));
        Add(static changer => new ExtensionManager(changer));
        Add(static changer => new DidNumberManager(changer));
        Add(static changer => new RingGroupManager(changer));
        Add(static changer => new BusinessHoursManager(changer));
        Add(static changer => new IvrMenuManager(changer));
        Add(static changer => new ConferenceRoomManager(changer));
        Add(static changer => new OutboundRuleManager(changer));

        void Add<T>(Func<ConfigurationChanger, T> make)
            where T : class
            => services.TryAddSingleton(provider => make(provider.GetRequiredService<ConfigurationChanger>()));
    }
}
