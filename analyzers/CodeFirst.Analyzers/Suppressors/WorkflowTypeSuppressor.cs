using System.Collections.Immutable;
using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Suppressors;

/// <summary>Silences rules of the framework that are wrong inside workflow types.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkflowTypeSuppressor : DiagnosticSuppressor
{
    private static readonly ImmutableDictionary<string, SuppressionDescriptor> ByRule = new[]
    {
        new SuppressionDescriptor("CFS0001", "CA1822", "A handler is called on the object of its run, whether or not it reads its state."),
        new SuppressionDescriptor("CFS0002", "CA1024", "A query method is part of the workflow's contract; its form is the author's choice."),
        new SuppressionDescriptor("CFS0003", "CA2007", "Workflow code stays on its run's own queue; ConfigureAwait(false) would have no meaning there."),
    }.ToImmutableDictionary(static descriptor => descriptor.SuppressedDiagnosticId, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [.. ByRule.Values.OrderBy(static descriptor => descriptor.Id, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree
                && ByRule.TryGetValue(diagnostic.Id, out var descriptor)
                && IsInWorkflow(context.GetSemanticModel(tree).GetEnclosingSymbol(diagnostic.Location.SourceSpan.Start, context.CancellationToken)))
            {
                context.ReportSuppression(Suppression.Create(descriptor, diagnostic));
            }
        }
    }

    private static bool IsInWorkflow(ISymbol? symbol)
    {
        for (var current = symbol; current is not null; current = current.ContainingSymbol)
        {
            if (current is INamedTypeSymbol type)
            {
                return type.FindSdkAttribute(SdkNames.Workflow) is not null;
            }
        }

        return false;
    }
}
