using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.WorkflowTasks;

// The life of a workflow task; a run has at most one:
//
//   from                    by                                to
//   none                    something to tell the workflow    scheduled
//   scheduled, sticky       schedule-to-start timeout         scheduled on the normal queue, a new task of attempt 1
//   scheduled, sticky       reset sticky                      scheduled on the normal queue, the same task
//   scheduled, transient    an event                          scheduled, a new task of attempt 1
//   scheduled               poll                              started, in memory until something durable follows
//   started, in memory      five seconds                      started, written
//   started, in memory      its poller is gone                scheduled, the same task
//   handed out              five seconds                      scheduled, the same task
//   handed out              completion, failure               as started: the token tells what the process that is gone knew
//   started                 an event                          started; the event is buffered
//   started                 completion                        none, or scheduled when there is news or the worker asks for it
//   started                 failure, start-to-close timeout   scheduled: attempt 1 when there is news or the task was sticky,
//                                                             else transient with the next attempt
//   started                 too many buffered events          as failure
//   any                     the run closes                    none
//
// A task that is made for updates alone is speculative: see SpeculativeTask.
// "Handed out" is how the store sees a task that is started in memory in the commit that scheduled it; see HandedOutTask.
// A transient attempt has no events in history until it completes: a workflow that keeps failing does not grow its history.
// Completion is in WorkflowTaskCompletion.

/// <summary>The workflow task's life except for its completion.</summary>
internal static class WorkflowTaskTransitions
{
    private const int MaximumBufferedEvents = 100;
    private const int MaximumBufferedBytes = 2 * 1024 * 1024;

    // From the fourth attempt on, attempts that end by timeout come more and more slowly.
    private const int AttemptsWithoutBackoff = 3;

    private static readonly TimeSpan InitialBackoff = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MaximumBackoff = TimeSpan.FromMinutes(10);

    public static Transition Start(RunState state, StartWorkflowTask command, DateTimeOffset now)
    {
        var task = state.WorkflowTask;
        if (task is null
            || (state.IsPaused && task.StartedEventId == 0)
            || task.ScheduledEventId != command.ScheduledEventId
            || task.Attempt != command.Attempt
            || task.TaskQueue != command.TaskQueue)
        {
            return Transition.Refused(state, Refusals.WorkflowTaskNotFound);
        }

        if (task.StartedEventId > 0)
        {
            return task.RequestId == command.RequestId
                ? Transition.Unchanged(state, Reply(state))
                : Transition.Refused(state, Refusals.WorkflowTaskNotFound);
        }

        var draft = new RunDraft(state, now);
        Start(draft, command.RequestId, command.Identity, draft.Timestamp);
        return command.IsDurable ? draft.Commit(Reply(draft.State)) : draft.KeepInMemory() with { Reply = Reply(draft.State) };
    }

    /// <summary>Starts the scheduled task.</summary>
    public static void Start(RunDraft draft, string requestId, string identity, Timestamp time)
    {
        var started = draft.State.WorkflowTask.Clone();
        started.StartedTime = time;
        started.RequestId = requestId;
        started.Identity = identity;
        started.StartedEventId = started.IsUnrecorded ? started.ScheduledEventId + 1 : draft.State.NextEventId;
        started.HandedOutTime = null;
        started.NearsUpdateLimit = UpdateTransitions.NearsLimit(draft.State);
        draft.State.WorkflowTask = started;
        if (!started.IsUnrecorded)
        {
            draft.Write(WorkflowTaskEvents.Started(draft.State, started), time);
        }
    }

    public static Transition Fail(RunState stored, FailWorkflowTask command, DateTimeOffset now)
    {
        var state = HandedOutTask.Adopt(stored, command.Token);
        if (!IsStarted(state, command.Token))
        {
            return Transition.Refused(state, Refusals.WorkflowTaskNotFound);
        }

        var request = command.Request;
        var draft = new RunDraft(state, now);
        Fail(draft, request.Cause, request.Failure, request.Identity);
        return draft.Commit();
    }

