using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CodeFirst.Analyzers.Determinism;

/// <summary>
/// Finds uses that would differ on replay: in workflow code, where they are reported in place, and in what it calls in the same assembly, where the call is
/// reported with the path to them. Activities end the search.
/// </summary>
public abstract class DeterminismAnalyzer : DiagnosticAnalyzer
{
    /// <summary>The property of a diagnostic that holds what to write instead; only uses in place have it, and only they can be fixed.</summary>
    public const string ReplacementProperty = "Replacement";

    private readonly DiagnosticDescriptor _rule;

    private protected DeterminismAnalyzer(DiagnosticDescriptor rule)
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
            if (WorkflowTypes.Resolve(start.Compilation) is not { } types)
            {
                return;
            }

            var match = CreateMatcher(start.Compilation);
            var calls = new CallPath(start.Compilation, types, match);
            start.RegisterOperationBlockAction(block => Analyze(block, types, match, calls));
        });
    }

    /// <summary>Creates the function that recognises a forbidden use; known symbols are looked up once per compilation.</summary>
    private protected abstract Func<IOperation, ForbiddenUse?> CreateMatcher(Compilation compilation);

    private void Analyze(OperationBlockAnalysisContext context, WorkflowTypes types, Func<IOperation, ForbiddenUse?> match, CallPath calls)
    {
        var owner = CallPath.Name(context.OwningSymbol);
        foreach (var root in context.OperationBlocks.SelectMany(block => WorkflowCodeIn(block, context.OwningSymbol, types)))
        {
            foreach (var operation in root.DescendantsAndSelf())
            {
                if (match(operation) is { } use)
                {
                    var properties = ImmutableDictionary<string, string?>.Empty.Add(ReplacementProperty, use.Replacement);
                    context.ReportDiagnostic(Diagnostic.Create(
                        _rule, operation.Syntax.GetLocation(), properties, use.Display, $"{owner} -> {use.Display}", use.Replacement));
                    continue;
                }

                foreach (var called in CallPath.CalledBy(operation))
                {
                    if (calls.Find(called, context.CancellationToken) is { } found)
                    {
                        context.ReportDiagnostic(Diagnostic.Create(
                            _rule, operation.Syntax.GetLocation(), found.Use.Display, $"{owner} -> {found.Path}", found.Use.Replacement));
                    }
                }
            }
        }
    }

    /// <summary>The whole block of a member that is workflow code; of any other, the lambdas and local functions that return a Durable.</summary>
    private static IEnumerable<IOperation> WorkflowCodeIn(IOperation block, ISymbol owner, WorkflowTypes types) => types.IsWorkflowCode(owner)
        ? [block]
        : block.Descendants().Where(operation => operation switch
        {
            IAnonymousFunctionOperation lambda => types.IsDurable(lambda.Symbol.ReturnType),
            ILocalFunctionOperation local => types.IsDurable(local.Symbol.ReturnType),
            _ => false,
        });
}
