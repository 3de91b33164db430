using System.Collections.Immutable;
using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Queries;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.Updates;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine;

/// <summary>
/// What follows from the state alone. Rows that index a run are derived here, so they cannot contradict it. Every decision asks, and most collections are
/// empty: those are not enumerated, which would cost several objects each.
/// </summary>
public sealed partial class RunState
{
    private const int AttemptsBeforeQueriesFail = 3;

    private static readonly Refusal QueryBeforeFirstTask = Refusals.NotReady("The workflow cannot be queried yet: its first workflow task is not scheduled.");

    private static readonly Refusal QueryNeverStarted = Refusals.NotReady("The workflow cannot be queried: it closed before its first workflow task completed.");

    private static readonly Refusal QueryWhileFailing = Refusals.NotReady("Unable to query workflow due to Workflow Task in failed state.");

    /// <summary>Whether the run still runs: it is not closed.</summary>
    public bool IsRunning => Status is WorkflowExecutionStatus.Running or WorkflowExecutionStatus.Paused;

    /// <summary>Whether the run runs, but its code may not.</summary>
    public bool IsPaused => Status == WorkflowExecutionStatus.Paused;

    /// <summary>The tasks that wait for a worker, in the order they became ready.</summary>
    public ImmutableArray<ReadyTask> GetReadyTasks()
    {
        ReadyTask? workflowTask = !IsPaused && WorkflowTask is { StartedEventId: 0, HandedOutTime: null } task
            ? new ReadyTask(TaskKind.Workflow, task.TaskQueue, task.ScheduledEventId, task.Attempt, task.ScheduledTime.ToDateTimeOffset())
            : null;
        List<ReadyTask>? tasks = null;
        if (Activities.Count > 0)
        {
            foreach (var (id, activity) in Activities)
            {
                if (activity.Dispatchable)
                {
                    tasks ??= [];
                    tasks.Add(new ReadyTask(TaskKind.Activity, activity.Scheduled.TaskQueue.Name, id, activity.Attempt, activity.ReadyTime.ToDateTimeOffset()));
                }
            }
        }

        if (tasks is null)
        {
            return workflowTask is { } only ? [only] : [];
        }

        if (workflowTask is { } first)
        {
            tasks.Add(first);
        }

        tasks.Sort(static (left, right) => (left.ReadySince, left.ScheduledEventId).CompareTo((right.ReadySince, right.ScheduledEventId)));
        return [.. tasks];
    }

    /// <summary>When <see cref="Timers.AdvanceTime"/> next has something to do; null while the run only waits for messages.</summary>
    public DateTimeOffset? GetNextDeadline()
    {
        DateTimeOffset? deadline = null;
        if (Outbox.Count > 0)
        {
            foreach (var message in Outbox.Values)
            {
                deadline = ProtobufTime.Earlier(deadline, message.DueTime.ToDateTimeOffset());
            }
        }

        return IsRunning ? ProtobufTime.Earlier(deadline, GetNextOwnDeadline()) : deadline;
    }

    private DateTimeOffset? GetNextOwnDeadline()
    {
        var deadline = ProtobufTime.Earlier(RunExpiration?.ToDateTimeOffset(), WorkflowTaskBackoffUntil?.ToDateTimeOffset());
        deadline = ProtobufTime.Earlier(deadline, WorkflowTaskTransitions.Deadline(WorkflowTask));
        deadline = ProtobufTime.Earlier(deadline, HandedOutTask.Deadline(this));
        deadline = ProtobufTime.Earlier(deadline, UpdateTransitions.Deadline(this));
        if (Timers.Count > 0)
        {
            foreach (var timer in Timers.Values)
            {
                deadline = ProtobufTime.Earlier(deadline, timer.FireTime.ToDateTimeOffset());
            }
        }

        if (Activities.Count > 0)
        {
            foreach (var activity in Activities.Values)
            {
                deadline = ProtobufTime.Earlier(deadline, ActivityTimeouts.Next(activity)?.Time);
            }
        }

        return deadline;
    }

    /// <summary>
    /// Events at the end of history that a reader must see and the store does not have: the unwritten start of a workflow task, or the events of a
    /// transient or speculative attempt in progress.
    /// </summary>
    public ImmutableArray<HistoryEvent> GetUnstoredEvents()
    {
        if (WorkflowTask is not { IsUnrecorded: true, StartedEventId: > 0 } task)
        {
            return [.. UnwrittenEvents];
        }

        var scheduled = WorkflowTaskEvents.Scheduled(this, task);
        scheduled.EventId = task.ScheduledEventId;
        scheduled.EventTime = task.ScheduledTime;
        var started = WorkflowTaskEvents.Started(this, task);
        started.EventId = task.StartedEventId;
        started.EventTime = task.StartedTime;
        return [scheduled, started];
    }

    /// <summary>How a query would reach the workflow now.</summary>
    public QueryRoute GetQueryRoute(out Refusal? refusal)
    {
        refusal = this switch
        {
            { IsRunning: false, PreviousStartedEventId: 0 } => QueryNeverStarted,
            { WorkflowTask.Attempt: >= AttemptsBeforeQueriesFail } => QueryWhileFailing,
            { IsRunning: true, PreviousStartedEventId: 0, WorkflowTask: null } => QueryBeforeFirstTask,
            _ => null,
        };
        return refusal is not null ? QueryRoute.Refused : WorkflowTask is null ? QueryRoute.Direct : QueryRoute.WithWorkflowTask;
    }
}