    public static Transition ResetSticky(RunState state, DateTimeOffset now)
    {
        if (state.Sticky is null && state.WorkflowTask is not { IsSticky: true })
        {
            return Transition.Unchanged(state);
        }

        var draft = new RunDraft(state, now);
        draft.State.Sticky = null;
        if (state.WorkflowTask is { IsSticky: true, StartedEventId: 0 } task)
        {
            var moved = task.Clone();
            moved.IsSticky = false;
            moved.TaskQueue = state.TaskQueue;
            moved.ScheduleToStartTimeout = null;
            moved.HandedOutTime = null;
            draft.State.WorkflowTask = moved;
        }

        return draft.Commit();
    }

    /// <summary>When the task's timeout is over; null when it has none now.</summary>
    public static DateTimeOffset? Deadline(WorkflowTaskState? task) => task switch
    {
        null => null,
        { StartedEventId: > 0 } => task.StartedTime.Plus(task.StartToCloseTimeout),
        _ => task.ScheduledTime.Expiry(task.ScheduleToStartTimeout),
    };

    /// <summary>Ends a task whose timeout is over.</summary>
    public static void TimeOut(RunDraft draft)
    {
        var task = draft.State.WorkflowTask;
        if (!task.IsTransient)
        {
            draft.Write(new HistoryEvent
            {
                EventType = EventType.WorkflowTaskTimedOut,
                WorkflowTaskTimedOutEventAttributes = new()
                {
                    ScheduledEventId = task.ScheduledEventId,
                    StartedEventId = task.StartedEventId,
                    TimeoutType = task.StartedEventId > 0 ? TimeoutType.StartToClose : TimeoutType.ScheduleToStart,
                },
            });
        }

        if (draft.State.Sticky is null && task.StartedEventId > 0)
        {
            ReportedProblems.Add(draft.State, "WorkflowTaskTimedOut", nameof(TimeoutType.StartToClose));
        }

        EndAttempt(draft);
    }

    /// <summary>Ends a started task without success.</summary>
    public static void Fail(RunDraft draft, WorkflowTaskFailedCause cause, Failure? failure, string identity)
    {
        var task = draft.State.WorkflowTask;
        if (!task.IsTransient)
        {
            draft.Write(new HistoryEvent
            {
                EventType = EventType.WorkflowTaskFailed,
                WorkflowTaskFailedEventAttributes = new()
                {
                    ScheduledEventId = task.ScheduledEventId,
                    StartedEventId = task.StartedEventId,
                    Cause = cause,
                    Failure = failure,
                    Identity = identity,
                },
            });
        }

        if (draft.State.Sticky is null && cause != WorkflowTaskFailedCause.ForceCloseCommand)
        {
            ReportedProblems.Add(draft.State, "WorkflowTaskFailed", cause.ToString());
        }

        EndAttempt(draft);
    }

    /// <summary>Ends a started task because the run is about to close without its worker.</summary>
    public static void AbandonStarted(RunDraft draft)
    {
        if (draft.State.WorkflowTask is { StartedEventId: > 0 } task)
        {
            Fail(draft, WorkflowTaskFailedCause.ForceCloseCommand, failure: null, task.Identity);
        }
    }

    /// <summary>Brings the task in line with what the draft did: the last step of every durable transition.</summary>
    public static void Settle(RunDraft draft)
    {
        var state = draft.State;
        if (!state.IsRunning)
        {
            return;
        }

        if (IsBufferFull(state))
        {
            AbandonStarted(draft);
        }

        if (state.WorkflowTask is { IsTransient: true, StartedEventId: 0 } transient && transient.ScheduledEventId != state.NextEventId)
        {
            Schedule(draft, attempt: 1);
        }
        else if (state.WorkflowTask is null && draft.NeedsWorkflowTask && !state.IsHeldBack && !state.IsPaused)
        {
            Schedule(draft, draft.HasNews ? 1 : draft.NextAttempt);
        }
    }

