using BenchmarkDotNet.Running;
using OpBX.Benchmarks.Cdr;
using OpBX.Benchmarks.State;
using OpBX.Benchmarks.Tenants;

namespace OpBX.Benchmarks;

/// <summary>Runs benchmarks by name: <c>dotnet run -c Release -- --job short --filter *Cxml*</c>; <c>--redis-latency</c> compares operations on Redis in turns.</summary>
public static class Program
{
    public static async Task Main(string[] args)
    {
        if (args is ["mysql-records", ..]) await MySqlRecords.RunAsync();
        else if (args is ["mysql-ingestion", .. string[] measures]) await MySqlIngestion.RunAsync(measures);
        else if (args is ["cdr-sender", .. string[] load]) await CdrSender.RunAsync(load);
        else if (args is ["mysql-configuration", .. string[] parts]) await MySqlConfiguration.RunAsync(parts);
        else if (args is ["--redis-latency", .. string[] blocks]) await RedisLatency.RunAsync(rounds: 5000, block: blocks is [string block] ? int.Parse(block, System.Globalization.CultureInfo.InvariantCulture) : 1);
        else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    }
}
