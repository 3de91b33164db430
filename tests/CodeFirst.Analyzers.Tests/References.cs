using CodeFirst.Sdk;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Analyzers.Tests;

/// <summary>What test code compiles against: the few assemblies of the running framework that it needs, so that nothing has to be fetched, and the real SDK. Read once for all tests.</summary>
internal static class References
{
    private static readonly HashSet<string> Needed = new(StringComparer.OrdinalIgnoreCase)
    {
        "System.Private.CoreLib.dll", "System.Runtime.dll", "System.Collections.dll", "System.Linq.dll", "System.Threading.dll",
        "System.ComponentModel.dll", "System.Runtime.InteropServices.dll",
    };

    public static IReadOnlyList<MetadataReference> Framework { get; } =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(static path => Needed.Contains(Path.GetFileName(path)))
            .Select(static path => MetadataReference.CreateFromFile(path))];

    public static MetadataReference Sdk { get; } = MetadataReference.CreateFromFile(typeof(Durable).Assembly.Location);
}
