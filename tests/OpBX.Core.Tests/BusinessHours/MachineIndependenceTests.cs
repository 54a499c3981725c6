using System.Diagnostics;
using System.Text;

namespace OpBX.BusinessHours;

public sealed class MachineIndependenceTests
{
    [Fact]
    public async Task Evaluate_withoutSystemZonesAndCultures_givesTheSameResults()
    {
        ProcessStartInfo start = new(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet")
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            UseShellExecute = false,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(HoursTranscript).Assembly.Location);
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        start.Environment["TZDIR"] = Path.Combine(AppContext.BaseDirectory, "there-is-no-such-folder");
        start.Environment["TZ"] = "Pacific/Apia";
        start.Environment["LC_ALL"] = "tr_TR.UTF-8";

        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2));
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);

        process.ExitCode.Should().Be(0);
        string expected = HoursTranscript.Write();
        expected.Length.Should().BeGreaterThan(1000);
        if (!OperatingSystem.IsWindows())
            output.Should().StartWith(HoursTranscript.NoSystemZones);

        output[(output.IndexOf('\n', StringComparison.Ordinal) + 1)..].Should().Be(expected);
    }
}
