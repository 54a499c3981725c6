namespace OpBX.TestServers;

/// <summary>Finds the servers of a test run by the environment variables that <c>test.sh</c> sets.</summary>
public static class TestServer
{
    /// <summary>
    /// The database servers that tests run on: both, unless <c>test.sh</c> could not have MySQL, which it then says
    /// (<c>OPBX_TEST_NO_MYSQL=1</c>). A server that is merely not named is in the list, and its tests fail.
    /// </summary>
    public static IReadOnlyList<DatabaseServer> Available { get; } =
        Environment.GetEnvironmentVariable("OPBX_TEST_NO_MYSQL") == "1" ? [DatabaseServer.MariaDb] : [DatabaseServer.MySql, DatabaseServer.MariaDb];

    /// <summary><see cref="Available"/> as the rows of a theory: <c>[MemberData(nameof(TestServer.Rows), MemberType = typeof(TestServer))]</c>.</summary>
    public static IEnumerable<object[]> Rows => Available.Select(server => new object[] { server });

    /// <summary>The server for a test that needs one and no particular one: MySQL where it is available.</summary>
    public static DatabaseServer Preferred => Available[0];

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
