using System.Diagnostics;
using System.Globalization;
using OpBX.Repository.Packages;

namespace OpBX.Repository.Servers;

public sealed class ScriptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Servers_that_the_environment_names_are_used_as_they_are()
    {
        var environment = new Dictionary<string, string?>
        {
            ["OPBX_TEST_MYSQL"] = "Server=one;Password=a b'c",
            ["OPBX_TEST_MARIADB"] = "Server=two",
            ["OPBX_TEST_REDIS"] = "three:1",
            ["OPBX_TEST_SERVERS"] = Path.Combine(_folder.Path, "servers"),
        };
        string[] arguments = [_folder.Path, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];
        (await Script.RunAsync("eng/servers/for-tests.sh", ["start", .. arguments], environment)).ExitCode.Should().Be(0);
        (await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "variables"))).Should()
            .Equal("OPBX_TEST_MYSQL=Server=one;Password=a b'c", "OPBX_TEST_MARIADB=Server=two", "OPBX_TEST_REDIS=three:1");
        Directory.GetDirectories(Path.Combine(_folder.Path, "servers")).Should().BeEmpty("nothing was started");
        (await Script.RunAsync("eng/servers/for-tests.sh", ["stop", .. arguments], environment)).ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Server_whose_owner_is_gone_goes_at_the_next_start()
    {
        var servers = new Dictionary<string, string?> { ["OPBX_TEST_SERVERS"] = _folder.Path };
        using var owner = Process.Start("sleep", "60");
        try
        {
            var owned = new Dictionary<string, string?>(servers) { ["OPBX_SERVER_OWNER"] = owner.Id.ToString(CultureInfo.InvariantCulture) };
            (await Script.RunAsync("eng/servers/redis.sh", ["start", "owned"], owned)).ExitCode.Should().Be(0);
            (await Script.RunAsync("eng/servers/redis.sh", ["start", "kept"], servers)).ExitCode.Should().Be(0);
            (await Script.RunAsync("eng/servers/redis.sh", ["status", "owned"], servers)).Output.Should().Contain("process");

            owner.Kill();
            await owner.WaitForExitAsync();
            (await Script.RunAsync("eng/servers/redis.sh", ["sweep"], servers)).ExitCode.Should().Be(0);
            Directory.Exists(Path.Combine(_folder.Path, "redis", "instances", "owned")).Should().BeFalse();
            (await Script.RunAsync("eng/servers/redis.sh", ["status", "kept"], servers)).ExitCode.Should().Be(0);
        }
        finally
        {
            owner.Kill();
            foreach (var name in (string[])["owned", "kept"]) await Script.RunAsync("eng/servers/redis.sh", ["remove", name], servers);
        }
    }

    [Fact]
    public async Task Server_starts_stops_and_starts_again_on_its_port_in_a_folder_with_blanks()
    {
        var environment = new Dictionary<string, string?> { ["OPBX_TEST_SERVERS"] = Path.Combine(_folder.Path, "a b $c") };
        try
        {
            var first = await Script.RunAsync("eng/servers/redis.sh", ["start"], environment);
            first.ExitCode.Should().Be(0, first.Output);
            first.Output.Should().StartWith("connection=127.0.0.1:");
            (await Script.RunAsync("eng/servers/redis.sh", ["start"], environment)).Should().Be(first, "it runs already");
            (await Script.RunAsync("eng/servers/redis.sh", ["stop"], environment)).ExitCode.Should().Be(0);
            (await Script.RunAsync("eng/servers/redis.sh", ["status"], environment)).Should().Be((1, "nothing runs\n"));
            var second = await Script.RunAsync("eng/servers/redis.sh", ["start"], environment);
            second.Output.Split('\n')[0].Should().Be(first.Output.Split('\n')[0]);
        }
        finally
        {
            await Script.RunAsync("eng/servers/redis.sh", ["remove"], environment);
        }
    }

    [Theory]
    [InlineData("mysql.sh", "begin", "main", 2, "usage: mysql.sh")]
    [InlineData("mariadb.sh", "start", "../x", 1, "is not a name")]
    [InlineData("redis-cluster.sh", "status", "no-such", 1, "nothing runs")]
    public async Task Script_that_is_used_wrongly_says_so(string script, string verb, string name, int exitCode, string output)
    {
        var run = await Script.RunAsync("eng/servers/" + script, [verb, name], new() { ["OPBX_TEST_SERVERS"] = _folder.Path });
        run.ExitCode.Should().Be(exitCode);
        run.Output.Should().Contain(output);
    }

    [Theory]
    [InlineData("--mysql --mariadb", "run.sh: choose one of --mysql and --mariadb.")]
    [InlineData("--sqlite", "run.sh: there is no option --sqlite.")]
    public async Task Run_with_options_that_make_no_sense_says_so(string options, string message)
    {
        var run = await Script.RunAsync("run.sh", options.Split(' '));
        run.ExitCode.Should().Be(2);
        run.Output.Should().Contain(message);
    }
}
