namespace OpBX.Hosting;

/// <summary>The sample payloads of the platform.</summary>
internal static class Payloads
{
    public static string Folder { get; } = Path.Combine(Root(), "tests", "contract", "payloads");

    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name));

    public static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpBX.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException("OpBX.sln is in no folder above the tests.");
    }
}
