using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1005: a signal or query cannot be called by a worker.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerShapeAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.Handler;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "Signals return void or Durable, and queries answer at once",
        "{0} {1}");
}
