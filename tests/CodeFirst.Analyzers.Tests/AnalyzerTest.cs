using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace CodeFirst.Analyzers.Tests;

/// <summary>Runs one analyzer and its fix over source with marked-up diagnostics.</summary>
internal sealed class AnalyzerTest<TAnalyzer, TFix> : CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    public AnalyzerTest(string source, string? fixedSource = null, bool referencesSdk = true)
    {
        TestCode = source;
        FixedCode = fixedSource ?? source;
        ReferenceAssemblies = new ReferenceAssemblies(string.Empty);
        TestState.AdditionalReferences.AddRange(References.Framework);
        if (referencesSdk)
        {
            TestState.AdditionalReferences.Add(References.Sdk);
        }

        // The fixes know nothing of projects and solutions: fixing all in a document shows as much.
        CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllInProjectCheck | CodeFixTestBehaviors.SkipFixAllInSolutionCheck;

        // The compiler's own refusal of a foreign await comes at emit; the rules are about what an IDE shows before.
        CompilerDiagnostics = CompilerDiagnostics.Errors;
    }

    protected override ParseOptions CreateParseOptions() => new CSharpParseOptions(LanguageVersion.CSharp13);

    protected override CompilationOptions CreateCompilationOptions() =>
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
}
