using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpBX.Hosting;

/// <summary>The sample host as a process of its own.</summary>
internal sealed class SampleHost : IAsyncDisposable
{
    private readonly Process _process;
    private bool _isDisposed;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleHost(string program, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public ConcurrentQueue<string> Lines { get; } = new();

    public string Output => string.Join('\n', Lines);

    /// <summary>Where it listens; waits until it does.</summary>
    public Task<Uri> Address => _address.Task;

    public static SampleHost Start(params string[] arguments) => Start(new Dictionary<string, string>(), arguments);

    public static SampleHost Start(IReadOnlyDictionary<string, string> environment, params string[] arguments) => new("OpBX.WebhookHost.dll", environment, arguments);

    /// <summary>Another program that announces its address likewise.</summary>
    public static SampleHost StartProgram(string program, IReadOnlyDictionary<string, string> environment, params string[] arguments) => new(program, environment, arguments);

    /// <summary>Waits for the end and gives the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Kills the process at once, as <c>kill -9</c> does; may be repeated.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        const string Announcement = "Now listening on: ";
        if (line is null)
        {
            _address.TrySetException(new InvalidOperationException("The host ended:\n" + Output));
            return;
        }
        Lines.Enqueue(line);
        int at = line.IndexOf(Announcement, StringComparison.Ordinal);
        if (at >= 0) _address.TrySetResult(new Uri(line[(at + Announcement.Length)..].Trim()));
    }
}
