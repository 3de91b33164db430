using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace CodeFirst.Analyzers.Tests.Shape;

/// <summary>Runs one shape rule over declarations with marked-up diagnostics.</summary>
internal static class ShapeTest<TAnalyzer>
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    private const string Usings = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using CodeFirst.Sdk;

        """;

    public static Task RunAsync(string source) => new AnalyzerTest<TAnalyzer, EmptyCodeFixProvider>(Usings + source).RunAsync();

    /// <summary>Checks the message at {|#0:...|} too.</summary>
    public static Task RunAsync(string source, string message)
    {
        var test = new AnalyzerTest<TAnalyzer, EmptyCodeFixProvider>(Usings + source);
        var id = Assert.Single(new TAnalyzer().SupportedDiagnostics).Id;
        test.ExpectedDiagnostics.Add(new DiagnosticResult(id, DiagnosticSeverity.Error).WithLocation(0).WithMessage(message));
        return test.RunAsync();
    }

    public static Task FixAsync<TFix>(string source, string fixedSource)
        where TFix : CodeFixProvider, new() => new AnalyzerTest<TAnalyzer, TFix>(Usings + source, Usings + fixedSource).RunAsync();
}
