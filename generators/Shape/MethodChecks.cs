using Microsoft.CodeAnalysis;

namespace CodeFirst.Shape;

/// <summary>What every method needs to be called from outside with payloads.</summary>
internal static class MethodChecks
{
    /// <summary>Why the method of a workflow cannot be called; null when it can.</summary>
    public static string? WhyNotCallable(IMethodSymbol method)
    {
        if (method.IsStatic)
        {
            return "must not be static, because it works on the state of one run; remove 'static'";
        }

        return WhyNotEncodable(method, tokenAllowed: false);
    }

    /// <summary>Why a method cannot be called with decoded payloads; null when it can.</summary>
    public static string? WhyNotEncodable(IMethodSymbol method, bool tokenAllowed)
    {
        if (method.DeclaredAccessibility != Accessibility.Public)
        {
            return "must be public, because it is called from outside; add 'public'";
        }

        if (method.IsGenericMethod)
        {
            return "must not be generic, because payload types are fixed at build time; write one method per type";
        }

        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
        {
            return "must not return by reference; return a value";
        }

        foreach (var parameter in method.Parameters)
        {
            if (parameter.RefKind != RefKind.None)
            {
                return $"must not take '{parameter.Name}' by reference, because arguments are sent as payloads; remove 'ref', 'in' or 'out'";
            }

            if (!IsEncodable(parameter.Type))
            {
                return $"must not take '{parameter.Name}' of type '{parameter.Type.ToDisplayString()}', which cannot be sent as a payload; take plain data";
            }

            if (!tokenAllowed && parameter.Type.IsCancellationToken())
            {
                return $"must not take the token '{parameter.Name}', which cannot be sent as a payload; remove it and use 'Workflow.CancellationToken'";
            }
        }

        return null;
    }

    /// <summary>Whether a type can be a generic argument at all.</summary>
    public static bool IsEncodable(ITypeSymbol type) =>
        type is not { IsRefLikeType: true } && type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer);
}
