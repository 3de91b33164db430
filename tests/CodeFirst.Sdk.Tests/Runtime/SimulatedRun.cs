using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Converters;
using CodeFirst.Sdk.Runtime;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Sdk.Tests.Runtime;

/// <summary>One run as a server keeps it: hands out workflow tasks, writes what is answered into the history, and serves that in pages.</summary>
internal sealed class SimulatedRun : IHistorySource
{
    public const string RunId = "run-1";
    public const string WorkflowId = "workflow-1";
    public static readonly DateTime Start = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly WorkflowDefinition _definition;
    private bool _isSticky;
    private long _previousStartedEventId;
    private long _startedEventId;

    public SimulatedRun(WorkflowDefinition definition, params object?[] input)
    {
        _definition = definition;
        Options = NewOptions(definition);
        var started = new WorkflowExecutionStartedEventAttributes
        {
            WorkflowType = new() { Name = definition.Name },
            TaskQueue = new() { Name = "queue" },
            OriginalExecutionRunId = RunId,
            FirstExecutionRunId = RunId,
            Attempt = 1,
            WorkflowRunTimeout = Duration.FromTimeSpan(TimeSpan.FromHours(1)),
            Input = ToPayloads(input),
        };
        Add(EventType.WorkflowExecutionStarted, e => e.WorkflowExecutionStartedEventAttributes = started);
    }

    public WorkflowTaskProcessorOptions Options { get; set; }

    /// <summary>Every task goes to a new worker, which has to replay the history.</summary>
    public bool IsCold { get; init; }

    public int PageSize { get; init; } = 1000;

    public int PagesRead { get; private set; }

    public List<HistoryEvent> Events { get; init; } = [];

    public DateTime Now { get; set; } = Start;

    public WorkflowTaskProcessor Processor
    {
        get => IsCold ? new WorkflowTaskProcessor(Options) : field ??= new WorkflowTaskProcessor(Options);
        private set;
    }

    public IEnumerable<EventType> EventTypes => Events.Select(e => e.EventType);

    public HistoryEvent LastEvent => Events[^1];

    public static WorkflowTaskProcessorOptions NewOptions(WorkflowDefinition definition, ILoggerFactory? loggers = null) => new()
    {
        Workflows = new Dictionary<string, WorkflowDefinition> { [definition.Name] = definition },
        Namespace = "default",
        TaskQueue = "queue",
        Identity = "worker",
        StickyTaskQueue = "queue-sticky",
        LoggerFactory = loggers ?? NullLoggerFactory.Instance,

        // On a busy machine, real time would take slow code for a deadlock.
        TimeProvider = new FakeTimeProvider(),
    };

    public static Payloads ToPayloads(params object?[] values)
    {
        var payloads = new Payloads();
        payloads.Payloads_.AddRange(values.Select(value => PayloadConverter.Default.ToPayload(value)));
        return payloads;
    }

    /// <summary>Hands out a workflow task and writes its answer, which has to be commands.</summary>
    public async Task<IReadOnlyList<Command>> RunTaskAsync()
    {
        var response = await ProcessAsync(NextTask());
        var failure = (response as WorkflowTaskResponse.Failed)?.Request.Failure;
        Assert.True(failure is null, $"{failure?.Message} {failure?.StackTrace}");
        return Complete(Assert.IsType<WorkflowTaskResponse.Completed>(response).Request);
    }

    /// <summary>Hands out a workflow task that has to fail.</summary>
    public async Task<RespondWorkflowTaskFailedRequest> RunFailingTaskAsync()
    {
        var task = NextTask();
        var request = Assert.IsType<WorkflowTaskResponse.Failed>(await ProcessAsync(task)).Request;
        Add(EventType.WorkflowTaskFailed, e => e.WorkflowTaskFailedEventAttributes = new() { StartedEventId = _startedEventId, Cause = request.Cause, Failure = request.Failure });
        _isSticky = false;
        return request;
    }

