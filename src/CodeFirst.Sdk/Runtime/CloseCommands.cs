using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Sdk.Converters;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Sdk.Runtime;

/// <summary>The commands by which a run ends.</summary>
internal static class CloseCommands
{
    public static Command Complete(Payload? result) => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new() { Result = result is null ? null : new Payloads { Payloads_ = { result } } },
    };

    public static Command Fail(Exception exception, DataConverter converter) => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new() { Failure = converter.FailureConverter.ToFailure(exception, converter.PayloadConverter) },
    };

    public static Command Cancel(Exception exception, DataConverter converter) => new()
    {
        CommandType = CommandType.CancelWorkflowExecution,
        CancelWorkflowExecutionCommandAttributes = new() { Details = (exception as CanceledFailureException)?.Details.ToPayloads(converter.PayloadConverter) },
    };

    /// <summary>The server hands on ids and deadlines of the chain; memo and search attributes travel only if they are sent.</summary>
    public static Command ContinueAsNew(ContinueAsNewException next, WorkflowInfo info, WorkflowExecutionStartedEventAttributes started) => new()
    {
        CommandType = CommandType.ContinueAsNewWorkflowExecution,
        ContinueAsNewWorkflowExecutionCommandAttributes = new()
        {
            WorkflowType = new() { Name = info.WorkflowType },
            TaskQueue = new() { Name = next.Options?.TaskQueue ?? info.TaskQueue },
            Input = next.Arguments.Count == 0 ? null : new Payloads { Payloads_ = { next.Arguments } },
            WorkflowRunTimeout = ToDuration(next.Options?.RunTimeout) ?? started.WorkflowRunTimeout,
            WorkflowTaskTimeout = ToDuration(next.Options?.TaskTimeout) ?? started.WorkflowTaskTimeout,
            RetryPolicy = started.RetryPolicy,
            Initiator = ContinueAsNewInitiator.Workflow,
            Header = started.Header,
            Memo = started.Memo,
            SearchAttributes = started.SearchAttributes,
        },
    };

    private static Duration? ToDuration(TimeSpan? duration) => duration is { } value ? Duration.FromTimeSpan(value) : null;
}
