using System.Globalization;
using System.Runtime.InteropServices;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using Testcontainers.MySql;
using Testcontainers.Redis;

// Starts the containers named by the arguments (mysql, mariadb, redis), prints the variables that the tests read, then
// the line `ready`, and lives until it is asked to end. The versions are the oldest that OpBX supports.
const string Password = "opbx";
const ushort DatabasePort = 3306;

using var end = new CancellationTokenSource();
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);

var containers = new List<IContainer>();
try
{
    string[] variables = await Task.WhenAll(args.Select(StartAsync));
    foreach (string variable in variables) Console.WriteLine(variable);
    Console.WriteLine("ready");
    await Task.Delay(Timeout.Infinite, end.Token);
}
catch (OperationCanceledException) when (end.IsCancellationRequested)
{
    // asked to end
}
finally
{
    foreach (IContainer container in containers) await container.DisposeAsync();
}

async Task<string> StartAsync(string kind)
{
    IContainer container = kind switch
    {
        "mysql" => new MySqlBuilder("mysql:8.0").WithUsername("root").WithPassword(Password).Build(),
        "mariadb" => new ContainerBuilder("mariadb:10.6")
            .WithEnvironment("MARIADB_ROOT_PASSWORD", Password)
            .WithPortBinding(DatabasePort, assignRandomHostPort: true)
            // The server that the image runs while it initialises does not listen on TCP.
            .WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted("mariadb-admin", "ping", "-h127.0.0.1", "-uroot", "-p" + Password))
            .Build(),
        "redis" => new RedisBuilder("redis:7.0").Build(),
        _ => throw new ArgumentException($"There is no server '{kind}'.", nameof(kind)),
    };
    lock (containers) containers.Add(container);
    await container.StartAsync(end.Token);
    string value = container is RedisContainer redis
        ? redis.GetConnectionString()
        : string.Create(CultureInfo.InvariantCulture, $"Server={container.Hostname};Port={container.GetMappedPublicPort(DatabasePort)};User ID=root;Password={Password};SslMode=None;AllowPublicKeyRetrieval=true");
    return $"OPBX_TEST_{kind.ToUpperInvariant()}={value}";
}

void End(PosixSignalContext context)
{
    context.Cancel = true;
    end.Cancel();
}
