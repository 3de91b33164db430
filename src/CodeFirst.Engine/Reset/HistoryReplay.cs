using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Properties;
using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Reset;

// What a history tells of a run, event by event. What it does not tell:
//
//   the request id of the start             how far a started activity has come
//   stickiness                              attempts of a workflow task after the first one
//   the request id of a cancellation        what waits in the buffer
//   updates that are not accepted           updates that were rejected
//   attempts of messages to other runs      whether a child waits for its parent to record its start
//   what the close of a run tells others
//
// All else of the state is the fold of its events: tests compare the two after every decision of random lives.

/// <summary>Rebuilds the state of a run from its history.</summary>
public static class HistoryReplay
{
    /// <summary>The state of a run after these events, which begin with the first one.</summary>
    public static RunState Rebuild(string namespaceId, string runId, IEnumerable<HistoryEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var state = new RunState { NamespaceId = namespaceId, RunId = runId };
        foreach (var happened in events)
        {
            state.NextEventId = happened.EventId + 1;
            state.HistorySizeBytes += happened.CalculateSize();
            Apply(state, happened);
        }

        return state;
    }

    /// <summary>What a reset means for the run that it makes: its times begin anew.</summary>
    internal static void Renew(RunState state, Timestamp time)
    {
        state.OriginalStartTime ??= state.StartTime;
        state.StartTime = time;
        state.ExecutionTime = time;
        var executionExpiration = time.Expiry(state.ExecutionTimeout);
        state.ExecutionExpiration = executionExpiration?.ToTimestamp();
        state.RunExpiration = ProtobufTime.Earlier(time.Expiry(state.RunTimeout), executionExpiration)?.ToTimestamp();
        foreach (var activity in state.Activities.Values)
        {
            activity.ScheduledTime = time;
            activity.ReadyTime = time;
        }
    }

    private static void Apply(RunState state, HistoryEvent happened)
    {
        switch (happened.EventType)
        {
            case EventType.WorkflowExecutionStarted:
                state.UserMetadata = happened.UserMetadata;
                RunStart.Begin(state, happened.WorkflowExecutionStartedEventAttributes, happened.EventTime.ToDateTimeOffset());
                break;
            case EventType.WorkflowExecutionSignaled:
                AddSignal(state, happened.WorkflowExecutionSignaledEventAttributes.RequestId);
                break;
            case EventType.WorkflowExecutionCancelRequested:
                state.CancelRequested = true;
                break;
            case EventType.WorkflowTaskScheduled or EventType.WorkflowTaskStarted or EventType.WorkflowTaskCompleted
                or EventType.WorkflowTaskFailed or EventType.WorkflowTaskTimedOut:
                ApplyToWorkflowTask(state, happened);
                break;
            case EventType.WorkflowExecutionOptionsUpdated:
                RunOptions.Apply(state, happened);
                break;
            case EventType.WorkflowExecutionPaused or EventType.WorkflowExecutionUnpaused:
                PauseTransitions.Apply(state, happened);
                break;
            case EventType.TimerStarted:
                AddTimer(state, happened);
                break;
            case EventType.TimerFired:
                state.Timers.Remove(happened.TimerFiredEventAttributes.TimerId);
                break;
            case EventType.TimerCanceled:
                state.Timers.Remove(happened.TimerCanceledEventAttributes.TimerId);
                break;
            case EventType.ActivityTaskScheduled or EventType.ActivityTaskCancelRequested or EventType.ActivityTaskCompleted
                or EventType.ActivityTaskFailed or EventType.ActivityTaskTimedOut or EventType.ActivityTaskCanceled:
                ApplyToActivity(state, happened);
                break;
            case EventType.UpsertWorkflowSearchAttributes or EventType.WorkflowPropertiesModified:
                PropertyCommands.Replay(state, happened);
                break;
            case EventType.WorkflowExecutionUpdateAdmitted or EventType.WorkflowExecutionUpdateAccepted or EventType.WorkflowExecutionUpdateCompleted:
                UpdateTransitions.Replay(state, happened);
                break;
            default:
                OutboxReplay.Apply(state, happened);
                ApplyClose(state, happened);
                break;
        }
    }

