using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1003: a workflow has several run methods.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RunMethodRepeatedAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.RunRepeated;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "A workflow must have one run method alone",
        "Workflow '{0}' {1}");
}
