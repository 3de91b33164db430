using System.Collections.Immutable;
using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>Reports why a [Workflow] or [Activities] type yields no generated code. The generator makes the same checks, in shared source.</summary>
public abstract class ShapeAnalyzer : DiagnosticAnalyzer
{
    private readonly DiagnosticDescriptor _rule;

    private protected ShapeAnalyzer(DiagnosticDescriptor rule)
    {
        _rule = rule;
        SupportedDiagnostics = [rule];
    }

    /// <inheritdoc/>
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; }

    /// <inheritdoc/>
    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (WorkflowTypes.Resolve(start.Compilation) is not null)
            {
                start.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
            }
        });
    }

    /// <summary>Finds what is wrong with a type, for this rule and others.</summary>
    private protected virtual IEnumerable<ShapeProblem> FindProblems(INamedTypeSymbol type) =>
        (WorkflowShape.Read(type)?.Problems ?? []).Concat(ActivitiesShape.Read(type)?.Problems ?? []);

    private void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        foreach (var problem in FindProblems(type))
        {
            if (problem.Id == _rule.Id)
            {
                var location = problem.At.Locations.FirstOrDefault(static candidate => candidate.IsInSource) ?? type.Locations[0];
                context.ReportDiagnostic(Diagnostic.Create(_rule, location, problem.Subject, problem.Reason));
            }
        }
    }
}
