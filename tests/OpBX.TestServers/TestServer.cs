namespace OpBX.TestServers;

/// <summary>Finds the servers of a test run by the environment variables that <c>test.sh</c> sets.</summary>
public static class TestServer
{
    /// <summary>The connection string of a database server, without a database.</summary>
    /// <exception cref="InvalidOperationException">The environment names no such server.</exception>
    public static string ConnectionString(DatabaseServer server)
        => Read(server == DatabaseServer.MySql ? "OPBX_TEST_MYSQL" : "OPBX_TEST_MARIADB");

    /// <summary>The configuration string of the Redis server.</summary>
    /// <exception cref="InvalidOperationException">The environment names no such server.</exception>
    public static string Redis => Read("OPBX_TEST_REDIS");

    private static string Read(string variable)
        => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? text.TrimEnd(';')
            : throw new InvalidOperationException($"{variable} is not set. ./test.sh starts the servers and sets it; see docs/build.md.");
}
