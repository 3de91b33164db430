using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CodeFirst.Analyzers.Determinism;

/// <summary>Follows calls from workflow code through the source of the same assembly, to a forbidden use at their end.</summary>
internal sealed class CallPath(Compilation compilation, WorkflowTypes types, Func<IOperation, ForbiddenUse?> match)
{
    private readonly ConcurrentDictionary<IMethodSymbol, MethodFacts> _facts = new(SymbolEqualityComparer.Default);

    /// <summary>The methods that an operation calls.</summary>
    public static IEnumerable<IMethodSymbol> CalledBy(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation invocation:
                yield return invocation.TargetMethod;
                break;
            case IObjectCreationOperation { Constructor: { } constructor }:
                yield return constructor;
                break;
            case IMethodReferenceOperation reference:
                yield return reference.Method;
                break;
            case IPropertyReferenceOperation { Property: var property }:
                if (property.GetMethod is { } getter)
                {
                    yield return getter;
                }

                if (property.SetMethod is { } setter && operation.Parent is IAssignmentOperation assignment && assignment.Target == operation)
                {
                    yield return setter;
                }

                break;
            case IBinaryOperation { OperatorMethod: { } binary }:
                yield return binary;
                break;
            case IUnaryOperation { OperatorMethod: { } unary }:
                yield return unary;
                break;
            case IIncrementOrDecrementOperation { OperatorMethod: { } step }:
                yield return step;
                break;
            case ICompoundAssignmentOperation { OperatorMethod: { } compound }:
                yield return compound;
                break;
            case IConversionOperation { OperatorMethod: { } conversion }:
                yield return conversion;
                break;
            default:
                break;
        }
    }

    /// <summary>Finds the shortest path from a called method to a forbidden use.</summary>
    /// <returns>The use and the names on the way to it, the called method's first; null when there is none.</returns>
    public (ForbiddenUse Use, string Path)? Find(IMethodSymbol called, CancellationToken cancellationToken)
    {
        var queue = new Queue<(IMethodSymbol Method, string Path)>();
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        Enqueue(called, path: null);
        while (queue.Count > 0)
        {
            var (method, path) = queue.Dequeue();
            var facts = _facts.GetOrAdd(method, symbol => Analyze(symbol, cancellationToken));
            if (facts.Use is { } use)
            {
                return (use, $"{path} -> {use.Display}");
            }

            foreach (var next in facts.Calls)
            {
                Enqueue(next, path);
            }
        }

        return null;

        void Enqueue(IMethodSymbol method, string? path)
        {
            var target = (method.ReducedFrom ?? method).OriginalDefinition;
            target = target.PartialImplementationPart ?? target;
            if (!DeclarationOf(target).IsEmpty
                && SymbolEqualityComparer.Default.Equals(target.ContainingAssembly, compilation.Assembly)
                && !types.IsActivity(target)
                && !types.IsWorkflowCode(target)
                && seen.Add(target))
            {
                var name = Name(target);
                queue.Enqueue((target, path is null ? name : $"{path} -> {name}"));
            }
        }
    }

    /// <summary>A member's name as a user thinks of it.</summary>
    public static string Name(ISymbol member) => member switch
    {
        IMethodSymbol { AssociatedSymbol: { } property } => property.Name,
        IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => member.ContainingType.Name,
        _ => member.Name,
    };

    [SuppressMessage("MicrosoftCodeAnalysisCorrectness", "RS1030", Justification = "The callee may lie in another file than the analyzed one, and only its own model binds it; facts are kept per method.")]
    private MethodFacts Analyze(IMethodSymbol method, CancellationToken cancellationToken)
    {
        var calls = new List<IMethodSymbol>();
        foreach (var syntax in DeclarationOf(method).Select(reference => reference.GetSyntax(cancellationToken)).SelectMany(BodiesOf))
        {
            var body = compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax, cancellationToken);
            foreach (var operation in body?.DescendantsAndSelf() ?? [])
            {
                if (match(operation) is { } use)
                {
                    return new MethodFacts(use, []);
                }

                calls.AddRange(CalledBy(operation));
            }
        }

        return new MethodFacts(null, [.. calls.Distinct<IMethodSymbol>(SymbolEqualityComparer.Default)]);
    }

    /// <summary>Where a method's code stands. A constructor also runs the initializers of its type, and may consist of nothing else.</summary>
    private static ImmutableArray<SyntaxReference> DeclarationOf(IMethodSymbol method) =>
        method.MethodKind is MethodKind.Constructor or MethodKind.StaticConstructor
            ? method.DeclaringSyntaxReferences.AddRange(method.ContainingType.DeclaringSyntaxReferences)
            : method.DeclaringSyntaxReferences;

    private static IEnumerable<SyntaxNode> BodiesOf(SyntaxNode declaration) => declaration is TypeDeclarationSyntax type
        ? type.Members
            .SelectMany(static member => member switch
            {
                FieldDeclarationSyntax field => field.Declaration.Variables.Select(static variable => variable.Initializer),
                PropertyDeclarationSyntax property => [property.Initializer],
                _ => [],
            })
            .OfType<EqualsValueClauseSyntax>()
            .Select(static initializer => initializer.Value)
        : [declaration];

    private sealed class MethodFacts(ForbiddenUse? use, IReadOnlyList<IMethodSymbol> calls)
    {
        public ForbiddenUse? Use { get; } = use;

        public IReadOnlyList<IMethodSymbol> Calls { get; } = calls;
    }
}
