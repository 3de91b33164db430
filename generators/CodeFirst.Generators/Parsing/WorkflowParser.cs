using CodeFirst.Generators.Models;
using CodeFirst.Shape;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generators.Parsing;

/// <summary>Reads a [Workflow] type into what is emitted for it.</summary>
internal static class WorkflowParser
{
    /// <summary>Null for an invalid type; an analyzer says why.</summary>
    public static WorkflowModel? Parse(INamedTypeSymbol symbol)
    {
        if (WorkflowShape.Read(symbol) is not { Problems.Count: 0 } shape)
        {
            return null;
        }

        var type = TypeParser.Type(symbol);
        var parameters = TypeParser.Parameters(shape.Run.Parameters);
        var result = shape.Run.ReturnType.ResultType() is { } returned ? TypeParser.Text(returned) : null;
        var signals = shape.Signals.Select(signal => Handler(signal, symbol, Names.SignalMethod(signal.Member), isQuery: false)).ToEquatableArray();
        var queries = shape.Queries.Select(query => Handler(query, symbol, Names.QueryMethod(query.Member), isQuery: true)).ToEquatableArray();

        var definition = symbol.TypeKind == TypeKind.Interface ? null : new DefinitionModel(
            type,
            shape.Name,
            Run: TypeParser.Identifier(shape.Run.Name),
            RunTarget: Target(shape.Runs[0], symbol),
            parameters,
            result,
            signals,
            queries,
            HidesBase: HasDefinition(symbol.BaseType),
            HasContinueAsNew: !symbol.GetMembers("ContinueAsNew").IsEmpty);
        var client = shape.Contract is null ? new ClientModel(type, Names.Stem(symbol), shape.Name, shape.TaskQueue, parameters, result, signals, queries) : null;
        return new WorkflowModel(symbol.ContainingAssembly.Name, definition, client);
    }

    private static HandlerModel Handler(AttributedMember handler, INamedTypeSymbol type, string clientMethod, bool isQuery)
    {
        var method = handler.Member as IMethodSymbol;
        var answer = method?.ReturnType ?? ((IPropertySymbol)handler.Member).Type;
        return new HandlerModel(
            handler.Name,
            TypeParser.Identifier(handler.Member.Name),
            Target(handler, type),
            IsProperty: method is null,
            IsDurable: answer.IsDurable(),
            Result: isQuery ? TypeParser.Text(answer) : null,
            TypeParser.Parameters(method?.Parameters ?? []),
            clientMethod);
    }

    private static string Target(AttributedMember member, INamedTypeSymbol type) => TypeParser.Text(member.Contract ?? type);

    private static bool HasDefinition(INamedTypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (WorkflowShape.Read(current) is { Problems.Count: 0 })
            {
                return true;
            }
        }

        return false;
    }
}
