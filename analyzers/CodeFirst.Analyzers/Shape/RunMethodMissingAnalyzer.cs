using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1002: a workflow has no run method.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RunMethodMissingAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.RunMissing;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "A workflow must have a run method",
        "Workflow '{0}' {1}");
}
