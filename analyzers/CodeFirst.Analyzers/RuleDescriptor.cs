using Microsoft.CodeAnalysis;

namespace CodeFirst.Analyzers;

/// <summary>The one place that makes descriptors, so that every rule has its page.</summary>
internal static class RuleDescriptor
{
    /// <summary>Creates the descriptor of an error; the help link follows from the id.</summary>
    public static DiagnosticDescriptor Error(string id, string category, string title, string messageFormat) =>
        new(
            id,
            title,
            messageFormat,
            category,
            DiagnosticSeverity.Error,
            isEnabledByDefault: true,
            helpLinkUri: $"https://github.com/codefirst/codefirst/blob/main/analyzers/docs/{id}.md");
}
