using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Sdk.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Converters;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Sdk.Client;

/// <summary>Turns options into the requests that start a workflow.</summary>
internal static class StartRequests
{
    public static StartWorkflowExecutionRequest Start(
        CodeFirstClientOptions client, string workflowType, string? defaultTaskQueue, IReadOnlyList<Payload> arguments, WorkflowOptions options) => new()
        {
            Namespace = client.Namespace,
            Identity = client.Identity,
            RequestId = options.RequestId ?? NewId(),
            WorkflowId = options.Id ?? NewId(),
            WorkflowType = new WorkflowType { Name = workflowType },
            TaskQueue = ToTaskQueue(workflowType, options.TaskQueue ?? defaultTaskQueue),
            Input = ToPayloads(arguments),
            WorkflowExecutionTimeout = options.ExecutionTimeout?.ToDuration(),
            WorkflowRunTimeout = options.RunTimeout?.ToDuration(),
            WorkflowTaskTimeout = options.TaskTimeout?.ToDuration(),
            RetryPolicy = options.RetryPolicy?.ToProtocol(),
            WorkflowIdReusePolicy = options.IdReusePolicy,

            // The older policy says itself what happens to an open run, and the server takes it only alone.
            WorkflowIdConflictPolicy = options.IdReusePolicy == WorkflowIdReusePolicy.TerminateIfRunning ? WorkflowIdConflictPolicy.Unspecified : options.IdConflictPolicy,

            Memo = ToMemo(options.Memo, client.DataConverter.PayloadConverter),
            UserMetadata = ToMetadata(options.Summary, client.DataConverter.PayloadConverter),
        };

    public static SignalWithStartWorkflowExecutionRequest SignalWithStart(
        CodeFirstClientOptions client,
        string workflowType,
        string? defaultTaskQueue,
        IReadOnlyList<Payload> arguments,
        string signalName,
        IReadOnlyList<Payload> signalArguments,
        WorkflowOptions options) => new()
        {
            Namespace = client.Namespace,
            Identity = client.Identity,
            RequestId = options.RequestId ?? NewId(),
            WorkflowId = options.Id ?? NewId(),
            WorkflowType = new WorkflowType { Name = workflowType },
            TaskQueue = ToTaskQueue(workflowType, options.TaskQueue ?? defaultTaskQueue),
            Input = ToPayloads(arguments),
            SignalName = signalName,
            SignalInput = ToPayloads(signalArguments),
            WorkflowExecutionTimeout = options.ExecutionTimeout?.ToDuration(),
            WorkflowRunTimeout = options.RunTimeout?.ToDuration(),
            WorkflowTaskTimeout = options.TaskTimeout?.ToDuration(),
            RetryPolicy = options.RetryPolicy?.ToProtocol(),
            WorkflowIdReusePolicy = options.IdReusePolicy,

            // An open run takes the signal: failing then is no policy of this call.
            WorkflowIdConflictPolicy = options.IdConflictPolicy == WorkflowIdConflictPolicy.Fail ? WorkflowIdConflictPolicy.Unspecified : options.IdConflictPolicy,

            Memo = ToMemo(options.Memo, client.DataConverter.PayloadConverter),
            UserMetadata = ToMetadata(options.Summary, client.DataConverter.PayloadConverter),
        };

    public static Payloads? ToPayloads(IReadOnlyList<Payload> values) => values.Count == 0 ? null : new Payloads { Payloads_ = { values } };

    public static string NewId() => Guid.NewGuid().ToString();

    private static TaskQueue ToTaskQueue(string workflowType, string? name) => string.IsNullOrEmpty(name)
        ? throw new ArgumentException($"Workflow {workflowType} cannot be started without a task queue; set {nameof(WorkflowOptions)}.{nameof(WorkflowOptions.TaskQueue)} or write [Workflow(TaskQueue = \"...\")].")
        : new TaskQueue { Name = name };

    private static Memo? ToMemo(IReadOnlyDictionary<string, object> values, IPayloadConverter converter)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var memo = new Memo();
        foreach (var (key, value) in values)
        {
            memo.Fields.Add(key, converter.ToPayload(value));
        }

        return memo;
    }

    private static UserMetadata? ToMetadata(string? summary, IPayloadConverter converter) =>
        summary is null ? null : new UserMetadata { Summary = converter.ToPayload(summary) };
}
