using System.Runtime.CompilerServices;

namespace CodeFirst.Generators.Tests.Verify;

/// <summary>
/// Compares generated files with the ones stored beside the test as <c>Test.Method.HintName.verified.cs</c>. On a difference the new text is written as
/// <c>.received.cs</c>; rename it to accept it.
/// </summary>
internal static class Snapshot
{
    public static void Match(Generated generated, [CallerFilePath] string file = "", [CallerMemberName] string method = "")
    {
        var prefix = Path.Combine(Path.GetDirectoryName(file)!, $"{Path.GetFileNameWithoutExtension(file)}.{method}.");
        var failures = new List<string>();
        foreach (var hintName in generated.HintNames)
        {
            var stem = prefix + hintName.Replace(".g.cs", "", StringComparison.Ordinal);
            var verified = $"{stem}.verified.cs";
            var text = generated[hintName];
            if (!File.Exists(verified) || File.ReadAllText(verified) != text)
            {
                File.WriteAllText($"{stem}.received.cs", text);
                failures.Add(Path.GetFileName(verified));
            }
        }

        var expected = Directory.GetFiles(Path.GetDirectoryName(file)!, $"{Path.GetFileName(prefix)}*.verified.cs").Select(static path => Path.GetFileName(path)!);
        var actual = generated.HintNames.Select(hintName => $"{Path.GetFileName(prefix)}{hintName.Replace(".g.cs", "", StringComparison.Ordinal)}.verified.cs");
        failures.AddRange(expected.Except(actual, StringComparer.Ordinal).Select(static name => $"{name} is no longer generated"));
        Assert.True(failures.Count == 0, $"Differs from the snapshot; compare .received.cs with it:\n{string.Join("\n", failures)}");
    }
}
