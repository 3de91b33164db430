using CodeFirst.Generators.Models;

namespace CodeFirst.Generators.Emit;

/// <summary>Writes what a worker calls of a workflow class, and what the class itself may call.</summary>
internal static class DefinitionEmitter
{
    public static string Emit(DefinitionModel model)
    {
        var writer = new SourceWriter();
        writer.OpenScope(model.Type);
        writer.Open($"partial {model.Type.Keyword} {model.Type.Name}");
        if (!model.HasContinueAsNew)
        {
            EmitContinueAsNew(writer, model);
            writer.Gap();
        }

        writer.Summary($"How a worker runs <c>{model.Type.Path}</c>: direct calls, no reflection.");
        writer.MarkGenerated();
        writer.Open($"public {(model.HidesBase ? "new " : "")}sealed class Definition : global::CodeFirst.Sdk.Runtime.WorkflowDefinition");
        writer.Lines($$"""
            private Definition()
                : base({{Literal.Quote(model.Name)}})
            {
            }

            /// <summary>The only one.</summary>
            public static Definition Instance { get; } = new();
            """);
        EmitNames(writer, "SignalNames", model.Signals);
        EmitNames(writer, "QueryNames", model.Queries);
        writer.Lines($"""

            /// <inheritdoc/>
            public override object CreateInstance() => new {model.Type.FullName}();

            """);
        EmitRun(writer, model);
        if (model.Signals.Count > 0)
        {
            writer.Gap();
            EmitSignals(writer, model.Signals);
        }

        if (model.Queries.Count > 0)
        {
            writer.Gap();
            EmitQueries(writer, model.Queries);
        }

        return writer.Finish();
    }

    private static void EmitContinueAsNew(SourceWriter writer, DefinitionModel model)
    {
        var options = ParameterText.Free("options", model.Parameters);
        writer.Summary("Makes the exception that ends this run and starts the next one with new arguments: <c>throw ContinueAsNew(...)</c>.");
        writer.MarkGenerated();
        writer.Lines($"""
            private static global::System.Exception ContinueAsNew({ParameterText.Declare(model.Parameters, $"global::CodeFirst.Sdk.ContinueAsNewOptions? {options} = null")}) =>
                global::CodeFirst.Sdk.Runtime.StubCalls.ContinueAsNew({ParameterText.Encode(model.Parameters, "global::CodeFirst.Sdk.Runtime.StubCalls.ToPayload")}, {options});
            """);
    }

    private static void EmitNames(SourceWriter writer, string property, EquatableArray<HandlerModel> handlers)
    {
        if (handlers.Count > 0)
        {
            writer.Lines($$"""

                /// <inheritdoc/>
                public override global::System.Collections.Generic.IReadOnlyList<string> {{property}} { get; } = [{{string.Join(", ", handlers.Select(static handler => Literal.Quote(handler.Name)))}}];
                """);
        }
    }

    private static void EmitRun(SourceWriter writer, DefinitionModel model)
    {
        var call = $"(({model.RunTarget})instance).{model.Run}({ParameterText.Decode(model.Parameters)})";
        writer.Lines("/// <inheritdoc/>");
        writer.Open("public override async global::CodeFirst.Sdk.Durable<global::CodeFirst.Protocol.Common.V1.Payload?> RunAsync(object instance, global::CodeFirst.Sdk.Runtime.PayloadArguments arguments)");
        writer.Lines(model.Result is null
            ? $"""
                await {call};
                return null;
                """
            : $"""
                var result = await {call};
                return arguments.Write<{model.Result}>(result);
                """);
        writer.Close();
    }

    private static void EmitSignals(SourceWriter writer, EquatableArray<HandlerModel> signals)
    {
        writer.Lines("/// <inheritdoc/>");
        writer.Open("public override bool TryHandleSignal(object instance, string name, global::CodeFirst.Sdk.Runtime.PayloadArguments arguments, out global::CodeFirst.Sdk.Durable handler)");
        writer.Open("switch (name)");
        foreach (var signal in signals)
        {
            var call = $"(({signal.Target})instance).{signal.Member}({ParameterText.Decode(signal.Parameters)});";
            writer.Lines($"case {Literal.Quote(signal.Name)}:");
            writer.Lines(signal.IsDurable
                ? $"""
                        handler = {call}
                        return true;
                    """
                : $"""
                        {call}
                        handler = global::CodeFirst.Sdk.Durable.CompletedTask;
                        return true;
                    """);
        }

        writer.Lines("""
            default:
                return base.TryHandleSignal(instance, name, arguments, out handler);
            """);
        writer.Close();
        writer.Close();
    }

    private static void EmitQueries(SourceWriter writer, EquatableArray<HandlerModel> queries)
    {
        writer.Lines("/// <inheritdoc/>");
        writer.Open("public override bool TryHandleQuery(object instance, string name, global::CodeFirst.Sdk.Runtime.PayloadArguments arguments, out global::CodeFirst.Protocol.Common.V1.Payload? result)");
        writer.Open("switch (name)");
        foreach (var query in queries)
        {
            var arguments = query.IsProperty ? "" : $"({ParameterText.Decode(query.Parameters)})";
            writer.Lines($"""
                case {Literal.Quote(query.Name)}:
                    result = arguments.Write<{query.Result}>((({query.Target})instance).{query.Member}{arguments});
                    return true;
                """);
        }

        writer.Lines("""
            default:
                return base.TryHandleQuery(instance, name, arguments, out result);
            """);
        writer.Close();
        writer.Close();
    }
}
