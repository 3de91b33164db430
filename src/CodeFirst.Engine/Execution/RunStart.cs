using CodeFirst.Engine.Chains;
using CodeFirst.Engine.Children;
using CodeFirst.Engine.Retries;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Sdk.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.Update.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Execution;

// How a run begins:
//
//   cause               attempt   first workflow task
//   start               1         at once, after the start delay, or at the next time of the cron schedule
//   signal-with-start   1         as start; the signal is in history before it
//   update-with-start   1         as start; the update travels with it
//   start of a child    1         as start, once its parent has recorded it
//   continue-as-new     1         at once, or after the backoff the workflow asked for
//   retry               +1        after the interval of the retry policy
//   cron                1         at the next time of the schedule
//
// A run that continues another begins a second after it at the earliest. A chain keeps its workflow id, first run id, parent and execution expiration; the run timeout begins anew with each run.

/// <summary>Creates runs: those that a client starts and those that continue another.</summary>
internal static class RunStart
{
    private static readonly TimeSpan DefaultWorkflowTaskTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaximumWorkflowTaskTimeout = TimeSpan.FromSeconds(120);

    public static Transition Start(StartRun command, DateTimeOffset now)
    {
        var request = command.Request;
        var executionTimeout = request.WorkflowExecutionTimeout.ToSpan();
        var runTimeout = NormalizeRunTimeout(request.WorkflowRunTimeout.ToSpan(), executionTimeout);
        var backoff = CronSchedule.GetBackoff(request.CronSchedule, now, now) ?? request.WorkflowStartDelay.ToSpan();
        var attributes = new WorkflowExecutionStartedEventAttributes
        {
            WorkflowType = request.WorkflowType,
            TaskQueue = NormalQueue(request.TaskQueue.Name),
            Input = request.Input,
            WorkflowExecutionTimeout = Duration.FromTimeSpan(executionTimeout),
            WorkflowRunTimeout = Duration.FromTimeSpan(runTimeout),
            WorkflowTaskTimeout = Duration.FromTimeSpan(NormalizeWorkflowTaskTimeout(request.WorkflowTaskTimeout.ToSpan(), runTimeout)),
            OriginalExecutionRunId = command.RunId,
            FirstExecutionRunId = command.RunId,
            Identity = request.Identity,
            ContinuedFailure = request.ContinuedFailure,
            LastCompletionResult = request.LastCompletionResult,
            RetryPolicy = request.RetryPolicy is null ? null : RetryPolicies.WithDefaults(request.RetryPolicy),
            Attempt = 1,
            WorkflowExecutionExpirationTime = executionTimeout > TimeSpan.Zero ? now.Plus(backoff).Plus(executionTimeout).ToTimestamp() : null,
            CronSchedule = request.CronSchedule,
            FirstWorkflowTaskBackoff = Duration.FromTimeSpan(backoff),
            Memo = request.Memo,
            SearchAttributes = request.SearchAttributes,
            Header = request.Header,
            WorkflowId = request.WorkflowId,
            Priority = request.Priority,
            CompletionCallbacks = { request.CompletionCallbacks },
            EagerExecutionAccepted = request.RequestEagerExecution && backoff == TimeSpan.Zero,
        };
        SetParent(attributes, command.Parent, command.RunId);
        return Create(command.NamespaceId, command.RunId, request.RequestId, attributes, request.UserMetadata, request.Links, command.Signal, command.Update, now);
    }

    /// <summary>Creates the run that continues another. Its request id is its own id: nobody asked for it by another one.</summary>
    public static Transition Continue(RunState previous, string runId, WorkflowExecutionStartedEventAttributes attributes, DateTimeOffset now)
    {
        attributes.ContinuedExecutionRunId = previous.RunId;
        attributes.OriginalExecutionRunId = runId;
        attributes.FirstExecutionRunId = previous.FirstRunId;
        attributes.WorkflowId = previous.WorkflowId;
        attributes.WorkflowExecutionTimeout = previous.ExecutionTimeout;
        attributes.Priority = previous.Priority;
        attributes.EagerExecutionAccepted = false;
        attributes.CompletionCallbacks.Clear();
        if (attributes.Initiator != ContinueAsNewInitiator.CronSchedule)
        {
            attributes.CompletionCallbacks.Add(previous.Callbacks.Select(callback => callback.Callback));
        }

        attributes.WorkflowExecutionExpirationTime = previous.ExecutionExpiration;
        SetParent(attributes, previous.Parent, runId);
        return Create(previous.NamespaceId, runId, runId, attributes, previous.UserMetadata, links: [], signal: null, update: null, now);
    }

    public static TaskQueue NormalQueue(string name) => new() { Name = name, Kind = TaskQueueKind.Normal };

    /// <summary>A run may last as long as its execution; zero is without limit.</summary>
    public static TimeSpan NormalizeRunTimeout(TimeSpan runTimeout, TimeSpan executionTimeout) => ProtobufTime.Shorter(runTimeout, executionTimeout);

