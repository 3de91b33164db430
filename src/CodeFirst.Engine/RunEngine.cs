using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Children;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.Reset;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.Timers;
using CodeFirst.Engine.Updates;
using CodeFirst.Engine.WorkflowTasks;

namespace CodeFirst.Engine;

/// <summary>The engine: one pure function. No I/O, no clock, no randomness; the same input gives the same output.</summary>
public static class RunEngine
{
    /// <summary>Creates a run.</summary>
    public static Transition Start(StartRun command, DateTimeOffset now) => RunStart.Start(command, now);

    /// <summary>Creates the run of a reset.</summary>
    public static Transition Reset(ResetRun command, DateTimeOffset now) => RunReset.Start(command, now);

    /// <summary>Decides a command on a run. <paramref name="state"/> is not modified.</summary>
    public static Transition Decide(RunState state, RunCommand command, DateTimeOffset now) => command switch
    {
        AdvanceTime advance => TimeTransitions.Advance(state, advance, now),
        SignalRun signal => SignalTransitions.Signal(state, signal, now),
        RequestCancelRun cancel => RunTransitions.RequestCancel(state, cancel, now),
        RecordDelivery delivery => OutboxTransitions.RecordDelivery(state, delivery, now),
        CheckChildStart check => ChildTransitions.Check(state, check),
        ReplaceRun replace => RunReset.Replace(state, replace, now),
        AdmitUpdate admit => UpdateTransitions.Admit(state, admit, now),
        ResetSticky => WorkflowTaskTransitions.ResetSticky(state, now),
        _ when !state.IsRunning => Transition.Refused(state, Refusals.RunClosed),
        PauseRun pause => PauseTransitions.Pause(state, pause, now),
        UnpauseRun unpause => PauseTransitions.Unpause(state, unpause, now),
        AttachToRun attach => RunOptions.Attach(state, attach, now),
        UpdateRunOptions update => RunOptions.Update(state, update, now),
        TerminateRun terminate => RunTransitions.Terminate(state, terminate, now),
        StartWorkflowTask start => WorkflowTaskTransitions.Start(state, start, now),
        CompleteWorkflowTask complete => WorkflowTaskCompletion.Complete(state, complete, now),
        FailWorkflowTask fail => WorkflowTaskTransitions.Fail(state, fail, now),
        ReturnWorkflowTask lost => HandedOutTask.Return(state, lost, now),
        RecordChildClosed child => ChildTransitions.RecordClosed(state, child, now),
        StartActivity start => ActivityTransitions.Start(state, start, now),
        CompleteActivity complete => ActivityTransitions.Complete(state, complete, now),
        FailActivity fail => ActivityTransitions.Fail(state, fail, now),
        CancelActivity cancel => ActivityTransitions.Cancel(state, cancel, now),
        ReturnActivity lost => ActivityTransitions.Return(state, lost, now),
        PauseActivity pause => ActivityControl.Pause(state, pause, now),
        UnpauseActivity unpause => ActivityControl.Unpause(state, unpause, now),
        ResetActivity reset => ActivityControl.Reset(state, reset, now),
        UpdateActivityOptions update => ActivityOptionUpdates.Update(state, update, now),
        HeartbeatActivity heartbeat => ActivityTransitions.Heartbeat(state, heartbeat, now),
        _ => throw new ArgumentException($"The engine does not know the command {command.GetType()}.", nameof(command)),
    };
}
