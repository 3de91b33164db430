using System.Collections.Immutable;
using CodeFirst.Analyzers.Determinism;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeFirst.Analyzers.Fixes.Determinism;

/// <summary>Replaces a forbidden expression by what its diagnostic says to write. Uses that lie in a called method have no replacement and get no fix.</summary>
public abstract class ReplaceExpressionFixer(string id) : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = [id];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (diagnostic.Properties.TryGetValue(DeterminismAnalyzer.ReplacementProperty, out var replacement)
                && replacement is not null
                && model is not null
                && root?.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax forbidden)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Use '{replacement}'",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(forbidden, Parse(replacement, model, forbidden).WithTriviaFrom(forbidden)))),
                        equivalenceKey: replacement),
                    diagnostic);
            }
        }
    }

    private static ExpressionSyntax Parse(string replacement, SemanticModel model, ExpressionSyntax forbidden)
    {
        var position = forbidden.SpanStart;
        return SyntaxFactory.ParseExpression(replacement
            .Replace("DateTimeOffset(", TypeNames.At(model, position, "System.DateTimeOffset") + "(")
            .Replace("Workflow.", TypeNames.At(model, position, "CodeFirst.Sdk.Workflow") + "."));
    }
}
