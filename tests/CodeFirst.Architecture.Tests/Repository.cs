namespace CodeFirst.Architecture.Tests;

/// <summary>The files of this repository, without what builds leave behind. Paths are relative to the root, with forward slashes.</summary>
internal static class Repository
{
    private static readonly HashSet<string> SkippedFolders = new(StringComparer.Ordinal) { "bin", "obj", ".git", ".vs", ".idea", "TestResults", "node_modules" };

    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<string> Files { get; } = [.. Enumerate(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    /// <summary>Source written by hand: snapshots are not.</summary>
    public static IEnumerable<string> SourceFiles =>
        Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.EndsWith(".verified.cs", StringComparison.Ordinal));

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    private static IEnumerable<string> Enumerate(DirectoryInfo folder) => folder.EnumerateFileSystemInfos().SelectMany(entry => entry switch
    {
        DirectoryInfo { LinkTarget: null } child => SkippedFolders.Contains(child.Name) ? [] : Enumerate(child),
        _ => [Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/')],
    });

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CodeFirst.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("CodeFirst.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
