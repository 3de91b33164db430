using CodeFirst.Generators.Models;
using CodeFirst.Shape;
using Microsoft.CodeAnalysis;

namespace CodeFirst.Generators.Parsing;

/// <summary>Reads an [Activities] type into what is emitted for it.</summary>
internal static class ActivitiesParser
{
    /// <summary>Null for an invalid type; an analyzer says why.</summary>
    public static ActivitiesModel? Parse(INamedTypeSymbol symbol)
    {
        if (ActivitiesShape.Read(symbol) is not { Problems.Count: 0 } shape)
        {
            return null;
        }

        var type = TypeParser.Type(symbol);
        var activities = shape.Activities.Select(activity => Activity(activity, symbol)).ToEquatableArray();
        var dispatch = symbol.TypeKind == TypeKind.Interface ? null : new DispatchModel(
            type,
            shape.NeedsOwner,
            TypeParser.Parameters(shape.NeedsOwner ? shape.Constructor!.Parameters : []),
            activities);
        var stub = shape.HasContract ? null : new StubModel(type, Names.Stem(symbol), shape.TaskQueue, activities);
        return new ActivitiesModel(symbol.ContainingAssembly.Name, stub, dispatch);
    }

    private static ActivityModel Activity(ActivityShape activity, INamedTypeSymbol type)
    {
        var method = activity.Method;
        var sent = method.Parameters.Where(static parameter => !parameter.Type.IsCancellationToken()).ToArray();
        var target = activity.Member.Contract ?? (method.IsStatic ? method.ContainingType : type);
        return new ActivityModel(
            activity.Member.Name,
            Method: TypeParser.Identifier(method.Name),
            Target: TypeParser.Text(target),
            StubMethod: Names.StubMethod(method),
            method.IsStatic,
            activity.IsAsynchronous,
            Result: activity.Result is { } result ? TypeParser.Text(result) : null,
            TypeParser.Parameters(sent),
            Arguments: method.Parameters.Select(parameter => Array.IndexOf(sent, parameter)).ToEquatableArray(),
            StartToClose: activity.StartToClose?.Ticks ?? 0,
            ScheduleToClose: activity.ScheduleToClose?.Ticks ?? 0,
            ScheduleToStart: activity.ScheduleToStart?.Ticks ?? 0,
            Heartbeat: activity.Heartbeat?.Ticks ?? 0,
            activity.MaximumAttempts);
    }
}
