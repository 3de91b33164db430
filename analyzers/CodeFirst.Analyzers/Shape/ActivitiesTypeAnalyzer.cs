using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1009: a worker cannot create the object with the activities.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ActivitiesTypeAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.ActivitiesType;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "A class of activities must be one that a worker can create",
        "Activities '{0}' {1}");
}
