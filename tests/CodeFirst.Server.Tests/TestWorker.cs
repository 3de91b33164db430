using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Service = CodeFirst.Protocol.WorkflowService.V1.WorkflowService;

namespace CodeFirst.Server.Tests;

/// <summary>A worker by hand: each call is one poll or one answer.</summary>
internal sealed class TestWorker(Service.WorkflowServiceClient client)
{
    public const string StickyQueue = "orders-sticky";

    public async Task<PollWorkflowTaskQueueResponse> PollAsync(string queue = TestServer.Queue) =>
        await client.PollWorkflowTaskQueueAsync(Poll(queue)).ResponseAsync.WaitAsync(TestServer.Patience);

    public async Task<PollActivityTaskQueueResponse> PollActivityAsync(string queue = TestServer.Queue) =>
        await client.PollActivityTaskQueueAsync(new() { Namespace = TestServer.Namespace, TaskQueue = new TaskQueue { Name = queue }, Identity = "worker" })
            .ResponseAsync.WaitAsync(TestServer.Patience);

    public static PollWorkflowTaskQueueRequest Poll(string queue) => new()
    {
        Namespace = TestServer.Namespace,
        TaskQueue = new TaskQueue { Name = queue },
        Identity = "worker",
    };

    public async Task CompleteAsync(PollWorkflowTaskQueueResponse task, params Command[] commands) =>
        await client.RespondWorkflowTaskCompletedAsync(new() { TaskToken = task.TaskToken, Commands = { commands }, Namespace = TestServer.Namespace });

    public async Task CompleteStickyAsync(PollWorkflowTaskQueueResponse task, params Command[] commands) =>
        await client.RespondWorkflowTaskCompletedAsync(new()
        {
            TaskToken = task.TaskToken,
            Commands = { commands },
            StickyAttributes = new StickyExecutionAttributes
            {
                WorkerTaskQueue = new TaskQueue { Name = StickyQueue, Kind = TaskQueueKind.Sticky, NormalName = TestServer.Queue },
                ScheduleToStartTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)),
            },
        });

    public async Task CompleteActivityAsync(PollActivityTaskQueueResponse task, string result = "done") =>
        await client.RespondActivityTaskCompletedAsync(new() { TaskToken = task.TaskToken, Result = Payloads(result) });

    public async Task AnswerQueryAsync(PollWorkflowTaskQueueResponse task, string answer) =>
        await client.RespondQueryTaskCompletedAsync(new()
        {
            TaskToken = task.TaskToken,
            CompletedType = QueryResultType.Answered,
            QueryResult = Payloads(answer),
            Namespace = TestServer.Namespace,
        });

    public static Payloads Payloads(string text) => new() { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8(text) } } };

    public static string Text(Payloads payloads) => payloads.Payloads_.Single().Data.ToStringUtf8();

    public static Command Complete(string result = "done") => new()
    {
        CommandType = CommandType.CompleteWorkflowExecution,
        CompleteWorkflowExecutionCommandAttributes = new() { Result = Payloads(result) },
    };

    public static Command Fail(string message) => new()
    {
        CommandType = CommandType.FailWorkflowExecution,
        FailWorkflowExecutionCommandAttributes = new() { Failure = new() { Message = message } },
    };

    public static Command ContinueAsNew() => new()
    {
        CommandType = CommandType.ContinueAsNewWorkflowExecution,
        ContinueAsNewWorkflowExecutionCommandAttributes = new()
        {
            WorkflowType = new WorkflowType { Name = "Order" },
            TaskQueue = new TaskQueue { Name = TestServer.Queue },
        },
    };

    public static Command StartTimer(string id, TimeSpan delay) => new()
    {
        CommandType = CommandType.StartTimer,
        StartTimerCommandAttributes = new() { TimerId = id, StartToFireTimeout = Duration.FromTimeSpan(delay) },
    };

    public static Command ScheduleActivity(string id, Action<ScheduleActivityTaskCommandAttributes>? configure = null)
    {
        var attributes = new ScheduleActivityTaskCommandAttributes
        {
            ActivityId = id,
            ActivityType = new ActivityType { Name = "Charge" },
            TaskQueue = new TaskQueue { Name = TestServer.Queue },
            StartToCloseTimeout = Duration.FromTimeSpan(TimeSpan.FromMinutes(1)),
            Input = Payloads("input"),
        };
        configure?.Invoke(attributes);
        return new Command { CommandType = CommandType.ScheduleActivityTask, ScheduleActivityTaskCommandAttributes = attributes };
    }
}
