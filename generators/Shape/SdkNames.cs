using Microsoft.CodeAnalysis;

namespace CodeFirst.Shape;

/// <summary>The SDK's types as source and metadata name them.</summary>
internal static class SdkNames
{
    public const string Workflow = "WorkflowAttribute";
    public const string WorkflowRun = "WorkflowRunAttribute";
    public const string WorkflowSignal = "WorkflowSignalAttribute";
    public const string WorkflowQuery = "WorkflowQueryAttribute";
    public const string Activities = "ActivitiesAttribute";
    public const string Activity = "ActivityAttribute";
    public const string WorkflowMetadataName = "CodeFirst.Sdk." + Workflow;
    public const string ActivitiesMetadataName = "CodeFirst.Sdk." + Activities;

    /// <summary>Whether the type is the SDK's type of that name.</summary>
    public static bool IsSdkType(this ITypeSymbol? type, string name) =>
        type is { ContainingType: null } && type.Name == name
        && type.ContainingNamespace is { Name: "Sdk", ContainingNamespace: { Name: "CodeFirst", ContainingNamespace.IsGlobalNamespace: true } };

    /// <summary>Whether the type is Durable or Durable&lt;T&gt;.</summary>
    public static bool IsDurable(this ITypeSymbol? type) => type.IsSdkType("Durable");

    /// <summary>Whether the type is Task, Task&lt;T&gt;, ValueTask or ValueTask&lt;T&gt;.</summary>
    public static bool IsTask(this ITypeSymbol? type) =>
        type is { Name: "Task" or "ValueTask" } && IsThreadingNamespace(type.ContainingNamespace, "Tasks");

    /// <summary>The T of Durable&lt;T&gt;, Task&lt;T&gt; or ValueTask&lt;T&gt;; null for their forms without result.</summary>
    public static ITypeSymbol? ResultType(this ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } named ? named.TypeArguments[0] : null;

    /// <summary>Whether the type is CancellationToken, nullable or not.</summary>
    public static bool IsCancellationToken(this ITypeSymbol? type) =>
        (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type) is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>The symbol's own attribute of that SDK type.</summary>
    public static AttributeData? FindSdkAttribute(this ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass.IsSdkType(name))
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>The name given to the attribute's constructor.</summary>
    public static string? GivenName(this AttributeData attribute) =>
        attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].Value as string : null;

    /// <summary>The value of the attribute's named argument.</summary>
    public static T? Named<T>(this AttributeData attribute, string name)
    {
        foreach (var argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Value is T value)
            {
                return value;
            }
        }

        return default;
    }

    private static bool IsThreadingNamespace(INamespaceSymbol? candidate, string name) =>
        candidate is { ContainingNamespace: { Name: "Threading", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } }
        && candidate.Name == name;
}
