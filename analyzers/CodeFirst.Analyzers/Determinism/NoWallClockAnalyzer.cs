using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CodeFirst.Analyzers.Determinism;

/// <summary>CF0001: workflow code reads the wall clock, which says something else on replay.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NoWallClockAnalyzer() : DeterminismAnalyzer(Rule)
{
    /// <summary>The rule's id.</summary>
    public const string Id = "CF0001";

    private static readonly DiagnosticDescriptor Rule = RuleDescriptor.Error(
        Id,
        RuleCategory.Determinism,
        "Workflow code must not read the wall clock",
        "'{0}' says something else when the workflow is replayed ({1}): write '{2}', the time of the workflow");

    private protected override Func<IOperation, ForbiddenUse?> CreateMatcher(Compilation compilation)
    {
        var uses = new Dictionary<ISymbol, ForbiddenUse>(SymbolEqualityComparer.Default);
        Add("System.DateTime", "Now", "Workflow.UtcNow");
        Add("System.DateTime", "UtcNow", "Workflow.UtcNow");
        Add("System.DateTime", "Today", "Workflow.UtcNow.Date");
        Add("System.DateTimeOffset", "Now", "new DateTimeOffset(Workflow.UtcNow)");
        Add("System.DateTimeOffset", "UtcNow", "new DateTimeOffset(Workflow.UtcNow)");
        return operation => operation is IPropertyReferenceOperation reference && uses.TryGetValue(reference.Property, out var use) ? use : null;

        void Add(string type, string property, string replacement)
        {
            var symbol = compilation.GetTypeByMetadataName(type);
            if (symbol?.GetMembers(property).SingleOrDefault() is { } member)
            {
                uses.Add(member, new ForbiddenUse($"{symbol.Name}.{property}", replacement));
            }
        }
    }
}
