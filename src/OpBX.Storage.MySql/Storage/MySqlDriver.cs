using System.Data.Common;

namespace OpBX.Storage;

/// <summary>
/// The only file that knows a driver. Everything else is written against <see cref="DbDataSource"/>, so that it behaves the same on
/// every ADO.NET provider for MySQL.
/// </summary>
internal static class MySqlDriver
{
    /// <summary>Makes a data source for a connection string; explicit where defaults differ between drivers.</summary>
    /// <exception cref="ArgumentException">The connection string can't be read.</exception>
    /// <exception cref="InvalidOperationException">No driver is there.</exception>
    public static DbDataSource CreateDataSource(string connectionString)
    {
        // Read by the general builder, so that what the host wrote stays as it is; only what is missing is added.
        var builder = new DbConnectionStringBuilder { ConnectionString = connectionString };
        Default("ConnectionReset", "true", "Connection Reset");
        Default("Connection Timeout", "5", "ConnectionTimeout", "Connect Timeout");
        Default("UseAffectedRows", "false", "Use Affected Rows");
        Default("TreatTinyAsBoolean", "true", "Treat Tiny As Boolean");
        Default("AllowUserVariables", "false", "Allow User Variables");
#if OPBX_CURRENT_DRIVERS
        // A command whose time is over is not waited for: the connection is thrown away.
        Default("CancellationTimeout", "-1", "Cancellation Timeout");
        DbProviderFactory factory = MySqlConnector.MySqlConnectorFactory.Instance;
#else
        if (!DbProviderFactories.TryGetFactory("MySqlConnector", out DbProviderFactory? factory)
            && !DbProviderFactories.TryGetFactory("MySql.Data.MySqlClient", out factory))
        {
            throw new InvalidOperationException("No ADO.NET provider for MySQL is registered with DbProviderFactories.");
        }
#endif
        return factory.CreateDataSource(builder.ConnectionString);

        void Default(string key, string value, params ReadOnlySpan<string> aliases)
        {
            foreach (string alias in aliases)
            {
                if (builder.ContainsKey(alias)) return;
            }
            if (!builder.ContainsKey(key)) builder[key] = value;
        }
    }
}
