using System.Collections.Immutable;
using CodeFirst.Analyzers.Suppressors;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Tests.Suppressors;

public sealed class WorkflowTypeSuppressorTests
{
    [Theory]
    [InlineData("CA1822")]
    [InlineData("CA1024")]
    [InlineData("CA2007")]
    public async Task Complaint_InsideWorkflow_IsSuppressed(string id) => Assert.True(await IsSuppressedAsync(id, "[CodeFirst.Sdk.Workflow] class C { void M() { } }"));

    [Theory]
    [InlineData("CA1822", "class C { void M() { } }")]
    [InlineData("CA1822", "[CodeFirst.Sdk.Workflow] class Outer { class C { void M() { } } }")]
    [InlineData("CA1000", "[CodeFirst.Sdk.Workflow] class C { void M() { } }")]
    public async Task Complaint_ElsewhereOrOther_Stays(string id, string source) => Assert.False(await IsSuppressedAsync(id, source));

    private static async Task<bool> IsSuppressedAsync(string id, string source)
    {
        var compilation = CSharpCompilation.Create("Test", [CSharpSyntaxTree.ParseText(source)], [.. References.Framework, References.Sdk]);
        var rule = new DiagnosticDescriptor(id, "Title", "Message", "Test", DiagnosticSeverity.Warning, isEnabledByDefault: true);
        var options = new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false, reportSuppressedDiagnostics: true);
        var diagnostics = await compilation.WithAnalyzers([new MethodComplaint(rule), new WorkflowTypeSuppressor()], options).GetAnalyzerDiagnosticsAsync(default);
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
