using System.Runtime.ExceptionServices;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Query.V1;

namespace CodeFirst.Sdk.Runtime;

/// <summary>
/// One run of a workflow in memory. History drives it: each completed workflow task in it is an activation, in which the events up to the task's start are applied
/// in their order, and then the code runs until it waits for more. What the code produces then is confirmed by the events that follow.
/// </summary>
internal sealed class WorkflowRun
{
    private readonly WorkflowDefinition _definition;
    private readonly WorkflowTaskProcessorOptions _options;
    private readonly WorkflowContext _context;
    private readonly WorkflowExecutionStartedEventAttributes _started;
    private object? _instance;
    private Durable<Payload?>? _course;
    private Command? _close;
    private long _activationBegan;

    /// <summary>Creates a run that has not done anything yet.</summary>
    /// <param name="definition">Its code.</param>
    /// <param name="options">Of the worker.</param>
    /// <param name="execution">Its ids.</param>
    /// <param name="startedEvent">The first event of its history.</param>
    public WorkflowRun(WorkflowDefinition definition, WorkflowTaskProcessorOptions options, WorkflowExecution execution, HistoryEvent startedEvent)
    {
        _definition = definition;
        _options = options;
        _started = startedEvent.WorkflowExecutionStartedEventAttributes
            ?? throw new InvalidOperationException($"The history of run {execution.RunId} begins with {startedEvent.EventType}, not with WorkflowExecutionStarted.");

        // After a reset the run has another id, and has to draw again what it drew under the original one.
        var seed = _started.OriginalExecutionRunId.Length > 0 ? _started.OriginalExecutionRunId : execution.RunId;
        var logger = options.LoggerFactory.CreateLogger($"CodeFirst.Workflow.{definition.Name}");
        _context = new WorkflowContext(seed, options.DataConverter, logger, NewInfo(execution, startedEvent));
    }

    /// <summary>Up to where its history was applied: always the start of a workflow task.</summary>
    public long LastEventId { get; private set; }

    public bool IsClosed => _close is not null;

    /// <summary>When the activation at hand began, by the worker's time provider; 0 before the first of a task.</summary>
    public long ActivationBegan
    {
        get => Volatile.Read(ref _activationBegan);
        set => Volatile.Write(ref _activationBegan, value);
    }

    /// <summary>Applies what is new in a history.</summary>
    /// <param name="events">Without gaps; what was applied before is skipped.</param>
    /// <param name="isQueryTask">Whether a workflow task that has not ended is none of the caller's business.</param>
    /// <returns>The commands that answer the workflow task at the end of the history; null when there is none.</returns>
    public IReadOnlyList<Command>? Apply(IReadOnlyList<HistoryEvent> events, bool isQueryTask)
    {
        var next = 0;
        while (next < events.Count && events[next].EventId <= LastEventId)
        {
            next++;
        }

        IReadOnlyList<Command>? answer = null;
        for (var i = next; i < events.Count; i++)
        {
            if (events[i].EventType != EventType.WorkflowTaskStarted)
            {
                continue;
            }

            var isLast = i == events.Count - 1;
            if (isLast ? !isQueryTask : events[i + 1].EventType == EventType.WorkflowTaskCompleted)
            {
                var commands = Activate(events, next, i, isReplaying: !isLast);
                answer = isLast ? commands : null;
                next = i + 1;
            }
        }

        return answer;
    }

