namespace OpBX.Tenants;

/// <summary>
/// Gives ids to child rows that have none, in the order in which they stand, from one above the highest id of their table
/// in the tenant: the same document always gets the same ids.
/// </summary>
internal static class ConfigurationIds
{
    public static TenantConfiguration Assign(TenantConfiguration configuration) => configuration with
    {
        RingGroups = Within(configuration.RingGroups, static group => group.Members, static (group, members) => group with { Members = members },
            static member => member.Id, static (member, id) => member with { Id = id }),
        BusinessHoursSchedules = Within(
            Within(
                Within(configuration.BusinessHoursSchedules, static schedule => schedule.Rules, static (schedule, rules) => schedule with { Rules = rules },
                    static rule => rule.Id, static (rule, id) => rule with { Id = id }),
                static schedule => schedule.Exceptions, static (schedule, exceptions) => schedule with { Exceptions = exceptions },
                static exception => exception.Id, static (exception, id) => exception with { Id = id }),
            static schedule => schedule.Destinations, static (schedule, destinations) => schedule with { Destinations = destinations },
            static destination => destination.Id, static (destination, id) => destination with { Id = id }),
        IvrMenus = Within(configuration.IvrMenus, static menu => menu.Options, static (menu, options) => menu with { Options = options },
            static option => option.Id, static (option, id) => option with { Id = id }),
    };

    private static IReadOnlyList<TParent> Within<TParent, TChild>(
        IReadOnlyList<TParent> parents,
        Func<TParent, IReadOnlyList<TChild>> children,
        Func<TParent, IReadOnlyList<TChild>, TParent> replace,
        Func<TChild, long> idOf,
        Func<TChild, long, TChild> withId)
    {
        bool isComplete = true;
        long highest = 0;
        foreach (TParent parent in parents)
        {
            foreach (TChild child in children(parent))
            {
                highest = Math.Max(highest, idOf(child));
                isComplete &= idOf(child) > 0;
            }
        }
        if (isComplete) return parents;
        var changed = new TParent[parents.Count];
        for (int i = 0; i < changed.Length; i++)
        {
            var rows = children(parents[i]).Select(child => idOf(child) > 0 ? child : withId(child, unchecked(++highest))).ToArray();
            changed[i] = replace(parents[i], rows);
        }
        return changed;
    }
}
