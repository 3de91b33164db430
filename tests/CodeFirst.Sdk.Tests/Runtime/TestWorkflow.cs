using CodeFirst.Protocol.Common.V1;
using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk.Tests.Runtime;

/// <summary>A workflow as the generator would compile it, written as lambdas over its state.</summary>
internal sealed class TestWorkflow<TState>(string name, Func<TState, PayloadArguments, Durable<object?>> run) : WorkflowDefinition(name)
    where TState : class, new()
{
    private readonly Dictionary<string, Func<TState, PayloadArguments, Durable>> _signals = [];
    private readonly Dictionary<string, Func<TState, PayloadArguments, object?>> _queries = [];

    public override IReadOnlyList<string> SignalNames => [.. _signals.Keys];

    public override IReadOnlyList<string> QueryNames => [.. _queries.Keys];

    public TestWorkflow<TState> Signal(string signal, Action<TState, PayloadArguments> handler) => SignalAsync(signal, (state, arguments) =>
    {
        handler(state, arguments);
        return Durable.CompletedTask;
    });

    public TestWorkflow<TState> SignalAsync(string signal, Func<TState, PayloadArguments, Durable> handler)
    {
        _signals.Add(signal, handler);
        return this;
    }

    public TestWorkflow<TState> Query(string query, Func<TState, PayloadArguments, object?> handler)
    {
        _queries.Add(query, handler);
        return this;
    }

    public override object CreateInstance() => new TState();

    public override async Durable<Payload?> RunAsync(object instance, PayloadArguments arguments) =>
        arguments.Write(await run((TState)instance, arguments));

    public override bool TryHandleSignal(object instance, string name, PayloadArguments arguments, out Durable handler)
    {
        handler = _signals.TryGetValue(name, out var handle) ? handle((TState)instance, arguments) : Durable.CompletedTask;
        return handle is not null;
    }

    public override bool TryHandleQuery(object instance, string name, PayloadArguments arguments, out Payload? result)
    {
        result = _queries.TryGetValue(name, out var handle) ? arguments.Write(handle((TState)instance, arguments)) : null;
        return handle is not null;
    }
}
