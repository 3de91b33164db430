using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Execution;

/// <summary>B60</summary>
public sealed class PauseTests
{
    [Fact]
    public void Pause_TaskScheduled_NoWorkerGetsItUntilUnpaused()
    {
        var run = RunDriver.Start();
        Pause(run);

        Assert.Equal(WorkflowExecutionStatus.Paused, run.State.Status);
        Assert.Empty(run.State.GetReadyTasks());
        run.Signal("more");
        run.Decide(new RequestCancelRun(new RequestCancelWorkflowExecutionRequest()));
        Assert.Empty(run.State.GetReadyTasks());

        Unpause(run);
        Assert.Equal(WorkflowExecutionStatus.Running, run.State.Status);
        run.StartTask();
        run.Complete(CompleteRun());
        Assert.Equal(WorkflowExecutionStatus.Completed, run.State.Status);
    }

    [Fact]
    public void Pause_TaskStarted_MayComplete()
    {
        var run = RunDriver.Start();
        run.StartTask();
        Pause(run);
        run.Complete(StartTimer("t", 5));

        Assert.Equal(EventType.WorkflowExecutionPaused, run.LastEvent.EventType);
        run.AdvanceToDeadline();
        Assert.Equal(EventType.TimerFired, run.LastEvent.EventType);
        Assert.Null(run.State.WorkflowTask);

        Unpause(run);
        Assert.Equal([EventType.WorkflowExecutionUnpaused, EventType.WorkflowTaskScheduled], run.Types.TakeLast(2));
    }

    [Fact]
    public void Pause_TaskTransient_AnotherFollowsThePause()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.FailTask();
        Pause(run);
        Assert.Null(run.State.WorkflowTask);

        Unpause(run);
        run.StartTask();
        run.Complete();
        Assert.Equal(EventType.WorkflowTaskCompleted, run.LastEvent.EventType);
    }

    [Fact]
    public void Pause_RepeatedRequests_ChangeNothing()
    {
        var run = RunDriver.StartWith();
        Pause(run, "pause-1");
        Assert.False(Pause(run, "pause-1").IsDurable);
        Assert.False(Pause(run, "pause-2").IsDurable);
        Unpause(run, "unpause-1");
        Assert.Null(Unpause(run, "unpause-1").Refusal);
        Assert.False(Pause(run, "pause-1").IsDurable);
        Assert.Equal(WorkflowExecutionStatus.Running, run.State.Status);
        Assert.Equal(RefusalCode.FailedPrecondition, Unpause(run, "unpause-2").Refusal!.Code);
    }

    [Fact]
    public void Pause_Update_IsRefused()
    {
        var run = RunDriver.StartWith();
        Pause(run);
        var refusal = run.Decide(new AdmitUpdate(new() { Meta = new() { UpdateId = "u" }, Input = new() { Name = "change" } }, MayBeSpeculative: true)).Refusal;
        Assert.Equal(RefusalCode.FailedPrecondition, refusal!.Code);
    }

    [Fact]
    public void Pause_TerminateOrTimeout_CloseTheRun()
    {
        var terminated = RunDriver.Start();
        Pause(terminated);
        terminated.Decide(new TerminateRun(new TerminateWorkflowExecutionRequest()));
        Assert.Equal(WorkflowExecutionStatus.Terminated, terminated.State.Status);

        var timedOut = RunDriver.Start(request => request.WorkflowRunTimeout = Seconds(5));
        Pause(timedOut);
        timedOut.AdvanceToDeadline();
        Assert.Equal(WorkflowExecutionStatus.TimedOut, timedOut.State.Status);
    }

    private static Transition Pause(RunDriver run, string requestId = "") =>
        run.Decide(new PauseRun(new PauseWorkflowExecutionRequest { RequestId = requestId, Identity = "ada", Reason = "look" }));

    private static Transition Unpause(RunDriver run, string requestId = "") =>
        run.Decide(new UnpauseRun(new UnpauseWorkflowExecutionRequest { RequestId = requestId, Identity = "ada" }));
}
