using CodeFirst.Generators.Models;

namespace CodeFirst.Generators.Emit;

/// <summary>Writes the typed client of a workflow and its handle.</summary>
internal static class ClientEmitter
{
    private const string CancellationToken = "global::System.Threading.CancellationToken";

    public static string Emit(ClientModel model)
    {
        var writer = new SourceWriter();
        writer.OpenScope(model.Type);
        EmitClient(writer, model);
        writer.Gap();
        EmitHandle(writer, model);
        return writer.Finish();
    }

    private static void EmitClient(SourceWriter writer, ClientModel model)
    {
        var handle = model.Stem + "Handle";
        writer.Summary($"Starts and finds runs of the workflow <c>{Literal.Documentation(model.Name)}</c>.");
        writer.Lines("""/// <param name="client">Makes the calls.</param>""");
        writer.MarkGenerated();
        writer.Open($"{model.Type.Accessibility} sealed partial class {model.Stem}Client(global::CodeFirst.Sdk.CodeFirstClient client)");
        writer.Lines("private readonly global::CodeFirst.Sdk.CodeFirstClient _client = client;");
        writer.Gap();
        EmitStart(writer, model, handle);
        foreach (var signal in model.Signals)
        {
            writer.Gap();
            EmitStartWithSignal(writer, model, signal, handle);
        }

        writer.Lines($"""

            /// <summary>Finds a run, without asking the server whether it exists.</summary>
            /// <param name="workflowId">The business key.</param>
            /// <param name="runId">Null for the latest run.</param>
            public {handle} GetHandle(string workflowId, string? runId = null) => new(this._client, workflowId, runId, null);

            private {handle} Handle(global::CodeFirst.Sdk.StartedWorkflow started) => new(this._client, started.WorkflowId, null, started.RunId);
            """);
        writer.Close();
    }

    private static void EmitStart(SourceWriter writer, ClientModel model, string handle)
    {
        var (declared, options, token) = Declare(model.Parameters);
        writer.Summary("Starts a run and returns when the server has stored it.");
        writer.Lines($"""
            public async global::System.Threading.Tasks.Task<{handle}> StartAsync({declared}) =>
                this.Handle(await this._client.StartWorkflowAsync({Literal.Quote(model.Name)}, {Literal.Quote(model.TaskQueue)}, {ParameterText.Encode(model.Parameters, "this._client.ToPayload")}, {options}, {token}).ConfigureAwait(false));

            """);
        writer.Summary(model.Result is null ? "Starts a run and waits until it ends." : "Starts a run and waits for its result.");
        writer.Lines($"""
            public async global::System.Threading.Tasks.Task{(model.Result is null ? "" : $"<{model.Result}>")} ExecuteAsync({declared}) =>
                await (await this.StartAsync({ParameterText.Pass(model.Parameters, options, token)}).ConfigureAwait(false)).GetResultAsync({token}).ConfigureAwait(false);
            """);
    }

    private static void EmitStartWithSignal(SourceWriter writer, ClientModel model, HandlerModel signal, string handle)
    {
        var signalParameters = signal.Parameters.Select(parameter => Distinguish(parameter, signal, model.Parameters)).ToArray();
        var (declared, options, token) = Declare([.. model.Parameters, .. signalParameters]);
        writer.Summary($"Sends the signal <c>{Literal.Documentation(signal.Name)}</c> to the open run, or starts one that receives it first.");
        writer.Lines($"""
            public async global::System.Threading.Tasks.Task<{handle}> StartWith{Stem(signal)}Async({declared}) =>
                this.Handle(await this._client.SignalWithStartWorkflowAsync({Literal.Quote(model.Name)}, {Literal.Quote(model.TaskQueue)}, {ParameterText.Encode(model.Parameters, "this._client.ToPayload")}, {Literal.Quote(signal.Name)}, {ParameterText.Encode(signalParameters, "this._client.ToPayload")}, {options}, {token}).ConfigureAwait(false));
            """);
    }

    private static void EmitHandle(SourceWriter writer, ClientModel model)
    {
        var baseType = model.Result is null ? "global::CodeFirst.Sdk.WorkflowHandle" : $"global::CodeFirst.Sdk.WorkflowHandle<{model.Result}>";
        writer.Summary($"Talks to a run of the workflow <c>{Literal.Documentation(model.Name)}</c>.");
        writer.Lines("""
            /// <param name="client">Makes the calls.</param>
            /// <param name="workflowId">The business key.</param>
            /// <param name="runId">Null for the latest run.</param>
            /// <param name="firstRunId">The run that was started to get this handle; null where it was made from an id.</param>
            """);
        writer.MarkGenerated();
        writer.Open($"{model.Type.Accessibility} sealed partial class {model.Stem}Handle(global::CodeFirst.Sdk.CodeFirstClient client, string workflowId, string? runId, string? firstRunId) : {baseType}(client, workflowId, runId, firstRunId)");
        var isFirst = true;
        foreach (var handler in model.Signals.Concat(model.Queries))
        {
            if (!isFirst)
            {
                writer.Gap();
            }

            isFirst = false;
            EmitHandler(writer, handler);
        }

        writer.Close();
    }

    private static void EmitHandler(SourceWriter writer, HandlerModel handler)
    {
        var token = ParameterText.Free("cancellationToken", handler.Parameters);
        var declared = ParameterText.Declare(handler.Parameters, $"{CancellationToken} {token} = default");
        var (summary, result, call) = handler.Result is null
            ? ("Sends the signal", "", "SignalAsync")
            : ("Asks the query", $"<{handler.Result}>", $"QueryAsync<{handler.Result}>");
        writer.Summary($"{summary} <c>{Literal.Documentation(handler.Name)}</c>.");
        writer.Lines($"""
            public global::System.Threading.Tasks.Task{result} {handler.ClientMethod}({declared}) =>
                this.{call}({Literal.Quote(handler.Name)}, {ParameterText.Encode(handler.Parameters, "this.Client.ToPayload")}, {token});
            """);
    }

    private static (string Declared, string Options, string Token) Declare(IReadOnlyList<ParameterModel> parameters)
    {
        var options = ParameterText.Free("options", parameters);
        var token = ParameterText.Free("cancellationToken", parameters);
        return (ParameterText.Declare(parameters, $"global::CodeFirst.Sdk.WorkflowOptions? {options} = null", $"{CancellationToken} {token} = default"), options, token);
    }

    /// <summary>A signal's parameter whose name the run method has too gets the signal's name in front.</summary>
    private static ParameterModel Distinguish(ParameterModel parameter, HandlerModel signal, IReadOnlyList<ParameterModel> run)
    {
        if (!run.Any(other => other.PlainName == parameter.PlainName))
        {
            return parameter;
        }

        var stem = Stem(signal);
        var name = $"{char.ToLowerInvariant(stem[0])}{stem.Substring(1)}{char.ToUpperInvariant(parameter.PlainName[0])}{parameter.PlainName.Substring(1)}";
        return parameter with { Name = ParameterText.Free(name, run) };
    }

    private static string Stem(HandlerModel signal) => Shape.Names.WithoutAsync(signal.Member.TrimStart('@'));
}
