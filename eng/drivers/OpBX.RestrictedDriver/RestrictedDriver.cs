using System.Collections;
using System.Data.Common;
using System.Reflection;
using System.Runtime.CompilerServices;
using MySql.Data.MySqlClient;

namespace OpBX.RestrictedDriver;

/// <summary>Makes MySql.Data known under its invariant name.</summary>
public static class RestrictedDriver
{
    /// <summary>The name by which <see cref="DbProviderFactories"/> knows the driver.</summary>
    public const string InvariantName = "MySql.Data.MySqlClient";

    private static readonly Lock Gate = new();
    private static bool registered;

    /// <summary>Registers the driver; to be called before the first connection. Any number of calls is one.</summary>
    public static void Register()
    {
        lock (Gate)
        {
            if (registered) return;
            AddCharacterSet("utf8mb3", "utf8mb4");
            DbProviderFactories.RegisterFactory(InvariantName, MySqlClientFactory.Instance);
            registered = true;
        }
    }

    /// <summary>
    /// The servers of today call the old character set utf8mb3, a name that this driver does not know: statements that
    /// answer with it would fail. It is given the meaning of another name in the driver's own table.
    /// </summary>
    private static void AddCharacterSet(string name, string meaning)
    {
        Type map = typeof(MySqlConnection).Assembly.GetTypes().SingleOrDefault(type => type.Name == "CharSetMap")
            ?? throw new InvalidOperationException("This version of MySql.Data keeps its character sets elsewhere.");
        RuntimeHelpers.RunClassConstructor(map.TypeHandle);
        int added = 0;
        foreach (FieldInfo field in map.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public))
        {
            if (field.GetValue(null) is not IDictionary table || !table.Contains(meaning)) continue;
            table[name] = table[meaning];
            added++;
        }
        if (added == 0) throw new InvalidOperationException($"This version of MySql.Data does not know {meaning}.");
    }
}
