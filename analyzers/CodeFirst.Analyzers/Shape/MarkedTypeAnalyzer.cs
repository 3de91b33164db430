using CodeFirst.Shape;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CodeFirst.Analyzers.Shape;

/// <summary>CF1010: members are marked, but the class that holds them is not, and so nothing is generated for them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MarkedTypeAnalyzer() : ShapeAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = "CF1010";

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Shape,
        "A class with workflow or activity members must be marked too",
        "'{0}' {1}");

    /// <summary>Abstract classes and interfaces may hold members for the marked types that derive from them.</summary>
    private protected override IEnumerable<ShapeProblem> FindProblems(INamedTypeSymbol type)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || (type.IsAbstract && !type.IsStatic))
        {
            return [];
        }

        return Unmarked(type, SdkNames.Workflow, "Workflow", SdkNames.WorkflowRun, SdkNames.WorkflowSignal, SdkNames.WorkflowQuery)
            .Concat(Unmarked(type, SdkNames.Activities, "Activities", SdkNames.Activity));
    }

    private static IEnumerable<ShapeProblem> Unmarked(INamedTypeSymbol type, string attribute, string name, params string[] members)
    {
        var marked = members.FirstOrDefault(member => type.GetMembers().Any(candidate => candidate.FindSdkAttribute(member) is not null));
        if (marked is not null && type.FindSdkAttribute(attribute) is null)
        {
            yield return new ShapeProblem(
                Id,
                type,
                type.Name,
                $"has a [{marked.Substring(0, marked.Length - "Attribute".Length)}] member and is not marked [{name}], so that nothing is generated for it; mark a class with [{name}], or make a base class abstract");
        }
    }
}