    /// <summary>Calls a query's handler. Whatever it throws is the answer.</summary>
    public WorkflowQueryResult Answer(WorkflowQuery query)
    {
        using var current = _context.Enter();
        using var frozen = _context.Freeze($"Query '{query.QueryType}'");
        _context.IsReplaying = false;
        try
        {
            if (_instance is null)
            {
                throw new InvalidOperationException("The workflow has not run yet. Ask again after its first workflow task.");
            }

            if (!_definition.TryHandleQuery(_instance, query.QueryType, ToArguments(query.QueryArgs), out var result))
            {
                throw new InvalidOperationException($"Workflow '{_definition.Name}' has no query '{query.QueryType}'. It answers {ListNames(_definition.QueryNames)}.");
            }

            return new WorkflowQueryResult
            {
                ResultType = QueryResultType.Answered,
                Answer = new Payloads { Payloads_ = { result ?? _options.DataConverter.PayloadConverter.ToPayload<object?>(null) } },
            };
        }
        catch (Exception e)
        {
            return new WorkflowQueryResult
            {
                ResultType = QueryResultType.Failed,
                ErrorMessage = e.Message,
                Failure = _options.DataConverter.FailureConverter.ToFailure(e, _options.DataConverter.PayloadConverter),
            };
        }
    }

    private static string ListNames(IReadOnlyList<string> names) => names.Count == 0 ? "none" : string.Join(", ", names);

    private IReadOnlyList<Command> Activate(IReadOnlyList<HistoryEvent> events, int first, int last, bool isReplaying)
    {
        ActivationBegan = _options.TimeProvider.GetTimestamp();
        var task = events[last];
        using var current = _context.Enter();
        _context.IsReplaying = isReplaying;
        _context.UtcNow = task.EventTime.ToDateTime();
        _context.Info = _context.Info with
        {
            HistoryLength = (int)task.EventId,
            HistorySize = task.WorkflowTaskStartedEventAttributes.HistorySizeBytes,
            ContinueAsNewSuggested = task.WorkflowTaskStartedEventAttributes.SuggestContinueAsNew,
        };
        for (var i = first; i <= last; i++)
        {
            Apply(events[i]);
        }

        _context.Commands.EnsureConfirmed(task.EventId);
        if (_course is null)
        {
            _context.Enqueue(Begin);
        }

        _context.EnsureNotPoisoned();
        _context.RunToIdle();
        if (_close is not null)
        {
            AddClose();
        }

        return _context.Commands.Send();
    }

    private void Apply(HistoryEvent historyEvent)
    {
        if (historyEvent.EventId != LastEventId + 1)
        {
            throw new InvalidOperationException($"The history goes from event {LastEventId} to event {historyEvent.EventId}: some are missing.");
        }

        LastEventId = historyEvent.EventId;
        switch (historyEvent.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                _context.Enqueue(() => _instance = _definition.CreateInstance());
                break;
            case EventType.WorkflowExecutionSignaled:
                _context.Enqueue(() => HandleSignal(historyEvent.WorkflowExecutionSignaledEventAttributes));
                break;
            case EventType.WorkflowExecutionCancelRequested:
                _context.Enqueue(_context.Operations.CancelRun);
                break;
            case EventType.WorkflowTaskFailed when historyEvent.WorkflowTaskFailedEventAttributes.Cause == WorkflowTaskFailedCause.ResetWorkflow:
                _context.Random.Reseed(historyEvent.WorkflowTaskFailedEventAttributes.NewRunId);
                break;
            case EventType.TimerFired:
                _context.Operations.FireTimer(historyEvent.TimerFiredEventAttributes.TimerId);
                break;
            case EventType.ActivityTaskCompleted or EventType.ActivityTaskFailed or EventType.ActivityTaskTimedOut or EventType.ActivityTaskCanceled:
                ActivityEvents.Resolve(_context, historyEvent);
                break;
            default:
                Confirm(historyEvent);
                break;
        }
    }

    private void Confirm(HistoryEvent historyEvent)
    {
        if (CommandEvents.IsCommandEvent(historyEvent.EventType) && !historyEvent.WorkerMayIgnore
            && _context.Commands.Confirm(historyEvent).Activity is { } activity)
        {
            _context.Operations.ConfirmActivity(historyEvent.EventId, activity);
        }
    }

