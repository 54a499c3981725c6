using System.Data.Common;

namespace OpBX.TestServers;

/// <summary>The ADO.NET provider of this build's driver set.</summary>
public static class DatabaseDriver
{
    /// <summary>Makes connections.</summary>
    public static DbProviderFactory Factory { get; } =
#if OPBX_CURRENT_DRIVERS
        MySqlConnector.MySqlConnectorFactory.Instance;
#else
        DbProviderFactories.GetFactory("MySql.Data.MySqlClient");
#endif
}
