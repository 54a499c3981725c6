using BenchmarkDotNet.Running;
using OpBX.Benchmarks.Cdr;

namespace OpBX.Benchmarks;

/// <summary>Runs benchmarks by name: <c>dotnet run -c Release -- --job short --filter *Cxml*</c>.</summary>
public static class Program
{
    public static async Task Main(string[] args)
    {
        if (args is ["mysql-records", ..]) await MySqlRecords.RunAsync();
        else BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
    }
}
