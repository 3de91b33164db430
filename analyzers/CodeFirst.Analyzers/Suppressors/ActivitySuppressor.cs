using System.Collections.Immutable;
using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Suppressors;

/// <summary>Silences rules of the framework that are wrong for activity methods. The other methods of the class are judged as everywhere.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActivitySuppressor : DiagnosticSuppressor
{
    private static readonly ImmutableDictionary<string, SuppressionDescriptor> ByRule = new[]
    {
        new SuppressionDescriptor("CFS0004", "CA1822", "An activity is called on the object of its attempt, whether or not it reads its state."),
        new SuppressionDescriptor("CFS0005", "CA1024", "An activity is work that is scheduled; a property cannot be one."),
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
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan) is var node
                && context.GetSemanticModel(tree).GetDeclaredSymbol(node, context.CancellationToken)?.FindSdkAttribute(SdkNames.Activity) is not null)
            {
                context.ReportSuppression(Suppression.Create(descriptor, diagnostic));
            }
        }
    }
}
