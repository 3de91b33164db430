using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1006: a worker cannot create the workflow.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkflowTypeAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.WorkflowType;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "A workflow must be a class that a worker can create",
        "Workflow '{0}' {1}");
}
