using Microsoft.CodeAnalysis;

namespace CodeFirst.Shape;

/// <summary>A member with one of the SDK's attributes, and how it is called.</summary>
/// <param name="Member">What is called.</param>
/// <param name="Attribute">Its attribute, or that of the contract's member it implements.</param>
/// <param name="Contract">The interface to call it through; null where the class's own member is called.</param>
/// <param name="At">Where a problem with it is shown.</param>
internal sealed record AttributedMember(ISymbol Member, AttributeData Attribute, INamedTypeSymbol? Contract, ISymbol At)
{
    /// <summary>The name as it is stored and sent.</summary>
    public string Name => Attribute.GivenName() ?? Names.WithoutAsync(Member.Name);

    /// <summary>
    /// Finds the members of a class, its bases and the interfaces it implements, or of an interface and its bases. An attribute of the class goes over one of
    /// the interface's member that it implements. Ordered by name, so that moving members does not change what is generated.
    /// </summary>
    public static IReadOnlyList<AttributedMember> Find(INamedTypeSymbol type, string attributeName)
    {
        var found = new List<AttributedMember>();
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var member in current.GetMembers())
            {
                if (member.FindSdkAttribute(attributeName) is { } attribute && seen.Add(member))
                {
                    found.Add(new AttributedMember(member, attribute, null, member));
                    AddOverridden(member, seen);
                }
            }
        }

        foreach (var contract in type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers())
            {
                if (member.FindSdkAttribute(attributeName) is { } attribute && Implement(type, contract, member, attribute) is { } implemented && seen.Add(implemented.At))
                {
                    found.Add(implemented);
                }
            }
        }

        found.Sort(static (left, right) => Compare(left, right));
        return found;
    }

    private static AttributedMember? Implement(INamedTypeSymbol type, INamedTypeSymbol contract, ISymbol member, AttributeData attribute)
    {
        if (type.TypeKind == TypeKind.Interface)
        {
            return new AttributedMember(member, attribute, null, member);
        }

        var implementation = type.FindImplementationForInterfaceMember(member);
        if (implementation is null)
        {
            return null;
        }

        return implementation.DeclaredAccessibility == Accessibility.Public && implementation.ContainingType.TypeKind != TypeKind.Interface
            ? new AttributedMember(implementation, attribute, null, implementation)
            : new AttributedMember(member, attribute, contract, implementation);
    }

    private static void AddOverridden(ISymbol member, HashSet<ISymbol> seen)
    {
        var overridden = Overridden(member);
        while (overridden is not null)
        {
            seen.Add(overridden);
            overridden = Overridden(overridden);
        }
    }

    private static ISymbol? Overridden(ISymbol member) => member switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };

    private static int Compare(AttributedMember left, AttributedMember right)
    {
        var byName = string.CompareOrdinal(left.Name, right.Name);
        return byName != 0 ? byName : string.CompareOrdinal(left.Member.ToDisplayString(), right.Member.ToDisplayString());
    }
}