    public Task<WorkflowTaskResponse> ProcessAsync(PollWorkflowTaskQueueResponse task) => Processor.ProcessAsync(task, this, TestContext.Current.CancellationToken);

    public PollWorkflowTaskQueueResponse NextTask()
    {
        Add(EventType.WorkflowTaskScheduled, e => e.WorkflowTaskScheduledEventAttributes = new() { TaskQueue = new() { Name = "queue" } });
        Add(EventType.WorkflowTaskStarted, e => e.WorkflowTaskStartedEventAttributes = new() { ScheduledEventId = e.EventId - 1, HistorySizeBytes = 100 });
        _startedEventId = LastEvent.EventId;
        var task = NewTask();
        task.StartedEventId = _startedEventId;
        return task;
    }

    public PollWorkflowTaskQueueResponse NextQueryTask(string query, params object?[] arguments)
    {
        var task = NewTask();
        task.Query = new() { QueryType = query, QueryArgs = ToPayloads(arguments) };
        return task;
    }

    public async Task<RespondQueryTaskCompletedRequest> QueryAsync(string query, params object?[] arguments) =>
        Assert.IsType<WorkflowTaskResponse.QueryAnswered>(await ProcessAsync(NextQueryTask(query, arguments))).Request;

    /// <summary>Writes a completed workflow task and one event for each of its commands.</summary>
    public IReadOnlyList<Command> Complete(RespondWorkflowTaskCompletedRequest request)
    {
        Add(EventType.WorkflowTaskCompleted, e => e.WorkflowTaskCompletedEventAttributes = new() { ScheduledEventId = _startedEventId - 1, StartedEventId = _startedEventId });
        _previousStartedEventId = _startedEventId;
        _isSticky = request.StickyAttributes is not null;
        foreach (var command in request.Commands)
        {
            Record(command);
        }

        return request.Commands;
    }

    public void TimeOutTask()
    {
        Add(EventType.WorkflowTaskTimedOut, e => e.WorkflowTaskTimedOutEventAttributes = new() { StartedEventId = _startedEventId });
        _isSticky = false;
    }

    public void FireTimer(string id) => Add(EventType.TimerFired, e => e.TimerFiredEventAttributes = new() { TimerId = id });

    public void Signal(string name, params object?[] arguments) =>
        Add(EventType.WorkflowExecutionSignaled, e => e.WorkflowExecutionSignaledEventAttributes = new() { SignalName = name, Input = ToPayloads(arguments) });

    public void RequestCancel() => Add(EventType.WorkflowExecutionCancelRequested, e => e.WorkflowExecutionCancelRequestedEventAttributes = new());

    public void CompleteActivity(string id, object? result) => Add(EventType.ActivityTaskCompleted, e => e.ActivityTaskCompletedEventAttributes = new()
    {
        ScheduledEventId = FindActivity(id),
        Result = ToPayloads(result),
    });

    public void FailActivity(string id, Failure failure) => Add(EventType.ActivityTaskFailed, e => e.ActivityTaskFailedEventAttributes = new()
    {
        ScheduledEventId = FindActivity(id),
        StartedEventId = 99,
        Identity = "activity worker",
        RetryState = RetryState.MaximumAttemptsReached,
        Failure = failure,
    });

    public void TimeOutActivity(string id, TimeoutType type) => Add(EventType.ActivityTaskTimedOut, e => e.ActivityTaskTimedOutEventAttributes = new()
    {
        ScheduledEventId = FindActivity(id),
        RetryState = RetryState.Timeout,
        Failure = new() { Message = "too slow", TimeoutFailureInfo = new() { TimeoutType = type } },
    });

    public void CancelActivity(string id, params object?[] details) => Add(EventType.ActivityTaskCanceled, e => e.ActivityTaskCanceledEventAttributes = new()
    {
        ScheduledEventId = FindActivity(id),
        Details = ToPayloads(details),
    });

    public void Add(EventType type, Action<HistoryEvent> setAttributes)
    {
        var historyEvent = new HistoryEvent { EventId = Events.Count + 1, EventType = type, EventTime = Timestamp.FromDateTime(Now) };
        setAttributes(historyEvent);
        Events.Add(historyEvent);
    }

