using Microsoft.CodeAnalysis;

namespace CodeFirst.Shape;

/// <summary>A [Workflow] class or contract as its attributes describe it, and what is wrong with it.</summary>
internal sealed class WorkflowShape
{
    private readonly List<ShapeProblem> _problems = [];

    private WorkflowShape(INamedTypeSymbol type, AttributeData attribute)
    {
        Type = type;
        Contract = type.TypeKind == TypeKind.Interface ? null : FindContract(type);
        var contract = Contract?.FindSdkAttribute(SdkNames.Workflow);
        Name = attribute.GivenName() ?? contract?.GivenName() ?? Names.Stem(Contract ?? type);
        TaskQueue = attribute.Named<string>("TaskQueue") ?? contract?.Named<string>("TaskQueue");
        Runs = AttributedMember.Find(type, SdkNames.WorkflowRun);
        Signals = AttributedMember.Find(type, SdkNames.WorkflowSignal);
        Queries = AttributedMember.Find(type, SdkNames.WorkflowQuery);
    }

    public INamedTypeSymbol Type { get; }

    /// <summary>The [Workflow] interface that the class implements.</summary>
    public INamedTypeSymbol? Contract { get; }

    public string Name { get; }

    public string? TaskQueue { get; }

    /// <summary>The one run method of a valid workflow.</summary>
    public IMethodSymbol Run => (IMethodSymbol)Runs[0].Member;

    public IReadOnlyList<AttributedMember> Runs { get; }

    public IReadOnlyList<AttributedMember> Signals { get; }

    public IReadOnlyList<AttributedMember> Queries { get; }

    /// <summary>Empty for a valid workflow.</summary>
    public IReadOnlyList<ShapeProblem> Problems => _problems;

    /// <summary>Reads the type; null when it is no workflow.</summary>
    public static WorkflowShape? Read(INamedTypeSymbol type)
    {
        if (type.FindSdkAttribute(SdkNames.Workflow) is not { } attribute)
        {
            return null;
        }

        var shape = new WorkflowShape(type, attribute);
        shape.Check();
        return shape;
    }

    private static INamedTypeSymbol? FindContract(INamedTypeSymbol type) => type.AllInterfaces
        .Where(static candidate => candidate.FindSdkAttribute(SdkNames.Workflow) is not null)
        .OrderByDescending(static candidate => candidate.AllInterfaces.Length)
        .ThenBy(static candidate => candidate.ToDisplayString(), StringComparer.Ordinal)
        .FirstOrDefault();

    private void Check()
    {
        CheckType();
        CheckRuns();
        foreach (var signal in Signals)
        {
            Add(RuleIds.Handler, signal, "Signal", WhyNoSignal((IMethodSymbol)signal.Member));
        }

        foreach (var query in Queries)
        {
            Add(RuleIds.Handler, query, "Query", WhyNoQuery(query.Member));
        }

        CheckNames();
    }

    private void CheckType()
    {
        _problems.AddRange(TypeChecks.NotPartial(Type, including: Type.TypeKind == TypeKind.Class));
        if ((TypeChecks.WhyUnreachable(Type) ?? WhyNotCreatable() ?? WhyMisnamed()) is { } reason)
        {
            _problems.Add(new ShapeProblem(RuleIds.WorkflowType, Type, Type.Name, reason));
        }
    }