    /// <summary>Whether a token proves the attempt that is started now.</summary>
    public static bool IsStarted(RunState state, TaskToken token) =>
        state.WorkflowTask is { StartedEventId: > 0 } task
        && task.ScheduledEventId == token.ScheduledEventId
        && task.StartedEventId == token.StartedEventId
        && task.Attempt == token.Attempt
        && task.StartedTime.Equals(token.StartedTime);

    /// <summary>Schedules the next task. A speculative one is not written.</summary>
    public static void Schedule(RunDraft draft, int attempt, bool isSpeculative = false)
    {
        var state = draft.State;
        var task = new WorkflowTaskState
        {
            ScheduledEventId = state.NextEventId,
            Attempt = attempt,
            ScheduledTime = draft.Timestamp,
            OriginalScheduledTime = draft.ProlongedSince ?? draft.Timestamp,
            StartToCloseTimeout = StartToCloseTimeout(state, attempt),
            TaskQueue = state.Sticky?.TaskQueue ?? state.TaskQueue,
            IsSticky = state.Sticky is not null,
            ScheduleToStartTimeout = state.Sticky?.ScheduleToStartTimeout,
            IsTransient = attempt > 1,
            ClosesRun = draft.ClosesRun,
            IsSpeculative = isSpeculative,
        };
        state.WorkflowTask = task;
        if (!task.IsUnrecorded)
        {
            draft.Write(WorkflowTaskEvents.Scheduled(state, task));
        }
    }

    // A task that failed on a sticky queue may have failed because of what the worker had cached: the first attempt without it counts anew.
    private static void EndAttempt(RunDraft draft)
    {
        var state = draft.State;
        draft.NextAttempt = state.Sticky is null ? state.WorkflowTask.Attempt + 1 : 1;
        state.Sticky = null;
        state.WorkflowTask = null;
        draft.FlushBufferedEvents();
        draft.RequireWorkflowTask();
    }

    private static Duration StartToCloseTimeout(RunState state, int attempt)
    {
        if (attempt <= AttemptsWithoutBackoff)
        {
            return state.WorkflowTaskTimeout;
        }

        var backoff = InitialBackoff * Math.Pow(2, Math.Min(attempt - AttemptsWithoutBackoff - 1, 10));
        return Duration.FromTimeSpan(state.WorkflowTaskTimeout.ToSpan() + (backoff < MaximumBackoff ? backoff : MaximumBackoff));
    }

    private static bool IsBufferFull(RunState state) =>
        state.BufferedEvents.Count > MaximumBufferedEvents
        || (state.BufferedEvents.Count > 0 && state.BufferedEvents.Sum(buffered => buffered.CalculateSize()) > MaximumBufferedBytes);

    private static WorkflowTaskStarted Reply(RunState state)
    {
        var task = state.WorkflowTask;
        return new WorkflowTaskStarted
        {
            Token = new TaskToken
            {
                NamespaceId = state.NamespaceId,
                WorkflowId = state.WorkflowId,
                RunId = state.RunId,
                ScheduledEventId = task.ScheduledEventId,
                StartedEventId = task.StartedEventId,
                Attempt = task.Attempt,
                StartedTime = task.StartedTime,
                RequestId = task.RequestId,
                Identity = task.Identity,
                UpdateIds = { UpdateTransitions.Waiting(state).Select(update => update.UpdateId) },
            },
            StartedEventId = task.StartedEventId,
            PreviousStartedEventId = state.PreviousStartedEventId,
            Attempt = task.Attempt,
            ScheduledTime = task.ScheduledTime.ToDateTimeOffset(),
            StartedTime = task.StartedTime.ToDateTimeOffset(),
            FirstEventId = task.IsSticky ? state.PreviousStartedEventId + 1 : 1,
            UnstoredEvents = state.GetUnstoredEvents(),
            Messages = UpdateMessages.ToWorker(state),
        };
    }
}
