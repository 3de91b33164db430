using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.OperatorService.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Tests.BadInput;

/// <summary>A request to each method that would succeed on the run of <see cref="BusyServer"/>, for a test to spoil.</summary>
internal static class ValidRequests
{
    private const string Namespace = TestServer.Namespace;

    private static TaskQueue Queue => new() { Name = TestServer.Queue };

    private static WorkflowExecution Order => TestServer.Execution(BusyServer.WorkflowId);

    private static Duration Minute => new() { Seconds = 60 };

    private static Duration Day => new() { Seconds = 86_400 };

    private static Payloads Payloads => TestWorker.Payloads("value");

    private static RetryPolicy Retries => new() { InitialInterval = Minute, MaximumInterval = Minute };

    public static IReadOnlyList<IMessage> Create(ByteString workflowTask, ByteString activityTask, ByteString queryTask) =>
        [.. OfNamespaces(), .. OfStarts(), .. OfRuns(), .. OfTasks(workflowTask, activityTask, queryTask), .. OfActivities(), .. OfLists()];

    private static IEnumerable<IMessage> OfNamespaces() =>
    [
        new RegisterNamespaceRequest { Namespace = "another", WorkflowExecutionRetentionPeriod = Day },
        new DescribeNamespaceRequest { Namespace = Namespace },
        new UpdateNamespaceRequest { Namespace = Namespace, Config = new() { WorkflowExecutionRetentionTtl = Day } },
        new DeprecateNamespaceRequest { Namespace = Namespace },
        new DeleteNamespaceRequest { Namespace = Namespace },
        new AddSearchAttributesRequest { Namespace = Namespace, SearchAttributes = { ["Region"] = IndexedValueType.Keyword } },
        new RemoveSearchAttributesRequest { Namespace = Namespace, SearchAttributes = { "Region" } },
        new ListSearchAttributesRequest { Namespace = Namespace },
        new ListNamespacesRequest(),
    ];

