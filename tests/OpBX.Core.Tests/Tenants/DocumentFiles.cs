namespace OpBX.Tenants;

/// <summary>Files of the repository that the document's tests read.</summary>
internal static class DocumentFiles
{
    public static string Schema => File.ReadAllText(PathOf("docs", "opbx.schema.json"));

    public static string Demo => File.ReadAllText(PathOf("samples", "OpBX.WebhookHost", "pbx.json"));

    public static string Database => File.ReadAllText(PathOf("tests", "contract", "database-schema.md"));

    private static string PathOf(params string[] parts)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "OpBX.sln"))) directory = directory.Parent;
        return Path.Combine([(directory ?? throw new InvalidOperationException("The repository was not found.")).FullName, .. parts]);
    }
}
