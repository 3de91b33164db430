using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Sdk.Tests.Worker;

/// <summary>Tasks as a server hands them out.</summary>
internal static class WorkflowTasks
{
    /// <summary>The first task of a run.</summary>
    public static PollWorkflowTaskQueueResponse First(string workflowType) => new()
    {
        TaskToken = ByteString.CopyFromUtf8("task"),
        WorkflowExecution = new WorkflowExecution { WorkflowId = "w1", RunId = "r1" },
        WorkflowType = new WorkflowType { Name = workflowType },
        StartedEventId = 3,
        Attempt = 1,
        History = new History
        {
            Events =
            {
                new HistoryEvent
                {
                    EventId = 1,
                    EventTime = new Timestamp(),
                    EventType = EventType.WorkflowExecutionStarted,
                    WorkflowExecutionStartedEventAttributes = new()
                    {
                        WorkflowType = new WorkflowType { Name = workflowType },
                        TaskQueue = new TaskQueue { Name = "orders" },
                        OriginalExecutionRunId = "r1",
                        FirstExecutionRunId = "r1",
                        Attempt = 1,
                    },
                },
                new HistoryEvent { EventId = 2, EventTime = new Timestamp(), EventType = EventType.WorkflowTaskScheduled, WorkflowTaskScheduledEventAttributes = new() },
                new HistoryEvent { EventId = 3, EventTime = new Timestamp(), EventType = EventType.WorkflowTaskStarted, WorkflowTaskStartedEventAttributes = new() },
            },
        },
    };
}
