using System.Text.RegularExpressions;

namespace CodeFirst.Architecture.Tests;

/// <summary>The README's code is the sample's code, so that it compiles and runs.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Readme_CodeBlocks_StandInASample()
    {
        var samples = Repository.SourceFiles.Where(file => file.StartsWith("samples/", StringComparison.Ordinal)).Select(Repository.Read).ToArray();
        var blocks = CodeBlock().Matches(Repository.Read("README.md")).Select(match => match.Groups["code"].Value).ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(samples, sample => sample.Contains(block, StringComparison.Ordinal)));
    }

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeBlock();
}
