using System.Collections.Immutable;
using System.Composition;
using CodeFirst.Analyzers.Determinism;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeFirst.Analyzers.Fixes.Determinism;

/// <summary>Fixes CF0003 where a durable equivalent takes the same arguments: Task.Delay becomes Workflow.DelayAsync.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NoForeignAwaitFixer))]
public sealed class NoForeignAwaitFixer : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [NoForeignAwaitAnalyzer.Id];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is null || model is null)
        {
            return;
        }

        foreach (var diagnostic in context.Diagnostics)
        {
            if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax awaited
                && FindDelay(awaited, model) is { } delay)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        "Use 'Workflow.DelayAsync'",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(awaited, ToDurable(delay, model).WithTriviaFrom(awaited)))),
                        equivalenceKey: NoForeignAwaitAnalyzer.Id),
                    diagnostic);
            }
        }
    }

    /// <summary>The Task.Delay call, also under ConfigureAwait; null for anything else and for a delay by another clock.</summary>
    private static InvocationExpressionSyntax? FindDelay(ExpressionSyntax awaited, SemanticModel model)
    {
        if (awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } configured })
        {
            awaited = configured.Expression;
        }

        return awaited is InvocationExpressionSyntax invocation
            && model.GetSymbolInfo(invocation).Symbol is IMethodSymbol { Name: "Delay" } method
            && method.ContainingType.ToDisplayString() == "System.Threading.Tasks.Task"
            && method.Parameters.All(static parameter => parameter.Type.Name != "TimeProvider")
                ? invocation
                : null;
    }

    private static InvocationExpressionSyntax ToDurable(InvocationExpressionSyntax delay, SemanticModel model)
    {
        var position = delay.SpanStart;
        var arguments = delay.ArgumentList.Arguments;
        var time = arguments[0];
        if (model.GetTypeInfo(time.Expression).Type?.SpecialType == SpecialType.System_Int32)
        {
            var fromMilliseconds = SyntaxFactory.InvocationExpression(
                SyntaxFactory.ParseExpression($"{TypeNames.At(model, position, "System.TimeSpan")}.FromMilliseconds"),
                SyntaxFactory.ArgumentList([SyntaxFactory.Argument(time.Expression.WithoutTrivia())]));
            arguments = arguments.Replace(time, SyntaxFactory.Argument(fromMilliseconds));
        }
        else if (time.NameColon is not null)
        {
            arguments = arguments.Replace(time, time.WithNameColon(null));
        }

        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.ParseExpression($"{TypeNames.At(model, position, "CodeFirst.Sdk.Workflow")}.DelayAsync"),
            delay.ArgumentList.WithArguments(arguments));
    }
}
