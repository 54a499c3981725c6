namespace OpBX.Numbers;

/// <summary>Files of the clone that the tests run in.</summary>
internal static class Repository
{
    public static string PathOf(params string[] parts)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "OpBX.sln"))) folder = Path.GetDirectoryName(folder);
        return folder is null ? throw new InvalidOperationException("OpBX.sln is in no folder above the tests.") : Path.Combine([folder, .. parts]);
    }
}
