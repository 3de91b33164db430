using CodeFirst.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CodeFirst.Generators.Parsing;

/// <summary>Turns symbols into the text that generated code writes for them.</summary>
internal static class TypeParser
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat NamespaceFormat = SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    /// <summary>The type's full name with global:: and nullability.</summary>
    public static string Text(ITypeSymbol type) => type.ToDisplayString(Format);

    /// <summary>The name as it has to be written in source, also in an async method.</summary>
    public static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None && name != "await" ? name : "@" + name;

    public static TypeModel Type(INamedTypeSymbol type)
    {
        var containers = new Stack<INamedTypeSymbol>();
        var isPublic = type.DeclaredAccessibility == Accessibility.Public;
        for (var container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            containers.Push(container);
            isPublic &= container.DeclaredAccessibility == Accessibility.Public;
        }

        return new TypeModel(
            Namespace: type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(NamespaceFormat),
            Containers: containers.Select(static container => $"partial {Keyword(container)} {Identifier(container.Name)}").ToEquatableArray(),
            Path: string.Join(".", containers.Append(type).Select(static part => part.Name)),
            Name: Identifier(type.Name),
            Keyword: Keyword(type),
            FullName: Text(type),
            Accessibility: SyntaxFacts.GetText(type.DeclaredAccessibility),
            IsPublic: isPublic);
    }

    public static EquatableArray<ParameterModel> Parameters(IEnumerable<IParameterSymbol> parameters) =>
        parameters.Select(static parameter => new ParameterModel(Identifier(parameter.Name), Text(parameter.Type), DefaultValue.Text(parameter))).ToEquatableArray();

    public static EquatableArray<T> ToEquatableArray<T>(this IEnumerable<T> items)
        where T : IEquatable<T> => new([.. items]);

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
        { IsRecord: true } => "record",
        { TypeKind: TypeKind.Struct } => "struct",
        { TypeKind: TypeKind.Interface } => "interface",
        _ => "class",
    };
}
