using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1001: a type that generated code is added to, or that surrounds it, is not partial.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MustBePartialAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.Partial;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "Types that generated code is added to must be partial",
        "'{0}' {1}; add 'partial'");

    /// <summary>An enclosing type is reported when it is analyzed itself and once, however many types inside it need it: only then is a fix offered.</summary>
    private protected override IEnumerable<ShapeProblem> FindProblems(INamedTypeSymbol type) =>
        WithNested(type)
            .SelectMany(base.FindProblems)
            .Where(problem => problem.Id == Id && SymbolEqualityComparer.Default.Equals(problem.At, type))
            .Take(1);

    private static IEnumerable<INamedTypeSymbol> WithNested(INamedTypeSymbol type) => type.GetTypeMembers().SelectMany(WithNested).Prepend(type);
}
