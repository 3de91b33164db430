using System.Runtime.CompilerServices;
using CodeFirst.Analyzers.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Tests;

/// <summary>A rule is an analyzer, a page, a release line and tests; what exists is discovered, so that nothing has to be listed twice.</summary>
public sealed class RuleTests
{
    private static readonly string Analyzers = Path.GetFullPath(Path.Combine(Here(), "../../analyzers"));

    private static readonly string[] Releases =
        [.. new[] { "Shipped", "Unshipped" }.SelectMany(static kind => File.ReadAllLines(Path.Combine(Analyzers, "CodeFirst.Analyzers", $"AnalyzerReleases.{kind}.md")))];

    public static TheoryData<string> Rules => [.. Discovered.Keys];

    private static IReadOnlyDictionary<string, (Type Analyzer, DiagnosticDescriptor Rule)> Discovered { get; } = typeof(ShapeAnalyzer).Assembly.GetTypes()
        .Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsSubclassOf(typeof(DiagnosticSuppressor)))
        .SelectMany(static type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics.Select(rule => (type, rule)))
        .ToDictionary(static pair => pair.rule.Id, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_Id_TellsItsCategory(string id)
    {
        var (analyzer, rule) = Discovered[id];
        Assert.Matches("^CF[0-9]{4}$", id);
        Assert.Equal(id[2] switch { '0' => "Determinism", '1' => "Shape", _ => "none" }, rule.Category);
        Assert.Equal($"CodeFirst.Analyzers.{rule.Category}", analyzer.Namespace);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_HelpLink_LeadsToItsPage(string id)
    {
        Assert.Equal($"https://github.com/codefirst/codefirst/blob/main/analyzers/docs/{id}.md", Discovered[id].Rule.HelpLinkUri);
        var page = File.ReadAllText(Path.Combine(Analyzers, "docs", $"{id}.md"));
        Assert.StartsWith($"# {id}: ", page, StringComparison.Ordinal);
        Assert.All(["**Cause.**", "// before", "// after", "**When to suppress.**"], part => Assert.Contains(part, page, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_Release_IsRecorded(string id)
    {
        var (analyzer, rule) = Discovered[id];
        Assert.Contains($"{id} | {rule.Category} | {rule.DefaultSeverity} | {analyzer.Name}", Releases);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_Tests_Exist(string id)
    {
        var analyzer = Discovered[id].Analyzer;
        var name = $"CodeFirst.Analyzers.Tests.{Discovered[id].Rule.Category}.{analyzer.Name[..^"Analyzer".Length]}Tests";
        Assert.NotNull(typeof(RuleTests).Assembly.GetType(name));
    }

    [Fact]
    public void Pages_AndReleaseLines_HaveTheirRules()
    {
        var pages = Directory.GetFiles(Path.Combine(Analyzers, "docs"), "CF*.md").Select(static path => Path.GetFileNameWithoutExtension(path)!);
        var released = Releases.Where(static line => line.StartsWith("CF", StringComparison.Ordinal)).Select(static line => line[..6]);
        Assert.Equal(Discovered.Keys.Order(StringComparer.Ordinal), pages.Order(StringComparer.Ordinal));
        Assert.Equal(Discovered.Keys.Order(StringComparer.Ordinal), released.Order(StringComparer.Ordinal));
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