    public static TimeSpan NormalizeWorkflowTaskTimeout(TimeSpan timeout, TimeSpan runTimeout)
    {
        var wanted = timeout > TimeSpan.Zero ? timeout : DefaultWorkflowTaskTimeout;
        return ProtobufTime.Shorter(ProtobufTime.Shorter(wanted, MaximumWorkflowTaskTimeout), runTimeout);
    }

    /// <summary>What the first event says of a run.</summary>
    public static void Begin(RunState state, WorkflowExecutionStartedEventAttributes attributes, DateTimeOffset startTime)
    {
        var backoff = attributes.FirstWorkflowTaskBackoff.ToSpan();
        var executionTime = startTime.Plus(backoff);
        state.WorkflowId = attributes.WorkflowId;
        state.WorkflowType = attributes.WorkflowType.Name;
        state.TaskQueue = attributes.TaskQueue.Name;
        state.FirstRunId = attributes.FirstExecutionRunId;
        state.Status = WorkflowExecutionStatus.Running;
        state.StartTime = startTime.ToTimestamp();
        state.ExecutionTime = executionTime.ToTimestamp();
        state.ExecutionTimeout = attributes.WorkflowExecutionTimeout;
        state.RunTimeout = attributes.WorkflowRunTimeout;
        state.WorkflowTaskTimeout = attributes.WorkflowTaskTimeout;
        state.ExecutionExpiration = attributes.WorkflowExecutionExpirationTime;
        state.RunExpiration = RunExpiration(executionTime, attributes);
        state.Attempt = attributes.Attempt;
        state.Memo = attributes.Memo;
        state.SearchAttributes = attributes.SearchAttributes;
        state.Priority = attributes.Priority;
        RunOptions.AddCallbacks(state, attributes.CompletionCallbacks, state.StartRequestId, state.StartTime);
        state.RetryableStart = attributes.RetryPolicy is null && attributes.CronSchedule.Length == 0 ? null : attributes;
        state.WorkflowTaskBackoffUntil = backoff > TimeSpan.Zero ? executionTime.ToTimestamp() : null;
        state.Parent = ToParent(attributes);
        state.PreviousRunId = attributes.ContinuedExecutionRunId;
        state.OriginalRunId = attributes.OriginalExecutionRunId;
    }

    private static void SetParent(WorkflowExecutionStartedEventAttributes attributes, ParentLink? parent, string runId)
    {
        attributes.RootWorkflowExecution = parent?.Root ?? new WorkflowExecution { WorkflowId = attributes.WorkflowId, RunId = runId };
        if (parent is not null)
        {
            attributes.ParentWorkflowNamespace = parent.Namespace;
            attributes.ParentWorkflowNamespaceId = parent.NamespaceId;
            attributes.ParentWorkflowExecution = new WorkflowExecution { WorkflowId = parent.WorkflowId, RunId = parent.RunId };
            attributes.ParentInitiatedEventId = parent.InitiatedEventId;
        }
    }

    private static ParentLink? ToParent(WorkflowExecutionStartedEventAttributes attributes) => attributes.ParentWorkflowExecution is not { } parent
        ? null
        : new ParentLink
        {
            Namespace = attributes.ParentWorkflowNamespace,
            NamespaceId = attributes.ParentWorkflowNamespaceId,
            WorkflowId = parent.WorkflowId,
            RunId = parent.RunId,
            InitiatedEventId = attributes.ParentInitiatedEventId,
            Root = attributes.RootWorkflowExecution,
        };

    private static Transition Create(
        string namespaceId,
        string runId,
        string requestId,
        WorkflowExecutionStartedEventAttributes attributes,
        UserMetadata? userMetadata,
        IEnumerable<Link> links,
        InitialSignal? signal,
        Request? update,
        DateTimeOffset now)
    {
        var state = new RunState { NamespaceId = namespaceId, RunId = runId, StartRequestId = requestId, UserMetadata = userMetadata, NextEventId = 1 };
        Begin(state, attributes, now);

        var draft = RunDraft.ForNewRun(state, now);
        draft.Write(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionStarted,
            WorkflowExecutionStartedEventAttributes = attributes,
            UserMetadata = userMetadata,
            Links = { links },
        });
        draft.RequireWorkflowTask();
        if (state is { Parent: not null, PreviousRunId: "" })
        {
            ChildTransitions.AwaitParent(draft);
        }

        if (signal is not null)
        {
            SignalTransitions.Record(draft, signal);
        }

        if (update is not null)
        {
            UpdateTransitions.Add(draft, update);
        }

        return draft.Commit();
    }

    private static Timestamp? RunExpiration(DateTimeOffset executionTime, WorkflowExecutionStartedEventAttributes attributes)
    {
        var runTimeout = attributes.WorkflowRunTimeout.ToSpan();
        DateTimeOffset? runExpiration = runTimeout > TimeSpan.Zero ? executionTime.Plus(runTimeout) : null;
        return ProtobufTime.Earlier(runExpiration, attributes.WorkflowExecutionExpirationTime?.ToDateTimeOffset())?.ToTimestamp();
    }
}
