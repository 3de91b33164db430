using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace CodeFirst.Interop.Tests.TypeScript;

/// <summary>The scripts beside this file.</summary>
internal static partial class Scripts
{
    public static string Folder { get; } = FindFolder();

    /// <summary>The names of all scenarios, found in the sources: a test has to have its name before anything runs.</summary>
    public static IReadOnlyList<string> Scenarios { get; } =
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Folder, "scenarios"), "*.js").Order(StringComparer.Ordinal)
           from Match call in ScenarioCall.Matches(File.ReadAllText(file))
           select call.Groups[1].Value,
    ];

    [GeneratedRegex("^scenario\\('([^']+)'", RegexOptions.Multiline)]
    private static partial Regex ScenarioCall { get; }

    private static string FindFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
