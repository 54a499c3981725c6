using System.Text.Json;

namespace OpBX.IntegrationTests.Contract;

/// <summary>Finds the files of <c>tests/contract</c>.</summary>
internal static class ContractFiles
{
    public static string Folder { get; } = Find();

    public static JsonDocument Read(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpBX.sln"))) return Path.Combine(folder.FullName, "tests", "contract");
        }
        throw new InvalidOperationException("The test does not run inside the repository.");
    }
}
