using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CodeFirst.Analyzers.Determinism;

/// <summary>CF0002: workflow code makes a random id, which is another one on replay.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoRandomGuidAnalyzer() : DeterminismAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = "CF0002";

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Determinism,
        "Workflow code must not make random ids",
        "'{0}' is another id when the workflow is replayed ({1}): write '{2}', which gives the same one again");

    private protected override Func<IOperation, ForbiddenUse?> CreateMatcher(Compilation compilation)
    {
        var newGuid = compilation.GetTypeByMetadataName("System.Guid")?.GetMembers("NewGuid").OfType<IMethodSymbol>().SingleOrDefault();
        var call = new ForbiddenUse("Guid.NewGuid()", "Workflow.NewGuid()");
        var reference = new ForbiddenUse("Guid.NewGuid", "Workflow.NewGuid");
        return operation => operation switch
        {
            IInvocationOperation invocation when SymbolEqualityComparer.Default.Equals(invocation.TargetMethod, newGuid) => call,
            IMethodReferenceOperation method when SymbolEqualityComparer.Default.Equals(method.Method, newGuid) => reference,
            _ => null,
        };
    }
}
