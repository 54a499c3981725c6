namespace OpBX.TestServers;

/// <summary>A MySQL or MariaDB server of a test's own, ready within a second or two. A kill loses nothing that was committed.</summary>
public sealed class PrivateMySql : PrivateServer
{
    private PrivateMySql(DatabaseServer server)
        : base(server == DatabaseServer.MySql ? "mysql.sh" : "mariadb.sh", small: true) => Server = server;

    /// <summary>Which of the two it is.</summary>
    public DatabaseServer Server { get; }

    /// <summary>The only process.</summary>
    public ServerProcess Process => Processes[0];

    /// <summary>Starts a server; the user of <see cref="PrivateServer.ConnectionString"/>, which names no database, may do everything.</summary>
    /// <exception cref="InvalidOperationException">The server cannot be had; the message says why.</exception>
    public static async Task<PrivateMySql> StartAsync(DatabaseServer server)
    {
        var started = new PrivateMySql(server);
        await started.LaunchAsync().ConfigureAwait(false);
        return started;
    }
}
