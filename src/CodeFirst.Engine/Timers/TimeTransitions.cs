using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.WorkflowTasks;

namespace CodeFirst.Engine.Timers;

/// <summary>What the passing of time does to a run. Everything that is due happens in one transition; a run that is over its own time only closes.</summary>
internal static class TimeTransitions
{
    public static Transition Advance(RunState state, AdvanceTime command, DateTimeOffset now)
    {
        var recovers = command.RecoversHandouts && state.WorkflowTask is { HandedOutTime: not null };
        if (!recovers && !(state.GetNextDeadline() <= now))
        {
            return Transition.Unchanged(state);
        }

        // A closed run has nothing but messages to send again, which every durable transition does.
        if (!state.IsRunning)
        {
            return new RunDraft(state, now).Commit();
        }

        // The run never ends after its execution: see RunStart.
        if (state.RunExpiration?.ToDateTimeOffset() <= now)
        {
            return RunTransitions.TimeOut(state, command.SuccessorRunId, now);
        }

        var draft = new RunDraft(state, now);
        if (draft.State.WorkflowTaskBackoffUntil?.ToDateTimeOffset() <= now)
        {
            draft.State.WorkflowTaskBackoffUntil = null;
            draft.RequireWorkflowTask();
        }

        // A start that lives in memory is written with this transition.
        if (recovers || HandedOutTask.Deadline(state) <= now)
        {
            HandedOutTask.Recover(draft);
        }

        if (WorkflowTaskTransitions.Deadline(draft.State.WorkflowTask) <= now)
        {
            WorkflowTaskTransitions.TimeOut(draft);
        }

        TimerTransitions.FireDue(draft);
        ActivityTimeouts.ApplyDue(draft);
        return draft.Commit();
    }
}
