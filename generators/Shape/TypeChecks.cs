using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CodeFirst.Shape;

/// <summary>What generated code needs of the type it stands beside.</summary>
internal static class TypeChecks
{
    /// <summary>The types that lack the modifier partial and need it: the enclosing ones, and the type itself where code is added to it.</summary>
    public static IEnumerable<ShapeProblem> NotPartial(INamedTypeSymbol type, bool including)
    {
        for (var current = including ? type : type.ContainingType; current is not null; current = current.ContainingType)
        {
            if (!IsPartial(current))
            {
                yield return new ShapeProblem(
                    RuleIds.Partial, current, current.Name, $"must be partial, because code is generated {(SymbolEqualityComparer.Default.Equals(current, type) ? "into" : "beside a type inside")} it");
            }
        }
    }

    /// <summary>Why no code can stand beside the type; null when it can.</summary>
    public static string? WhyUnreachable(INamedTypeSymbol type)
    {
        if (type.IsFileLocal)
        {
            return "must not be file-local, because generated code lies in another file; remove 'file'";
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsGenericType)
            {
                return SymbolEqualityComparer.Default.Equals(current, type)
                    ? "must not be generic, because its name and payload types are fixed at build time; write one type per closed form"
                    : "must not be nested in a generic type; move it out";
            }

            if (current.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal))
            {
                return "must be public or internal, and so must be the types around it, because the generated registration calls it";
            }
        }

        return null;
    }

    /// <summary>Whether an instance cannot be made by calling the constructor alone.</summary>
    public static bool NeedsInitializer(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        if (constructor.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute"))
        {
            return false;
        }

        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.GetMembers().Any(static member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPartial(INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences.All(static reference =>
            reference.GetSyntax() is not TypeDeclarationSyntax declaration || declaration.Modifiers.Any(SyntaxKind.PartialKeyword));
}