    private string? WhyMisnamed()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            return "must not have an empty name; give one or leave it out";
        }

        return Type.GetMembers("Definition").Any(static member => !IsGeneratedDefinition(member))
            ? "must not have a member named 'Definition', because that is generated; rename it"
            : null;
    }

    /// <summary>Analyzers see the type with what was generated into it.</summary>
    private static bool IsGeneratedDefinition(ISymbol member) => member is INamedTypeSymbol { BaseType: { Name: "WorkflowDefinition", ContainingNamespace.Name: "Runtime" } };

    private string? WhyNotCreatable()
    {
        if (Type.TypeKind == TypeKind.Interface)
        {
            return null;
        }

        if (Type.IsStatic)
        {
            return "must not be static, because an object holds the state of each run; remove 'static'";
        }

        if (Type.IsAbstract)
        {
            return "must not be abstract, because an object of it is created for each run; remove 'abstract', or move [Workflow] to the derived classes";
        }

        var constructor = Type.InstanceConstructors.FirstOrDefault(static candidate => candidate.Parameters.IsEmpty);
        if (constructor is null)
        {
            return "must have a constructor without parameters, because replay creates it anew; take input in the run method, and services in activities";
        }

        return TypeChecks.NeedsInitializer(Type, constructor) ? "must not have required members, because replay creates it by 'new()'; take input in the run method" : null;
    }

    private void CheckRuns()
    {
        if (Runs.Count == 0)
        {
            _problems.Add(new ShapeProblem(RuleIds.RunMissing, Type, Type.Name, "has no [WorkflowRun] method; mark the method that is its course"));
        }

        foreach (var run in Runs.Skip(1))
        {
            _problems.Add(new ShapeProblem(
                RuleIds.RunRepeated, OwnOrType(run.At), Type.Name, $"has a second [WorkflowRun] method, '{run.Member.Name}', beside '{Runs[0].Member.Name}'; keep the attribute on one of them"));
        }

        foreach (var run in Runs)
        {
            Add(RuleIds.Run, run, "Run method", WhyNoRun((IMethodSymbol)run.Member));
        }
    }

    private static string? WhyNoRun(IMethodSymbol method) =>
        method.ReturnType.IsDurable()
            ? MethodChecks.WhyNotCallable(method) ?? WhyNoResult(method)
            : $"must return Durable or Durable<T>, not '{method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}'";

    private static string? WhyNoResult(IMethodSymbol method) =>
        method.ReturnType.ResultType() is { } result && (result.IsDurable() || result.IsTask())
            ? $"must not have the result '{result.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', which cannot be sent as a payload; await it and return what it gives"
            : null;

    private static string? WhyNoSignal(IMethodSymbol method)
    {
        var isDurable = method.ReturnType is INamedTypeSymbol { IsGenericType: false } returned && returned.IsDurable();
        if (!method.ReturnsVoid && !isDurable)
        {
            return $"must return void or Durable, not '{method.ReturnType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', because nobody waits for a result";
        }

        return method is { ReturnsVoid: true, IsAsync: true } ? "must not be async void, which cannot be followed; return Durable" : MethodChecks.WhyNotCallable(method);
    }

    private static string? WhyNoQuery(ISymbol member)
    {
        if (member is IPropertySymbol property)
        {
            return property switch
            {
                { IsStatic: true } => "must not be static, because it reads the state of one run; remove 'static'",
                { IsIndexer: true } => "must not be an indexer; write a method",
                { DeclaredAccessibility: not Accessibility.Public } or { GetMethod: not { DeclaredAccessibility: Accessibility.Public } } => "must have a public getter, because it is called from outside; add one",
                _ => WhyNoAnswer(property.Type),
            };
        }

        var method = (IMethodSymbol)member;
        return method.ReturnsVoid ? "must return its answer, not void" : WhyNoAnswer(method.ReturnType) ?? MethodChecks.WhyNotCallable(method);
    }

    private static string? WhyNoAnswer(ITypeSymbol type)
    {
        if (type.IsTask() || type.IsDurable())
        {
            return $"must return its answer at once, not '{type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}', because a query cannot wait; keep the answer in a field";
        }

        return MethodChecks.IsEncodable(type) ? null : $"must not return '{type.ToDisplayString()}', which cannot be sent as a payload; return plain data";
    }

    private void CheckNames()
    {
        AddRepeated(Signals, static signal => signal.Name, "signal");
        AddRepeated(Queries, static query => query.Name, "query");
        var methods = Signals.Select(static signal => (Handler: signal, Method: Names.SignalMethod(signal.Member)))
            .Concat(Queries.Select(static query => (Handler: query, Method: Names.QueryMethod(query.Member))));
        foreach (var group in methods.GroupBy(static pair => pair.Method, StringComparer.Ordinal))
        {
            foreach (var (handler, method) in group.Skip(1).Where(pair => !_problems.Exists(problem => SymbolEqualityComparer.Default.Equals(problem.At, pair.Handler.At))))
            {
                _problems.Add(new ShapeProblem(
                    RuleIds.DuplicateName, OwnOrType(handler.At), handler.Member.Name, $"would be '{method}' in the generated handle, as is '{group.First().Handler.Member.Name}'; rename one of them"));
            }
        }
    }

    private void AddRepeated(IReadOnlyList<AttributedMember> handlers, Func<AttributedMember, string> name, string kind)
    {
        foreach (var group in handlers.GroupBy(name, StringComparer.Ordinal))
        {
            foreach (var handler in group.Skip(1))
            {
                _problems.Add(new ShapeProblem(
                    RuleIds.DuplicateName, OwnOrType(handler.At), handler.Member.Name, $"is a second {kind} named '{group.Key}'; rename it, or give one of them a name of its own"));
            }
        }
    }

    private void Add(string id, AttributedMember member, string kind, string? reason)
    {
        reason ??= string.IsNullOrWhiteSpace(member.Name) ? "must not have an empty name; give one or leave it out" : null;
        if (reason is not null)
        {
            _problems.Add(new ShapeProblem(id, OwnOrType(member.At), $"{kind} '{member.Member.Name}'", reason));
        }
    }

    private ISymbol OwnOrType(ISymbol symbol) => SymbolEqualityComparer.Default.Equals(symbol.ContainingAssembly, Type.ContainingAssembly) ? symbol : Type;
}
