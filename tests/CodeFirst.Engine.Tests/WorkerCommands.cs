using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.Protocol.V1;
using CodeFirst.Protocol.Update.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Tests;

/// <summary>Commands as workers send them.</summary>
internal static class WorkerCommands
{
    public static Command ScheduleActivity(string id, Action<ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        var attributes = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = id,
            ActivityType = new() { Name = "Charge" },
            TaskQueue = new() { Name = "activities" },
            StartToCloseTimeout = Seconds(30),
        };
        configure?.Invoke(attributes);
        return new Command { CommandType = CommandType.ScheduleActivityTask, ScheduleActivityTaskCommandAttributes = attributes };
    }

    public static Command CancelActivity(long scheduledEventId) => new()
    {
        CommandType = CommandType.RequestCancelActivityTask,
        RequestCancelActivityTaskCommandAttributes = new() { ScheduledEventId = scheduledEventId },
    };

    public static Command StartTimer(string id, double seconds = 60) => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new() { TimerId = id, StartToFireTimeout = Seconds(seconds) },
    };

    public static Command RecordMarker(string name) => new()
    {
        CommandType = CommandType.RecordMarker,
        RecordMarkerCommandAttributes = new() { MarkerName = name, Details = { ["data"] = new() { Payloads_ = { Json("1") } } } },
    };

    public static Command UpsertSearchAttributes(params (string Name, Payload Value)[] attributes) => new()
    {
        CommandType = CommandType.UpsertWorkflowSearchAttributes,
        UpsertWorkflowSearchAttributesCommandAttributes = new()
        {
            SearchAttributes = new() { IndexedFields = { attributes.ToDictionary(attribute => attribute.Name, attribute => attribute.Value) } },
        },
    };

    public static Command UpsertMemo(params (string Name, Payload Value)[] fields) => new()
    {
        CommandType = CommandType.ModifyWorkflowProperties,
        ModifyWorkflowPropertiesCommandAttributes = new() { UpsertedMemo = new() { Fields = { fields.ToDictionary(field => field.Name, field => field.Value) } } },
    };

    public static Payload Json(string json) => new()
    {
        Metadata = { ["encoding"] = ByteString.CopyFromUtf8("json/plain") },
        Data = ByteString.CopyFromUtf8(json),
    };

    public static Command CancelTimer(string id) => new()
    {
        CommandType = CommandType.CancelTimer,
        CancelTimerCommandAttributes = new() { TimerId = id },
    };

    public static Command CompleteRun() => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new(),
    };

    public static Command FailRun(Failure? failure = null) => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new() { Failure = failure ?? new Failure { Message = "lost", ApplicationFailureInfo = new() { Type = "Lost" } } },
    };

    public static Command StartChild(string workflowId, Action<StartChildWorkflowExecutionCommandAttributes>? configure = null)
    {
        var attributes = new StartChildWorkflowExecutionCommandAttributes { WorkflowId = workflowId, WorkflowType = new() { Name = "Parcel" } };
        configure?.Invoke(attributes);
        return new Command { CommandType = CommandType.StartChildWorkflowExecution, StartChildWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command SignalExternal(string workflowId, string name = "go", string runId = "") => new()
    {
        CommandType = CommandType.SignalExternalWorkflowExecution,
        SignalExternalWorkflowExecutionCommandAttributes = new() { Execution = new() { WorkflowId = workflowId, RunId = runId }, SignalName = name },
    };

    public static Command CancelExternal(string workflowId, string runId = "") => new()
    {
        CommandType = CommandType.RequestCancelExternalWorkflowExecution,
        RequestCancelExternalWorkflowExecutionCommandAttributes = new() { WorkflowId = workflowId, RunId = runId, Reason = "enough" },
    };

    public static Command CancelRun() => new()
    {
        CommandType = CommandType.CancelWorkflowExecution,
        CancelWorkflowExecutionCommandAttributes = new(),
    };

    public static Command ContinueAsNew(Action<ContinueAsNewWorkflowExecutionCommandAttributes>? configure = null)
    {
        var attributes = new ContinueAsNewWorkflowExecutionCommandAttributes();
        configure?.Invoke(attributes);
        return new Command { CommandType = CommandType.ContinueAsNewWorkflowExecution, ContinueAsNewWorkflowExecutionCommandAttributes = attributes };
    }

    public static Command Send(Message message) => new()
    {
        CommandType = CommandType.ProtocolMessage,
        ProtocolMessageCommandAttributes = new() { MessageId = message.Id },
    };

    public static Message Accept(string updateId) => Message(updateId, "accept", new Acceptance { AcceptedRequestMessageId = $"{updateId}/request" });

    public static Message Reject(string updateId) => Message(updateId, "reject", new Rejection { Failure = new Failure { Message = "no" } });

    public static Message Respond(string updateId) =>
        Message(updateId, "complete", new Response { Meta = new() { UpdateId = updateId }, Outcome = new() { Success = new() } });

    private static Message Message(string updateId, string kind, IMessage body) =>
        new() { Id = $"{updateId}/{kind}", ProtocolInstanceId = updateId, Body = Any.Pack(body) };

    public static Duration Seconds(double seconds) => Duration.FromTimeSpan(TimeSpan.FromSeconds(seconds));
}
