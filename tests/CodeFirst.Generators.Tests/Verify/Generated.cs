using CodeFirst.Analyzers.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Generators.Tests.Verify;

/// <summary>What the generator made of a user's project.</summary>
internal sealed class Generated
{
    private readonly IReadOnlyDictionary<string, string> _sources;

    private Generated(Compilation compilation, GeneratorRunResult result)
    {
        Compilation = compilation;
        _sources = result.GeneratedSources.ToDictionary(static source => source.HintName, static source => source.SourceText.ToString(), StringComparer.Ordinal);
    }

    /// <summary>The user's project with the generated files.</summary>
    public Compilation Compilation { get; }

    public IEnumerable<string> HintNames => _sources.Keys.Order(StringComparer.Ordinal);

    /// <summary>The text of a file, with the generator's version left out.</summary>
    public string this[string hintName] => _sources[hintName].Replace($"\"{typeof(CodeFirstGenerator).Assembly.GetName().Version!.ToString(3)}\"", "\"VERSION\"", StringComparison.Ordinal);

    /// <summary>Generates; the result has to compile without any warning, with documentation and nullability checked.</summary>
    public static Generated From(string source, string assemblyName = "Shop", params MetadataReference[] references)
    {
        var generated = Run(source, assemblyName, references);
        using var image = new MemoryStream();
        using var documentation = new MemoryStream();
        Assert.Empty(generated.Compilation.Emit(image, xmlDocumentationStream: documentation).Diagnostics.Where(IsGeneratedOrError));
        return generated;
    }

    /// <summary>Generates, whether or not the result compiles.</summary>
    public static Generated Run(string source, string assemblyName = "Shop", params MetadataReference[] references)
    {
        var driver = TestCompilation.CreateDriver().RunGeneratorsAndUpdateCompilation(TestCompilation.Create(source, assemblyName, references), out var compilation, out var diagnostics);
        Assert.Empty(diagnostics);
        var result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        return new Generated(compilation, result);
    }

    /// <summary>The ids of the shape rules that the project violates, as a compiler reports them after generating.</summary>
    public async Task<string[]> FindComplaintsAsync()
    {
        DiagnosticAnalyzer[] analyzers =
        [
            .. typeof(ShapeAnalyzer).Assembly.GetTypes()
                .Where(static type => type.IsSubclassOf(typeof(ShapeAnalyzer)))
                .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];
        var diagnostics = await Compilation.WithAnalyzers([.. analyzers]).GetAnalyzerDiagnosticsAsync();
        return [.. diagnostics.Select(static diagnostic => diagnostic.Id).Distinct()];
    }

    /// <summary>The compiled project, for another one to reference.</summary>
    public MetadataReference ToReference()
    {
        using var image = new MemoryStream();
        Assert.True(Compilation.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }

    /// <summary>The user's own undocumented members are no concern here.</summary>
    private static bool IsGeneratedOrError(Diagnostic diagnostic) =>
        diagnostic.Severity == DiagnosticSeverity.Error
        || (diagnostic.Severity == DiagnosticSeverity.Warning && diagnostic.Location.SourceTree?.FilePath.EndsWith(".g.cs", StringComparison.Ordinal) == true);
}
