using BenchmarkDotNet.Running;

namespace OpBX.Benchmarks;

/// <summary>Runs benchmarks by name: <c>dotnet run -c Release -- --job short --filter *Cxml*</c>.</summary>
public static class Program
{
    public static void Main(string[] args) => BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
