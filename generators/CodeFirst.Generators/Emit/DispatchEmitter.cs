using CodeFirst.Generators.Models;

namespace CodeFirst.Generators.Emit;

/// <summary>Writes what a worker calls of a class of activities.</summary>
internal static class DispatchEmitter
{
    private const string Payload = "global::CodeFirst.Protocol.Common.V1.Payload";
    private const string Registry = "global::CodeFirst.Sdk.IWorkerRegistry";

    public static string Emit(DispatchModel model)
    {
        var writer = new SourceWriter();
        writer.OpenScope(model.Type, nested: false);
        writer.Summary($"How a worker runs the activities of <c>{model.Type.Path}</c>: direct calls, no reflection.");
        writer.MarkGenerated();
        writer.Open($"{(model.Type.IsPublic ? "public" : "internal")} static class {model.FlatName}Dispatch");
        if (model.NeedsOwner)
        {
            EmitRegistrations(writer, model);
        }

        EmitDefinitions(writer, model);
        foreach (var activity in model.Activities)
        {
            writer.Gap();
            EmitInvoke(writer, activity);
        }

        return writer.Finish();
    }

    private static void EmitRegistrations(SourceWriter writer, DispatchModel model)
    {
        writer.Summary($"Registers the activities of <c>{model.Type.Path}</c> to be called on one object, for a worker without a service provider.");
        writer.Lines($$"""
            /// <param name="registry">The worker.</param>
            /// <param name="instance">Serves all attempts, also at the same time.</param>
            public static TRegistry Add{{model.FlatName}}<TRegistry>(this TRegistry registry, {{model.Type.FullName}} instance)
                where TRegistry : {{Registry}}
            {
                Register(registry, _ => instance);
                return registry;
            }

            internal static void Register({{Registry}} registry) => Register(
                registry,
                static services => services.GetService(typeof({{model.Type.FullName}})) ?? new {{model.Type.FullName}}({{string.Join(", ", model.Services.Select(Resolve))}}));

            """);
    }

    private static void EmitDefinitions(SourceWriter writer, DispatchModel model)
    {
        writer.Open(model.NeedsOwner
            ? $"private static void Register({Registry} registry, global::System.Func<global::System.IServiceProvider, object> createOwner)"
            : $"internal static void Register({Registry} registry)");
        foreach (var activity in model.Activities)
        {
            writer.Open("registry.AddActivity(new global::CodeFirst.Sdk.Runtime.ActivityDefinition");
            writer.Lines($"""
                Name = {Literal.Quote(activity.Name)},
                OwnerType = {(activity.IsStatic ? "null" : $"typeof({model.Type.FullName})")},
                CreateOwner = {(activity.IsStatic ? "null" : "createOwner")},
                InvokeAsync = Invoke{activity.StubMethod},
                """);
            writer.Close(");");
        }

        writer.Close();
    }

    private static void EmitInvoke(SourceWriter writer, ActivityModel activity)
    {
        var target = activity.IsStatic ? activity.Target : $"(({activity.Target})owner!)";
        var arguments = string.Join(", ", activity.Arguments.Select(index => index < 0 ? "cancellationToken" : ParameterText.Decode(activity.Parameters[index], index)));
        var call = $"{target}.{activity.Method}({arguments})";
        var modifier = activity.IsAsynchronous ? "async " : "";
        writer.Open($"private static {modifier}global::System.Threading.Tasks.Task<{Payload}?> Invoke{activity.StubMethod}(object? owner, global::CodeFirst.Sdk.Runtime.PayloadArguments arguments, global::System.Threading.CancellationToken cancellationToken)");
        writer.Lines((activity.IsAsynchronous, activity.Result) switch
        {
            (true, null) => $"""
                await {call}.ConfigureAwait(false);
                return null;
                """,
            (true, { } result) => $"""
                var result = await {call}.ConfigureAwait(false);
                return arguments.Write<{result}>(result);
                """,
            (false, null) => $"""
                {call};
                return global::System.Threading.Tasks.Task.FromResult<{Payload}?>(null);
                """,
            (false, { } result) => $"""
                var result = {call};
                return global::System.Threading.Tasks.Task.FromResult<{Payload}?>(arguments.Write<{result}>(result));
                """,
        });
        writer.Close();
    }

    private static string Resolve(ParameterModel service, int index)
    {
        const string Extensions = "global::Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions";
        var type = service.Type.TrimEnd('?');
        return service.Default is null
            ? $"{Extensions}.GetRequiredService<{type}>(services)"
            : $"services.GetService(typeof({type})) is {type} service{index} ? service{index} : {service.Default}";
    }
}