    private static IEnumerable<IMessage> OfStarts()
    {
        var start = TestServer.StartRequest("another");
        start.Identity = "client";
        (start.WorkflowExecutionTimeout, start.WorkflowRunTimeout, start.WorkflowTaskTimeout, start.WorkflowStartDelay) = (Minute, Minute, Minute, Minute);
        (start.RetryPolicy, start.Input, start.Priority) = (Retries, Payloads, new Priority());
        yield return start;
        yield return new SignalWithStartWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowId = "another",
            WorkflowType = start.WorkflowType,
            TaskQueue = Queue,
            RequestId = "start-1",
            Identity = "client",
            SignalName = "go",
            SignalInput = Payloads,
            Input = Payloads,
            WorkflowExecutionTimeout = Minute,
            WorkflowRunTimeout = Minute,
            WorkflowTaskTimeout = Minute,
            WorkflowStartDelay = Minute,
            RetryPolicy = Retries,
        };
        yield return new ExecuteMultiOperationRequest { Namespace = Namespace };
    }

    private static IEnumerable<IMessage> OfRuns() =>
    [
        new GetWorkflowExecutionHistoryRequest { Namespace = Namespace, Execution = Order },
        new GetWorkflowExecutionHistoryReverseRequest { Namespace = Namespace, Execution = Order },
        new DescribeWorkflowExecutionRequest { Namespace = Namespace, Execution = Order },
        new RequestCancelWorkflowExecutionRequest { Namespace = Namespace, WorkflowExecution = Order, RequestId = "cancel-1" },
        new SignalWorkflowExecutionRequest { Namespace = Namespace, WorkflowExecution = Order, SignalName = "go", RequestId = "signal-1", Input = Payloads },
        new ResetWorkflowExecutionRequest { Namespace = Namespace, WorkflowExecution = Order, WorkflowTaskFinishEventId = 4, RequestId = "reset-1" },
        new TerminateWorkflowExecutionRequest { Namespace = Namespace, WorkflowExecution = Order, Details = Payloads },
        new DeleteWorkflowExecutionRequest { Namespace = Namespace, WorkflowExecution = Order },
        new QueryWorkflowRequest { Namespace = Namespace, Execution = Order, Query = new() { QueryType = "status", QueryArgs = Payloads } },
        new UpdateWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowExecution = Order,
            Request = new() { Meta = new() { UpdateId = "update-1", Identity = "client" }, Input = new() { Name = "Rename", Args = Payloads } },
        },
        new PollWorkflowExecutionUpdateRequest { Namespace = Namespace, UpdateRef = new() { WorkflowExecution = Order, UpdateId = "update-1" } },
        new UpdateWorkflowExecutionOptionsRequest
        {
            Namespace = Namespace,
            WorkflowExecution = Order,
            WorkflowExecutionOptions = new() { Priority = new Priority { PriorityKey = 4 } },
            UpdateMask = new FieldMask { Paths = { "priority" } },
        },
        new PauseWorkflowExecutionRequest { Namespace = Namespace, WorkflowId = BusyServer.WorkflowId, Identity = "client", RequestId = "pause-1" },
        new UnpauseWorkflowExecutionRequest { Namespace = Namespace, WorkflowId = BusyServer.WorkflowId, Identity = "client", RequestId = "unpause-1" },
        new ResetStickyTaskQueueRequest { Namespace = Namespace, Execution = Order },
    ];

    private static IEnumerable<IMessage> OfTasks(ByteString workflowTask, ByteString activityTask, ByteString queryTask) =>
    [
        new PollWorkflowTaskQueueRequest { Namespace = Namespace, TaskQueue = Queue, Identity = "worker" },
        new PollActivityTaskQueueRequest { Namespace = Namespace, TaskQueue = Queue, Identity = "worker" },
        new RespondWorkflowTaskCompletedRequest
        {
            Namespace = Namespace,
            TaskToken = workflowTask,
            Identity = "worker",
            StickyAttributes = new() { WorkerTaskQueue = new TaskQueue { Name = TestWorker.StickyQueue } },
        },
        new RespondWorkflowTaskFailedRequest { Namespace = Namespace, TaskToken = workflowTask, Identity = "worker" },
        new RespondQueryTaskCompletedRequest { Namespace = Namespace, TaskToken = queryTask, CompletedType = QueryResultType.Answered },
        new RecordActivityTaskHeartbeatRequest { Namespace = Namespace, TaskToken = activityTask, Identity = "worker" },
        new RespondActivityTaskCompletedRequest { Namespace = Namespace, TaskToken = activityTask, Identity = "worker" },
        new RespondActivityTaskFailedRequest { Namespace = Namespace, TaskToken = activityTask, Identity = "worker" },
        new RespondActivityTaskCanceledRequest { Namespace = Namespace, TaskToken = activityTask, Identity = "worker" },
        new DescribeTaskQueueRequest { Namespace = Namespace, TaskQueue = Queue },
        new ListTaskQueuePartitionsRequest { Namespace = Namespace, TaskQueue = Queue },
        new ShutdownWorkerRequest { Namespace = Namespace, StickyTaskQueue = TestWorker.StickyQueue },
    ];

    private static IEnumerable<IMessage> OfActivities() =>
    [
        new RecordActivityTaskHeartbeatByIdRequest { Namespace = Namespace, WorkflowId = BusyServer.WorkflowId, ActivityId = BusyServer.ActivityId, Identity = "worker" },
        new RespondActivityTaskCompletedByIdRequest { Namespace = Namespace, WorkflowId = BusyServer.WorkflowId, ActivityId = BusyServer.ActivityId, Identity = "worker" },
        new RespondActivityTaskFailedByIdRequest { Namespace = Namespace, WorkflowId = BusyServer.WorkflowId, ActivityId = BusyServer.ActivityId, Identity = "worker" },
        new RespondActivityTaskCanceledByIdRequest { Namespace = Namespace, WorkflowId = BusyServer.WorkflowId, ActivityId = BusyServer.ActivityId, Identity = "worker" },
        new PauseActivityRequest { Namespace = Namespace, Execution = Order, Id = BusyServer.ActivityId, RequestId = "pause-1" },
        new UnpauseActivityRequest { Namespace = Namespace, Execution = Order, Id = BusyServer.ActivityId, Jitter = Minute },
        new ResetActivityRequest { Namespace = Namespace, Execution = Order, Id = BusyServer.ActivityId, Jitter = Minute },
        new UpdateActivityOptionsRequest
        {
            Namespace = Namespace,
            Execution = Order,
            Id = BusyServer.ActivityId,
            ActivityOptions = new()
            {
                TaskQueue = Queue,
                ScheduleToCloseTimeout = Minute,
                ScheduleToStartTimeout = Minute,
                StartToCloseTimeout = Minute,
                HeartbeatTimeout = Minute,
                RetryPolicy = Retries,
            },
            UpdateMask = new FieldMask { Paths = { "heartbeat_timeout" } },
        },
    ];

    private static IEnumerable<IMessage> OfLists() =>
    [
        new ListOpenWorkflowExecutionsRequest { Namespace = Namespace },
        new ListClosedWorkflowExecutionsRequest { Namespace = Namespace },
        new ListWorkflowExecutionsRequest { Namespace = Namespace },
        new ScanWorkflowExecutionsRequest { Namespace = Namespace },
        new CountWorkflowExecutionsRequest { Namespace = Namespace },
        new GetSearchAttributesRequest(),
        new GetClusterInfoRequest(),
        new GetSystemInfoRequest(),
    ];
}
