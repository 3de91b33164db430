using Microsoft.CodeAnalysis;

namespace CodeFirst.Shape;

/// <summary>How generated names follow from the user's.</summary>
internal static class Names
{
    /// <summary>What every workflow handle has, whatever its signals and queries are called.</summary>
    private static readonly HashSet<string> HandleMembers = new(StringComparer.Ordinal)
    {
        "SignalAsync", "QueryAsync", "CancelAsync", "TerminateAsync", "DescribeAsync", "GetHistoryAsync", "GetResultAsync",
    };

    /// <summary>Drops the suffix Async.</summary>
    public static string WithoutAsync(string name) =>
        name.Length > 5 && name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - 5) : name;

    /// <summary>The name that stubs and clients of a type start with: its own, an interface's without its leading I.</summary>
    public static string Stem(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.Name.Length > 1 && type.Name[0] == 'I' && char.IsUpper(type.Name[1]) ? type.Name.Substring(1) : type.Name;

    /// <summary>The stub's method for an activity.</summary>
    public static string StubMethod(ISymbol activity) => WithoutAsync(activity.Name) + "Async";

    /// <summary>The handle's method for a signal.</summary>
    public static string SignalMethod(ISymbol signal)
    {
        var method = WithoutAsync(signal.Name) + "Async";
        return HandleMembers.Contains(method) ? "Signal" + method : method;
    }

    /// <summary>The handle's method for a query.</summary>
    public static string QueryMethod(ISymbol query)
    {
        var name = WithoutAsync(query.Name);
        var isGetter = name.Length > 3 && name.StartsWith("Get", StringComparison.Ordinal) && char.IsUpper(name[3]);
        var method = query is IPropertySymbol && !isGetter ? $"Get{name}Async" : name + "Async";
        return HandleMembers.Contains(method) ? $"Query{name}Async" : method;
    }
}
