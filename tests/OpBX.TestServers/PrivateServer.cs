using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace OpBX.TestServers;

/// <summary>
/// A server that a test starts for itself, on free ports of 127.0.0.1 and with data of its own, by a script of
/// <c>eng/servers</c>. Disposing it ends its processes and deletes its data; what a test run that died leaves behind
/// goes at the next start of any server.
/// </summary>
public abstract class PrivateServer : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // the first start of a machine downloads the server
    private static readonly ConcurrentDictionary<PrivateServer, bool> Living = new();
    private static readonly string Scripts = FindScripts();

    private readonly string _script;
    private readonly bool _small;
    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"t-{Guid.NewGuid():N}")[..18];
    private readonly List<ServerProcess> _processes = [];

    static PrivateServer() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (ServerProcess process in Living.Keys.SelectMany(server => server._processes)) process.EndNow();
    };

    private protected PrivateServer(string script, bool small)
    {
        _script = script;
        _small = small;
    }

    /// <summary>The processes: one, or those of a set.</summary>
    public IReadOnlyList<ServerProcess> Processes => _processes;

    /// <summary>How the driver connects.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Freezes every process (SIGSTOP): connections stay open and nothing answers.</summary>
    /// <exception cref="InvalidOperationException">A process is gone.</exception>
    public void Suspend() => _processes.ForEach(process => process.Suspend());

    /// <summary>Lets every process go on (SIGCONT).</summary>
    /// <exception cref="InvalidOperationException">A process is gone.</exception>
    public void Resume() => _processes.ForEach(process => process.Resume());

    /// <summary>Ends every process at once (SIGKILL); what the server wrote to its files stays.</summary>
    public Task KillAsync() => Task.WhenAll(_processes.Select(process => process.KillAsync()));

    /// <summary>Starts the processes that are gone, on their old ports, and returns when the server answers.</summary>
    /// <exception cref="InvalidOperationException">The server did not start; the message has the script's output.</exception>
    public Task RestartAsync() => LaunchAsync();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _processes.ForEach(process => process.EndNow());
        await RunAsync("remove").ConfigureAwait(false);
        Living.TryRemove(this, out _);
    }

    private protected async Task LaunchAsync()
    {
        Living.TryAdd(this, true);
        try
        {
            foreach (string line in await RunAsync("start").ConfigureAwait(false)) Read(line);
        }
        catch
        {
            if (_processes.Count == 0) await DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void Read(string line)
    {
        if (line.StartsWith("connection=", StringComparison.Ordinal)) ConnectionString = line["connection=".Length..];
        if (!line.StartsWith("node=", StringComparison.Ordinal)) return;
        string[] words = line["node=".Length..].Split(' ');
        ServerProcess? process = _processes.Find(known => known.Role == words[0]);
        if (process is null) _processes.Add(process = new ServerProcess(words[0]));
        process.Became(int.Parse(words[1], CultureInfo.InvariantCulture), int.Parse(words[2], CultureInfo.InvariantCulture));
    }

    private async Task<string[]> RunAsync(string verb)
    {
        var start = new ProcessStartInfo(Path.Combine(Scripts, _script), _small ? [verb, _name, "small"] : [verb, _name])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OPBX_SERVER_OWNER"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (string port in (string[])["OPBX_MYSQL_PORT", "OPBX_MARIADB_PORT", "OPBX_REDIS_PORT"]) start.Environment.Remove(port);

        using Process script = Process.Start(start) ?? throw new InvalidOperationException($"{_script} cannot be started.");
        Task<string> output = script.StandardOutput.ReadToEndAsync(), errors = script.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await script.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            script.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{_script} {verb} did not end within {Limit}.");
        }
        if (script.ExitCode != 0) throw new InvalidOperationException($"{_script} {verb}: {await errors.ConfigureAwait(false)}");
        return (await output.ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string FindScripts()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string scripts = Path.Combine(folder.FullName, "eng", "servers");
            if (File.Exists(Path.Combine(scripts, "shared.sh"))) return scripts;
        }
        throw new InvalidOperationException("eng/servers is in no folder above the tests.");
    }
}
