using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.WorkflowTasks;

/// <summary>
/// A workflow task that is given to a waiting poller in the commit that schedules it. Its start lives in memory, so the stored state says "handed out":
/// no ready row to write and delete, and a deadline by which any process finds it should this one die. Its worker's answer is as good after that as before:
/// the token holds all there is to know of the start.
/// </summary>
public static class HandedOutTask
{
    private static readonly TimeSpan MemoryOnly = TimeSpan.FromSeconds(5);

    /// <summary>The state to store for a run whose scheduled task is being started in memory.</summary>
    public static RunState Mark(RunState scheduled, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(scheduled);
        var stored = scheduled.Fork();
        stored.WorkflowTask = scheduled.WorkflowTask.Clone();
        stored.WorkflowTask.HandedOutTime = now.ToTimestamp();
        return stored;
    }

    /// <summary>When a start that lives in memory is to be written, or a task whose process died is ready again; null when there is neither.</summary>
    internal static DateTimeOffset? Deadline(RunState state) => state.WorkflowTask switch
    {
        { HandedOutTime: { } time } => time.ToDateTimeOffset().Plus(MemoryOnly),
        { StartedEventId: > 0 } task when state.UnwrittenEvents.Count > 0 => task.StartedTime.ToDateTimeOffset().Plus(MemoryOnly),
        _ => null,
    };

    /// <summary>Makes a handed-out task ready again whose process is gone.</summary>
    internal static void Recover(RunDraft draft)
    {
        if (draft.State.WorkflowTask is { HandedOutTime: not null } task)
        {
            var ready = task.Clone();
            ready.HandedOutTime = null;
            draft.State.WorkflowTask = ready;
        }
    }

    /// <summary>
    /// The state in which the token's task is started: a start that only a process remembered that is gone, or that is another one, is told by the token.
    /// Nothing may have happened since the task was scheduled, so that the started event has the id the worker saw. Otherwise the state as it is.
    /// </summary>
    internal static RunState Adopt(RunState state, TaskToken token)
    {
        if (state.WorkflowTask is not { StartedEventId: 0 } task
            || task.ScheduledEventId != token.ScheduledEventId
            || task.Attempt != token.Attempt
            || token.StartedTime is null
            || token.StartedEventId != (task.IsUnrecorded ? task.ScheduledEventId + 1 : state.NextEventId))
        {
            return state;
        }

        var draft = new RunDraft(state, token.StartedTime.ToDateTimeOffset());
        WorkflowTaskTransitions.Start(draft, token.RequestId, token.Identity, token.StartedTime);
        return draft.KeepInMemory().State;
    }

    /// <summary>
    /// Takes back a start that lives in memory, because its poller never got it. A start that is written stays: it ends by its timeout.
    /// </summary>
    internal static Transition Return(RunState state, ReturnWorkflowTask command, DateTimeOffset now)
    {
        if (!WorkflowTaskTransitions.IsStarted(state, command.Token) || (state.UnwrittenEvents.Count != 1 && !state.WorkflowTask.IsSpeculative))
        {
            return Transition.Refused(state, Refusals.WorkflowTaskNotFound);
        }

        var scheduled = state.Fork();
        if (scheduled.UnwrittenEvents is [var started])
        {
            scheduled.UnwrittenEvents.Clear();
            scheduled.NextEventId = started.EventId;
            scheduled.HistorySizeBytes -= started.CalculateSize();
        }

        scheduled.WorkflowTask = state.WorkflowTask.Clone();
        scheduled.WorkflowTask.StartedEventId = 0;
        scheduled.WorkflowTask.StartedTime = null;
        scheduled.WorkflowTask.RequestId = string.Empty;
        scheduled.WorkflowTask.Identity = string.Empty;
        return new RunDraft(scheduled, now).Commit();
    }
}
