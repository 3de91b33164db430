using CodeFirst.Analyzers.Determinism;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Tests;

/// <summary>The compiler refuses a foreign await at the end of a build; the rule says it before, and what to write instead.</summary>
public sealed class ForeignAwaitCompilationTests
{
    [Fact]
    public async Task RunMethod_AwaitingTaskDelay_DoesNotCompileAndIsExplained()
    {
        var compilation = Compile("await Task.Delay(TimeSpan.FromDays(1));");
        var error = Assert.Single(Emit(compilation));
        Assert.Equal("CS0315", error.Id);

        // Without emitting, which is what an editor does, the compiler is content.
        Assert.DoesNotContain(compilation.GetDiagnostics(), static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var explained = Assert.Single(await compilation.WithAnalyzers([new NoForeignAwaitAnalyzer()]).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken));
        Assert.Equal("CF0003", explained.Id);
        Assert.Equal(
            "'Task.Delay' cannot be awaited in workflow code (RunAsync): write 'await Workflow.DelayAsync(...)', a durable timer",
            explained.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void RunMethod_AwaitingDurableDelay_Compiles() => Assert.Empty(Emit(Compile("await Workflow.DelayAsync(TimeSpan.FromDays(1));")));

    private static IEnumerable<Diagnostic> Emit(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        return compilation.Emit(image).Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static CSharpCompilation Compile(string statement) => CSharpCompilation.Create(
        "Test",
        [
            CSharpSyntaxTree.ParseText($$"""
                using System;
                using System.Threading.Tasks;
                using CodeFirst.Sdk;

                [Workflow]
                public sealed partial class Order
                {
                    [WorkflowRun]
                    public async Durable RunAsync()
                    {
                        {{statement}}
                    }
                }
                """),
        ],
        [.. References.Framework, References.Sdk],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
}
