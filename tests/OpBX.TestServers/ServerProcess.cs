using System.Globalization;
using System.Runtime.InteropServices;

namespace OpBX.TestServers;

/// <summary>
/// One process of a server that a test started for itself. It is known by its id and start time, so that a signal never
/// reaches a stranger who got the id later.
/// </summary>
public sealed class ServerProcess
{
    private const int Kill = 9, Continue = 18, Stop = 19; // of Linux

    private readonly Lock _gate = new();
    private string? _startedAt;

    internal ServerProcess(string role) => Role = role;

    /// <summary>What it is in its set, such as <c>node1</c> or <c>sentinel2</c>.</summary>
    public string Role { get; }

    /// <summary>The process id; another one after a restart.</summary>
    public int Id { get; private set; }

    /// <summary>The port on 127.0.0.1; the same after a restart.</summary>
    public int Port { get; private set; }

    /// <summary>Whether the process is there, suspended or not.</summary>
    public bool IsAlive => _startedAt is { } start && StartOf(Id) == start;

    /// <summary>Freezes the process (SIGSTOP): its connections stay open and nothing answers.</summary>
    /// <exception cref="InvalidOperationException">The process is gone.</exception>
    public void Suspend()
    {
        Signal(Stop);
        // The signal is taken note of at once, and obeyed a moment later.
        SpinWait.SpinUntil(() => !IsAlive || StateOf(Id) is 'T' or 't');
    }

    /// <summary>Lets a frozen process go on (SIGCONT).</summary>
    /// <exception cref="InvalidOperationException">The process is gone.</exception>
    public void Resume() => Signal(Continue);

    /// <summary>Ends the process at once (SIGKILL) and waits until it is gone. A process that is gone already is no error.</summary>
    public async Task KillAsync()
    {
        EndNow();
        while (IsAlive) await Task.Delay(5).ConfigureAwait(false);
    }

    internal void EndNow()
    {
        lock (_gate)
        {
            if (IsAlive) _ = SendSignal(Id, Kill);
        }
    }

    internal void Became(int id, int port)
    {
        lock (_gate)
        {
            Id = id;
            Port = port;
            _startedAt = StartOf(id);
        }
    }

    private void Signal(int signal)
    {
        lock (_gate)
        {
            if (!IsAlive || SendSignal(Id, signal) != 0) throw new InvalidOperationException($"The process {Id} ({Role}) is gone.");
        }
    }

    /// <summary>The time that a process started, null when it is gone; one that only waits to be buried is.</summary>
    private static string? StartOf(int id) => Stat(id) is { Length: > 19 } fields && fields[0] is not ("Z" or "X") ? fields[19] : null;

    private static char StateOf(int id) => Stat(id) is { Length: > 0 } fields ? fields[0][0] : 'X';

    /// <summary>What the kernel says of a process, from its state on: its name before that may hold anything.</summary>
    private static string[]? Stat(int id)
    {
        try
        {
            string text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
