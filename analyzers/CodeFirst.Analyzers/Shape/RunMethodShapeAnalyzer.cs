using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1004: a run method cannot be called by a worker.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RunMethodShapeAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.Run;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "A run method must be a public instance method that returns a Durable",
        "{0} {1}");
}
