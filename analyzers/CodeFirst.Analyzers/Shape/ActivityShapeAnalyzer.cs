using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1008: an activity cannot be called by a worker, or its attribute cannot be read.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActivityShapeAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.Activity;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "An activity must be a public method with payload parameters and valid durations",
        "{0} {1}");
}
