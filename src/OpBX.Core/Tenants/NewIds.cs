using OpBX.Storage;

namespace OpBX.Tenants;

/// <summary>
/// Finds ids that no tenant has. Only the storage knows which are taken, and it says so of all at once: those of a table that
/// has such a one move together, each time further up, until they meet nobody.
/// </summary>
internal sealed class NewIds(TenantConfiguration known)
{
    private const int MaxSteps = 200;
    private readonly Dictionary<string, long> _next = new(StringComparer.Ordinal);
    private int _steps;

    /// <summary>Gives other ids where ids are taken.</summary>
    /// <param name="configuration">What was refused.</param>
    /// <param name="faults">Why.</param>
    /// <param name="changed">What to try next.</param>
    /// <returns>False when other ids do not help.</returns>
    public bool TryAssign(TenantConfiguration configuration, IReadOnlyList<ChangeFault> faults, out TenantConfiguration changed)
    {
        changed = configuration;
        HashSet<string> parents = [], children = [];
        foreach (ChangeFault fault in faults)
        {
            string[] parts = fault.Path.Split('.');
            if (fault.Code != ChangeFaultCodes.Duplicate || parts is not [.., "id"] || parts[0] == "organization") return false;
            if (parts.Length == 2) parents.Add(NameOf(parts[0]));
            else children.Add(NameOf(parts[0]) + "." + NameOf(parts[1]));
        }
        if (faults.Count == 0 || ++_steps > MaxSteps) return false;
        changed = Parents(changed, parents);
        changed = Children(changed, children);
        return true;
    }

    private static string NameOf(string part) => part[..part.IndexOf('[', StringComparison.Ordinal)];

    private TenantConfiguration Parents(TenantConfiguration configuration, HashSet<string> tables)
    {
        var moved = new Dictionary<(string Table, long Id), long>();
        configuration = Move(configuration, ConfigurationTables.Users);
        configuration = Move(configuration, ConfigurationTables.Extensions);
        configuration = Move(configuration, ConfigurationTables.DidNumbers);
        configuration = Move(configuration, ConfigurationTables.RingGroups);
        configuration = Move(configuration, ConfigurationTables.Schedules);
        configuration = Move(configuration, ConfigurationTables.Menus);
        configuration = Move(configuration, ConfigurationTables.Rooms);
        configuration = Move(configuration, ConfigurationTables.OutboundRules);
        return moved.Count == 0 ? configuration : ConfigurationReferences.Rewrite(
            configuration, reference => moved.TryGetValue((reference.Table, reference.Id), out long id) ? id : reference.Id);

        TenantConfiguration Move<T>(TenantConfiguration given, ConfigurationTable<T> table)
            where T : class
        {
            if (!tables.Contains(table.Name)) return given;
            IReadOnlyList<T> items = table.Read(given);
            HashSet<long> own = [.. table.Read(known).Select(table.IdOf)];
            long next = Start(table.Name, items.Max(table.IdOf));
            var renumbered = new List<T>(items.Count);
            foreach (T item in items)
            {
                if (own.Contains(table.IdOf(item)))
                {
                    renumbered.Add(item);
                    continue;
                }
                moved[(table.Name, table.IdOf(item))] = next;
                renumbered.Add(table.WithId(item, next++));
            }
            return table.Write(given, renumbered);
        }
    }

    // Nothing refers to children: the storage gives them ids of its own.
    private static TenantConfiguration Children(TenantConfiguration configuration, HashSet<string> lists) => configuration with
    {
        RingGroups = lists.Contains("ring_groups.members")
            ? [.. configuration.RingGroups.Select(static group => group with { Members = [.. group.Members.Select(static m => m with { Id = 0 })] })] : configuration.RingGroups,
        IvrMenus = lists.Contains("ivr_menus.options")
            ? [.. configuration.IvrMenus.Select(static menu => menu with { Options = [.. menu.Options.Select(static o => o with { Id = 0 })] })] : configuration.IvrMenus,
        BusinessHoursSchedules =
        [
            .. configuration.BusinessHoursSchedules.Select(schedule => schedule with
            {
                Rules = lists.Contains("business_hours_schedules.rules") ? [.. schedule.Rules.Select(static r => r with { Id = 0 })] : schedule.Rules,
                Exceptions = lists.Contains("business_hours_schedules.exceptions") ? [.. schedule.Exceptions.Select(static e => e with { Id = 0 })] : schedule.Exceptions,
                Destinations = lists.Contains("business_hours_schedules.destinations") ? [.. schedule.Destinations.Select(static d => d with { Id = 0 })] : schedule.Destinations,
            }),
        ],
    };

    // Further each time, so that even a table of millions is passed in a few steps.
    private long Start(string table, long highest)
    {
        long step = 1L << Math.Min(_steps * 2, 40);
        long start = Math.Max(_next.GetValueOrDefault(table), highest) + step;
        _next[table] = start;
        return start;
    }
}
