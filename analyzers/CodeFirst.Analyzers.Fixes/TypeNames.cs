using Microsoft.CodeAnalysis;

namespace CodeFirst.Analyzers.Fixes;

/// <summary>Writes type names as short as the place allows: bare where the namespace is imported, qualified elsewhere.</summary>
internal static class TypeNames
{
    /// <summary>The name of a type at a place.</summary>
    public static string At(SemanticModel model, int position, string metadataName) =>
        model.Compilation.GetTypeByMetadataName(metadataName) is { } type ? type.ToMinimalDisplayString(model, position) : $"global::{metadataName}";
}