    private static void AddSignal(RunState state, string requestId)
    {
        state.SignalCount++;
        state.AddReceivedSignal(requestId);
    }

    private static void ApplyToWorkflowTask(RunState state, HistoryEvent happened)
    {
        switch (happened.EventType)
        {
            case EventType.WorkflowTaskScheduled:
                var scheduled = happened.WorkflowTaskScheduledEventAttributes;
                state.WorkflowTaskBackoffUntil = null;
                state.WorkflowTask = new WorkflowTaskState
                {
                    ScheduledEventId = happened.EventId,
                    Attempt = scheduled.Attempt,
                    ScheduledTime = happened.EventTime,
                    OriginalScheduledTime = happened.EventTime,
                    StartToCloseTimeout = scheduled.StartToCloseTimeout,
                    TaskQueue = scheduled.TaskQueue.Name,
                    IsSticky = scheduled.TaskQueue.Kind == TaskQueueKind.Sticky,
                };
                break;
            case EventType.WorkflowTaskStarted:
                var started = happened.WorkflowTaskStartedEventAttributes;
                state.WorkflowTask.StartedEventId = happened.EventId;
                state.WorkflowTask.StartedTime = happened.EventTime;
                state.WorkflowTask.RequestId = started.RequestId;
                state.WorkflowTask.Identity = started.Identity;
                break;
            case EventType.WorkflowTaskCompleted:
                state.PreviousStartedEventId = happened.WorkflowTaskCompletedEventAttributes.StartedEventId;
                state.WorkflowTask = null;
                break;
            default:
                state.WorkflowTask = null;
                if (happened.WorkflowTaskFailedEventAttributes?.Cause == WorkflowTaskFailedCause.ResetWorkflow)
                {
                    Renew(state, happened.EventTime);
                }

                break;
        }
    }

    private static void AddTimer(RunState state, HistoryEvent happened)
    {
        var started = happened.TimerStartedEventAttributes;
        state.Timers[started.TimerId] = new TimerState
        {
            TimerId = started.TimerId,
            StartedEventId = happened.EventId,
            FireTime = happened.EventTime.Plus(started.StartToFireTimeout).ToTimestamp(),
        };
    }

    // The start of an attempt is in history only together with the end of its activity.
    private static void ApplyToActivity(RunState state, HistoryEvent happened)
    {
        if (happened.ActivityTaskScheduledEventAttributes is { } scheduled)
        {
            state.Activities[happened.EventId] = ActivityState.FirstAttempt(scheduled, happened.EventTime);
        }
        else if (happened.ActivityTaskCancelRequestedEventAttributes is not { } cancel)
        {
            state.Activities.Remove(ActivityEvents.EndedActivity(happened));
        }
        else if (state.Activities.TryGetValue(cancel.ScheduledEventId, out var activity))
        {
            activity.CancelRequested = true;
            activity.CancelRequestedEventId = happened.EventId;
        }
    }

    private static void ApplyClose(RunState state, HistoryEvent happened)
    {
        var (status, successorRunId) = happened.EventType switch
        {
            EventType.WorkflowExecutionCompleted => (WorkflowExecutionStatus.Completed, happened.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId),
            EventType.WorkflowExecutionFailed => (WorkflowExecutionStatus.Failed, happened.WorkflowExecutionFailedEventAttributes.NewExecutionRunId),
            EventType.WorkflowExecutionTimedOut => (WorkflowExecutionStatus.TimedOut, happened.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId),
            EventType.WorkflowExecutionContinuedAsNew => (WorkflowExecutionStatus.ContinuedAsNew, happened.WorkflowExecutionContinuedAsNewEventAttributes.NewExecutionRunId),
            EventType.WorkflowExecutionCanceled => (WorkflowExecutionStatus.Canceled, string.Empty),
            EventType.WorkflowExecutionTerminated => (WorkflowExecutionStatus.Terminated, string.Empty),
            _ => (WorkflowExecutionStatus.Unspecified, string.Empty),
        };
        if (status != WorkflowExecutionStatus.Unspecified)
        {
            state.SuccessorRunId = successorRunId;
            RunTransitions.Close(state, status, happened.EventTime);
        }
    }
}