    /// <summary>Begins the run method, after the handlers of the signals that came before it.</summary>
    private void Begin()
    {
        try
        {
            _course = _definition.RunAsync(_instance!, ToArguments(_started.Input));
        }
        catch (Exception e)
        {
            Close(e);
            return;
        }

        WorkflowContext.OnCompleted(_course, () =>
        {
            if (_course.Exception is { } exception)
            {
                Close(exception);
            }
            else
            {
                _close ??= CloseCommands.Complete(_course.GetResult());
            }
        });
    }

    private void HandleSignal(WorkflowExecutionSignaledEventAttributes signal)
    {
        Durable handler;
        try
        {
            if (!_definition.TryHandleSignal(_instance!, signal.SignalName, ToArguments(signal.Input), out handler))
            {
                WorkflowLog.UnknownSignal(_context.Logger, signal.SignalName, ListNames(_definition.SignalNames));
                return;
            }
        }
        catch (ArgumentDecodingException e)
        {
            // Anybody may send a signal: one that cannot be read must not hold up the workflow.
            WorkflowLog.UnreadableSignal(_context.Logger, signal.SignalName, e);
            return;
        }
        catch (Exception e)
        {
            FailHandler(e);
            return;
        }

        _context.OpenHandlers++;
        WorkflowContext.OnCompleted(handler, () =>
        {
            _context.OpenHandlers--;
            if (handler.Exception is { } exception)
            {
                FailHandler(exception);
            }
        });
    }

    private void FailHandler(Exception exception)
    {
        // A handler that ends with the cancellation of the workflow leaves it to the run method how the workflow ends.
        if (!(_context.Operations.IsCancellationRequested && CodeFirstException.IsCanceled(exception)))
        {
            Close(exception);
        }
    }

    /// <summary>Closes the workflow where an exception does that, and otherwise fails the workflow task with it.</summary>
    private void Close(Exception exception)
    {
        if (_close is not null)
        {
            return;
        }

        _close = exception switch
        {
            ContinueAsNewException next => CloseCommands.ContinueAsNew(next, _context.Info, _started),
            _ when _context.Operations.IsCancellationRequested && CodeFirstException.IsCanceled(exception) => CloseCommands.Cancel(exception, _options.DataConverter),
            FailureException => CloseCommands.Fail(exception, _options.DataConverter),
            _ => null,
        };
        if (_close is null)
        {
            ExceptionDispatchInfo.Throw(exception);
        }
    }

    /// <summary>The closing command has to be the last one.</summary>
    private void AddClose()
    {
        if (_context.OpenHandlers > 0)
        {
            WorkflowLog.HandlersCutOff(_context.Logger, _context.OpenHandlers);
        }

        _context.Commands.Add(_close!);
    }

    private PayloadArguments ToArguments(Payloads? payloads) => new(payloads is null ? [] : payloads.Payloads_, _options.DataConverter.PayloadConverter);

    private WorkflowInfo NewInfo(WorkflowExecution execution, HistoryEvent startedEvent) => new()
    {
        Namespace = _options.Namespace,
        WorkflowType = _definition.Name,
        WorkflowId = execution.WorkflowId,
        RunId = execution.RunId,
        FirstRunId = _started.FirstExecutionRunId.Length > 0 ? _started.FirstExecutionRunId : execution.RunId,
        ContinuedRunId = _started.ContinuedExecutionRunId.Length > 0 ? _started.ContinuedExecutionRunId : null,
        TaskQueue = _started.TaskQueue?.Name ?? _options.TaskQueue,
        Attempt = Math.Max(1, _started.Attempt),
        StartTime = startedEvent.EventTime.ToDateTime(),
        ExecutionTimeout = ToLimit(_started.WorkflowExecutionTimeout),
        RunTimeout = ToLimit(_started.WorkflowRunTimeout),
        TaskTimeout = ToLimit(_started.WorkflowTaskTimeout),
        Memo = _started.Memo?.Fields ?? [],
    };

    private static TimeSpan? ToLimit(Google.Protobuf.WellKnownTypes.Duration? duration) => duration?.ToTimeSpan() is { Ticks: > 0 } limit ? limit : null;
}
