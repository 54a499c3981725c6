using System.Diagnostics;

namespace OpBX.Repository;

/// <summary>The clone that the tests run in.</summary>
internal static class Clone
{
    private static readonly string[] IgnoredFolders = [".git", "bin", "obj", "artifacts", "TestResults", ".vs", ".idea", ".vscode"];

    /// <summary>The folder of <c>OpBX.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder of the clone.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>The text of a file of the clone.</summary>
    public static string Read(string relative) => File.ReadAllText(PathOf(relative));

    /// <summary>All files that are or could be committed, relative to the root, with forward slashes, sorted.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. (FilesOfGit() ?? Walk(Root)).Where(file => File.Exists(PathOf(file))).Order(StringComparer.Ordinal)];

    /// <summary>Those of <see cref="Files"/> that hold text.</summary>
    public static IReadOnlyList<string> TextFiles { get; } = [.. Files.Where(file => IsText(PathOf(file)))];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OpBX.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("OpBX.sln is in no folder above the tests.");
    }

    private static string[]? FilesOfGit()
    {
        var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0 ? output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // no git: the sources were unpacked from an archive
        }
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
            yield return Path.GetRelativePath(Root, file).Replace('\\', '/');
        foreach (var child in Directory.EnumerateDirectories(folder))
        {
            if (IgnoredFolders.Contains(Path.GetFileName(child)))
                continue;
            foreach (var file in Walk(child))
                yield return file;
        }
    }

    private static bool IsText(string path)
    {
        using var stream = File.OpenRead(path);
        var start = new byte[8000];
        return !start.AsSpan(0, stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)).Contains((byte)0);
    }
}
