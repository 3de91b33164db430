using Microsoft.CodeAnalysis;

namespace CodeFirst.Shape;

/// <summary>An [Activities] class or contract as its attributes describe it, and what is wrong with it.</summary>
internal sealed class ActivitiesShape
{
    private readonly List<ShapeProblem> _problems = [];

    private ActivitiesShape(INamedTypeSymbol type, AttributeData attribute)
    {
        Type = type;
        TaskQueue = attribute.Named<string>("TaskQueue");
        HasContract = type.TypeKind == TypeKind.Class && type.AllInterfaces.Any(static candidate => candidate.FindSdkAttribute(SdkNames.Activities) is not null);
        Activities = [.. AttributedMember.Find(type, SdkNames.Activity).Select(static member => new ActivityShape(member))];
        Constructor = type.InstanceConstructors
            .Where(static candidate => candidate.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal)
            .Where(candidate => !IsCopyConstructor(type, candidate))
            .OrderByDescending(static candidate => candidate.Parameters.Length)
            .FirstOrDefault();
    }

    public INamedTypeSymbol Type { get; }

    public string? TaskQueue { get; }

    /// <summary>Whether the class implements an [Activities] interface, which has the stub.</summary>
    public bool HasContract { get; }

    public IReadOnlyList<ActivityShape> Activities { get; }

    /// <summary>The accessible constructor with the most parameters.</summary>
    public IMethodSymbol? Constructor { get; }

    /// <summary>Whether an object is needed to call them.</summary>
    public bool NeedsOwner => Type.TypeKind == TypeKind.Class && Activities.Any(static activity => !activity.Method.IsStatic);

    /// <summary>Empty for a valid type.</summary>
    public IReadOnlyList<ShapeProblem> Problems => _problems;

    /// <summary>Reads the type; null when it holds no activities.</summary>
    public static ActivitiesShape? Read(INamedTypeSymbol type)
    {
        if (type.FindSdkAttribute(SdkNames.Activities) is not { } attribute)
        {
            return null;
        }

        var shape = new ActivitiesShape(type, attribute);
        shape.Check();
        return shape;
    }

    private static bool IsCopyConstructor(INamedTypeSymbol type, IMethodSymbol candidate) =>
        type.IsRecord && candidate.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(candidate.Parameters[0].Type, type);

    private void Check()
    {
        // A class with a contract has no stub, and only a stub stands inside the enclosing types.
        if (!HasContract)
        {
            _problems.AddRange(TypeChecks.NotPartial(Type, including: false));
        }

        if ((TypeChecks.WhyUnreachable(Type) ?? WhyNoOwner()) is { } reason)
        {
            _problems.Add(new ShapeProblem(RuleIds.ActivitiesType, Type, Type.Name, reason));
        }

        foreach (var activity in Activities)
        {
            var reasons = activity.Reasons.AsEnumerable();
            if (Type.TypeKind == TypeKind.Interface && activity.Method.IsStatic)
            {
                reasons = reasons.Append("must not be static in a contract; remove 'static'");
            }

            _problems.AddRange(reasons.Select(text => new ShapeProblem(RuleIds.Activity, OwnOrType(activity.Member.At), $"Activity '{activity.Method.Name}'", text)));
        }

        AddRepeated(static activity => activity.Member.Name, static name => $"is a second activity named '{name}'; rename it, or give one of them a name of its own");
        AddRepeated(static activity => Names.StubMethod(activity.Method), static name => $"would be a second '{name}' in the generated stub; rename the method");
    }

    private string? WhyNoOwner()
    {
        if (Activities.Count == 0)
        {
            return "has no [Activity] method; mark its activities";
        }

        if (!NeedsOwner)
        {
            return null;
        }

        if (Type.IsAbstract)
        {
            return "must not be abstract, because an object of it is created for each attempt; remove 'abstract', or move [Activities] to the derived classes";
        }

        if (Constructor is null || Constructor.Parameters.Any(static parameter => parameter.RefKind != RefKind.None || !MethodChecks.IsEncodable(parameter.Type)))
        {
            return "must have a public or internal constructor that takes services alone, because the worker calls it";
        }

        return TypeChecks.NeedsInitializer(Type, Constructor) ? "must not have required members, because the worker calls the constructor alone; take services there" : null;
    }

    private void AddRepeated(Func<ActivityShape, string> name, Func<string, string> reason)
    {
        foreach (var group in Activities.GroupBy(name, StringComparer.Ordinal))
        {
            foreach (var activity in group.Skip(1).Where(activity => !_problems.Exists(problem => SymbolEqualityComparer.Default.Equals(problem.At, activity.Member.At))))
            {
                _problems.Add(new ShapeProblem(RuleIds.DuplicateName, OwnOrType(activity.Member.At), activity.Method.Name, reason(group.Key)));
            }
        }
    }

    private ISymbol OwnOrType(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, Type.ContainingAssembly) ? symbol : Type;
}
