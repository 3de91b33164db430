using Microsoft.CodeAnalysis;

namespace CodeFirst.Analyzers;

/// <summary>The SDK's types in one compilation, and what they say about the code in it.</summary>
internal sealed class WorkflowTypes
{
    private readonly INamedTypeSymbol _durable;
    private readonly INamedTypeSymbol? _awaiter;
    private readonly INamedTypeSymbol _workflow;
    private readonly INamedTypeSymbol? _activities;
    private readonly INamedTypeSymbol? _activity;

    private WorkflowTypes(Compilation compilation, INamedTypeSymbol durable, INamedTypeSymbol workflow)
    {
        _durable = durable;
        _workflow = workflow;
        _awaiter = compilation.GetTypeByMetadataName("CodeFirst.Sdk.Runtime.IDurableAwaiter");
        _activities = compilation.GetTypeByMetadataName("CodeFirst.Sdk.ActivitiesAttribute");
        _activity = compilation.GetTypeByMetadataName("CodeFirst.Sdk.ActivityAttribute");
    }

    /// <summary>Finds them; null when the SDK is not referenced, and then there is nothing to analyze.</summary>
    public static WorkflowTypes? Resolve(Compilation compilation) =>
        compilation.GetTypeByMetadataName("CodeFirst.Sdk.Durable") is { } durable
        && compilation.GetTypeByMetadataName("CodeFirst.Sdk.WorkflowAttribute") is { } workflow
            ? new WorkflowTypes(compilation, durable, workflow)
            : null;

    /// <summary>Whether the type is Durable or Durable&lt;T&gt;.</summary>
    public bool IsDurable(ITypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(current, _durable))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether awaiting the type is awaiting the SDK.</summary>
    public bool IsDurableAwaitable(ITypeSymbol? type) =>
        IsDurable(type)
        || (_awaiter is not null && type is not null
            && type.GetMembers("GetAwaiter").OfType<IMethodSymbol>().Any(method => method.Parameters.Length == 0
                && method.ReturnType.AllInterfaces.Contains(_awaiter, SymbolEqualityComparer.Default)));

    /// <summary>Whether the member is workflow code by itself: part of a workflow class, or a method that returns a Durable.</summary>
    public bool IsWorkflowCode(ISymbol member)
    {
        if (IsActivity(member))
        {
            return false;
        }

        if (member is IMethodSymbol method && IsDurable(method.ReturnType))
        {
            return true;
        }

        for (var type = member.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.TypeKind == TypeKind.Class && Has(type, _workflow))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the member is an activity, where everything is allowed.</summary>
    public bool IsActivity(ISymbol member) => Has(member, _activity) || (member.ContainingType is { } type && Has(type, _activities));

    private static bool Has(ISymbol symbol, INamedTypeSymbol? attribute) =>
        attribute is not null && symbol.GetAttributes().Any(data => SymbolEqualityComparer.Default.Equals(data.AttributeClass, attribute));
}