    /// <summary>Forgets the worker: the next task goes to another one.</summary>
    public void KillWorker()
    {
        Processor = new WorkflowTaskProcessor(Options);
        _isSticky = false;
    }

    public Task<(IReadOnlyList<HistoryEvent> Events, ByteString NextPageToken)> ReadPageAsync(WorkflowExecution execution, ByteString pageToken, CancellationToken cancellationToken)
    {
        PagesRead++;
        var from = pageToken.IsEmpty ? 0 : int.Parse(pageToken.ToStringUtf8(), System.Globalization.CultureInfo.InvariantCulture);
        IReadOnlyList<HistoryEvent> page = [.. Events.Skip(from).Take(PageSize)];
        return Task.FromResult((page, ToPageToken(from + PageSize)));
    }

    private PollWorkflowTaskQueueResponse NewTask()
    {
        var from = _isSticky && !IsCold ? (int)_previousStartedEventId : 0;
        var task = new PollWorkflowTaskQueueResponse
        {
            TaskToken = ByteString.CopyFromUtf8("token"),
            WorkflowExecution = new() { WorkflowId = WorkflowId, RunId = RunId },
            WorkflowType = new() { Name = _definition.Name },
            PreviousStartedEventId = _previousStartedEventId,
            Attempt = 1,
            History = new(),
            NextPageToken = ToPageToken(from + PageSize),
        };
        task.History.Events.AddRange(Events.Skip(from).Take(PageSize));
        return task;
    }

    private ByteString ToPageToken(int index) => index < Events.Count ? ByteString.CopyFromUtf8($"{index}") : ByteString.Empty;

    private long FindActivity(string id) => Events.Last(e => e.ActivityTaskScheduledEventAttributes?.ActivityId == id).EventId;

    private void Record(Command command)
    {
        switch (command.CommandType)
        {
            case CommandType.ScheduleActivityTask:
                var schedule = command.ScheduleActivityTaskCommandAttributes;
                Add(EventType.ActivityTaskScheduled, e => e.ActivityTaskScheduledEventAttributes = new() { ActivityId = schedule.ActivityId, ActivityType = schedule.ActivityType, Input = schedule.Input });
                break;
            case CommandType.RequestCancelActivityTask:
                Add(EventType.ActivityTaskCancelRequested, e => e.ActivityTaskCancelRequestedEventAttributes = new() { ScheduledEventId = command.RequestCancelActivityTaskCommandAttributes.ScheduledEventId });
                break;
            case CommandType.StartTimer:
                Add(EventType.TimerStarted, e => e.TimerStartedEventAttributes = new() { TimerId = command.StartTimerCommandAttributes.TimerId });
                break;
            case CommandType.CancelTimer:
                Add(EventType.TimerCanceled, e => e.TimerCanceledEventAttributes = new() { TimerId = command.CancelTimerCommandAttributes.TimerId });
                break;
            case CommandType.CompleteWorkflowExecution:
                Add(EventType.WorkflowExecutionCompleted, e => e.WorkflowExecutionCompletedEventAttributes = new() { Result = command.CompleteWorkflowExecutionCommandAttributes.Result });
                break;
            case CommandType.FailWorkflowExecution:
                Add(EventType.WorkflowExecutionFailed, e => e.WorkflowExecutionFailedEventAttributes = new() { Failure = command.FailWorkflowExecutionCommandAttributes.Failure });
                break;
            case CommandType.CancelWorkflowExecution:
                Add(EventType.WorkflowExecutionCanceled, e => e.WorkflowExecutionCanceledEventAttributes = new());
                break;
            case CommandType.ContinueAsNewWorkflowExecution:
                Add(EventType.WorkflowExecutionContinuedAsNew, e => e.WorkflowExecutionContinuedAsNewEventAttributes = new());
                break;
            default:
                throw new InvalidOperationException($"The simulated server does not know {command.CommandType}.");
        }
    }
}
