using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Tests.Suppressors;

/// <summary>Asks whether a suppressor silences a complaint about every method named M.</summary>
public abstract class SuppressorTest<TSuppressor>
    where TSuppressor : DiagnosticSuppressor, new()
{
    private protected static async Task<bool> IsSuppressedAsync(string id, string source)
    {
        var compilation = CSharpCompilation.Create("Test", [CSharpSyntaxTree.ParseText(source)], [.. References.Framework, References.Sdk]);
        var rule = new DiagnosticDescriptor(id, "Title", "Message", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var diagnostics = await compilation.WithAnalyzers([new MethodComplaint(rule), new TSuppressor()], options).GetAnalyzerDiagnosticsAsync(default);
        return Assert.Single(diagnostics).IsSuppressed;
    }

    /// <summary>Stands for the framework's rule and complains of every method.</summary>
#pragma warning disable RS1001 // Never loaded by a compiler.
    private sealed class MethodComplaint(DiagnosticDescriptor rule) : DiagnosticAnalyzer
#pragma warning restore RS1001
    {
        public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [rule];

        public override void Initialize(AnalysisContext context)
        {
            context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
            context.EnableConcurrentExecution();
            context.RegisterSymbolAction(
                symbol =>
                {
                    if (symbol.Symbol.Name == "M")
                    {
                        symbol.ReportDiagnostic(Diagnostic.Create(rule, symbol.Symbol.Locations[0]));
                    }
                },
                SymbolKind.Method);
        }
    }
}
