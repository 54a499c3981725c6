using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>A configuration as text, without the ids of children that the storage gave.</summary>
internal static class ChildText
{
    /// <summary>The text; children whose id is not among the ids that were asked for come in the order of their content.</summary>
    public static string Of(TenantConfiguration configuration, TenantConfiguration asked)
    {
        int last = 0;
        HashSet<long> members = [.. asked.RingGroups.SelectMany(static group => group.Members).Select(static member => member.Id)];
        HashSet<long> options = [.. asked.IvrMenus.SelectMany(static menu => menu.Options).Select(static option => option.Id)];
        HashSet<long> rules = [.. asked.BusinessHoursSchedules.SelectMany(static schedule => schedule.Rules).Select(static rule => rule.Id)];
        HashSet<long> exceptions = [.. asked.BusinessHoursSchedules.SelectMany(static schedule => schedule.Exceptions).Select(static exception => exception.Id)];
        HashSet<long> destinations = [.. asked.BusinessHoursSchedules.SelectMany(static schedule => schedule.Destinations).Select(static destination => destination.Id)];
        return StateText.Of(configuration with
        {
            RingGroups = [.. configuration.RingGroups.Select(group => group with { Members = [.. group.Members.OrderBy(static member => member.ExtensionId).Select(member => member with { Id = IdOf(member.Id, members) })] })],
            IvrMenus = [.. configuration.IvrMenus.Select(menu => menu with { Options = [.. menu.Options.OrderBy(static option => option.Digit, StringComparer.Ordinal).Select(option => option with { Id = IdOf(option.Id, options) })] })],
            BusinessHoursSchedules =
            [
                .. configuration.BusinessHoursSchedules.Select(schedule => schedule with
                {
                    Rules = [.. schedule.Rules.OrderBy(static rule => rule.DayOfWeek).ThenBy(static rule => rule.Start).Select(rule => rule with { Id = IdOf(rule.Id, rules) })],
                    Exceptions = [.. schedule.Exceptions.OrderBy(static exception => exception.Name, StringComparer.Ordinal).Select(exception => exception with { Id = IdOf(exception.Id, exceptions) })],
                    Destinations = [.. schedule.Destinations.OrderBy(static destination => destination.Period).ThenBy(static destination => destination.Priority).Select(destination => destination with { Id = IdOf(destination.Id, destinations) })],
                }),
            ],
        });

        long IdOf(long id, HashSet<long> given) => id > 0 && given.Contains(id) ? id : ++last;
    }
}
