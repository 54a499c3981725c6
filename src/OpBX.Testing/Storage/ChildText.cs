using OpBX.Tenants;

namespace OpBX.Storage;

/// <summary>A configuration as text, without the ids of children that the storage gave.</summary>
internal static class ChildText
{
    /// <summary>The text; children whose id is not among the given ones come in the order of their content.</summary>
    public static string Of(TenantConfiguration configuration, IReadOnlySet<long> given)
    {
        int last = 0;
        return StateText.Of(configuration with
        {
            RingGroups = [.. configuration.RingGroups.Select(group => group with { Members = [.. group.Members.OrderBy(static member => member.ExtensionId).Select(member => member with { Id = IdOf(member.Id) })] })],
            IvrMenus = [.. configuration.IvrMenus.Select(menu => menu with { Options = [.. menu.Options.OrderBy(static option => option.Digit, StringComparer.Ordinal).Select(option => option with { Id = IdOf(option.Id) })] })],
            BusinessHoursSchedules =
            [
                .. configuration.BusinessHoursSchedules.Select(schedule => schedule with
                {
                    Rules = [.. schedule.Rules.OrderBy(static rule => rule.DayOfWeek).ThenBy(static rule => rule.Start).Select(rule => rule with { Id = IdOf(rule.Id) })],
                    Exceptions = [.. schedule.Exceptions.OrderBy(static exception => exception.Name, StringComparer.Ordinal).Select(exception => exception with { Id = IdOf(exception.Id) })],
                    Destinations = [.. schedule.Destinations.OrderBy(static destination => destination.Period).ThenBy(static destination => destination.Priority).Select(destination => destination with { Id = IdOf(destination.Id) })],
                }),
            ],
        });

        long IdOf(long id) => given.Contains(id) ? id : ++last;
    }
}
