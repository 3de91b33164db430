using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1007: two members have one name on the wire or in generated code.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UniqueNamesAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = RuleIds.DuplicateName;

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "Signals, queries and activities must have names of their own",
        "'{0}' {1}");
}
