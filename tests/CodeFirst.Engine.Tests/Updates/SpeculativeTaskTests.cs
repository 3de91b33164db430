using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Queries;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Updates;

/// <summary>B42 and B46: workflow tasks that are made for updates alone.</summary>
public sealed class SpeculativeTaskTests
{
    // B42
    [Fact]
    public void Task_EveryUpdateRejected_WasNeverThere()
    {
        var run = RunDriver.StartSticky();
        var before = run.State;
        run.Update("u1");
        Assert.False(run.Last.IsDurable);
        var task = run.StartTask();
        Assert.Equal([EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted], task.UnstoredEvents.Select(unstored => unstored.EventType));

        var completed = run.Answer([Reject("u1")]);

        Assert.False(completed.IsDurable);
        Assert.Equal(before, completed.State);
        var reply = Assert.IsType<WorkflowTaskCompleted>(completed.Reply);
        Assert.Equal(3, reply.ResetHistoryEventId);
        Assert.Equal("no", Assert.Single(reply.Rejected).Failure.Message);
    }

    // B42
    [Fact]
    public void Task_EventsShippedAndWorkerCannotRewind_IsWritten()
    {
        var run = RunDriver.StartSticky(StartTimer("t"));
        run.Update("u1");
        run.StartTask();
        run.Complete(new RespondWorkflowTaskCompletedRequest { Messages = { Reject("u1") } });

        Assert.Equal(EventType.WorkflowTaskCompleted, run.LastEvent.EventType);
        Assert.Equal(0, Assert.IsType<WorkflowTaskCompleted>(run.Last.Reply).ResetHistoryEventId);
    }

    // B42
    [Fact]
    public void Task_EventsShippedAndWorkerCanRewind_WasNeverThere()
    {
        var run = RunDriver.StartSticky(StartTimer("t"));
        run.Update("u1");
        run.StartTask();
        Assert.False(run.Answer([Reject("u1")]).IsDurable);
        run.Update("u2");
        Assert.Equal(4, run.StartTask().FirstEventId);
    }

    [Fact]
    public void Task_RejectedWhileAnotherUpdateCame_IsFollowedByOneForThat()
    {
        var run = RunDriver.StartSticky();
        run.Update("u1");
        run.StartTask();
        run.Update("u2");
        Assert.False(run.Answer([Reject("u1")]).IsDurable);

        Assert.True(run.State.WorkflowTask.IsSpeculative);
        Assert.Equal("u2", Assert.Single(run.StartTask().Messages).ProtocolInstanceId);
    }

    // B46
    [Fact]
    public void ScheduledTask_EventComes_IsOrdinaryAndBeforeIt()
    {
        var run = RunDriver.StartSticky();
        run.Update("u1");
        run.Signal("approve");

        Assert.Equal([EventType.WorkflowTaskScheduled, EventType.WorkflowExecutionSignaled], run.Types.Skip(4));
        Assert.False(run.State.WorkflowTask.IsSpeculative);
        run.Crash();
        Assert.Single(run.StartTask().Messages);
    }

    // B46
    [Fact]
    public void StartedTask_EventComes_IsOrdinaryAndTheEventWaits()
    {
        var run = RunDriver.StartSticky();
        run.Update("u1");
        run.StartTask();
        run.Signal("approve");
        Assert.Equal([EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted], run.Types.Skip(4));

        run.Answer([Reject("u1")]);

        Assert.Equal(
            [EventType.WorkflowTaskCompleted, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled],
            run.Types.Skip(6));
    }

    // B46
    [Fact]
    public void Task_NobodyAnswersForFiveSeconds_IsOrdinary()
    {
        var run = RunDriver.StartSticky();
        run.Update("u1");
        Assert.Equal(TimeSpan.FromSeconds(5), run.State.GetNextDeadline() - run.Now);
        run.AdvanceToDeadline();

        Assert.Equal(EventType.WorkflowTaskScheduled, run.LastEvent.EventType);
        Assert.True(run.State.WorkflowTask.IsSticky);
        run.AdvanceToDeadline();
        Assert.Equal(RunDriver.NormalQueue, run.State.WorkflowTask.TaskQueue);
        Assert.Single(run.StartTask().Messages);
    }

    [Fact]
    public void Task_PollerGoneBeforeItGotIt_IsReadyAgain()
    {
        var run = RunDriver.StartSticky();
        run.Update("u1");
        run.StartTask();
        Assert.True(run.Decide(new ReturnWorkflowTask(run.Task!.Token)).IsDurable);
        Assert.Single(run.StartTask().Messages);
    }

    [Fact]
    public void Task_ProcessDies_IsForgottenWithItsUpdate()
    {
        var run = RunDriver.StartSticky();
        run.Update("u1");
        run.StartTask();
        run.Crash();

        Assert.Null(run.State.FindUpdate("u1"));
        Assert.Equal(RefusalCode.NotFound, run.Answer([Accept("u1")]).Refusal!.Code);
    }

    [Fact]
    public void Task_RunTerminated_ClosesWithIt()
    {
        var run = RunDriver.StartSticky();
        run.Update("u1");
        run.StartTask();
        run.Decide(new TerminateRun(new TerminateWorkflowExecutionRequest()));

        Assert.Equal([EventType.WorkflowTaskFailed, EventType.WorkflowExecutionTerminated], run.Types.TakeLast(2));
        Assert.Null(run.State.FindUpdate("u1"));
    }

    // B39
    [Fact]
    public void Query_TaskStarted_TravelsWithATask()
    {
        var run = RunDriver.StartSticky();
        run.Update("u1");
        run.StartTask();
        Assert.Equal(QueryRoute.WithWorkflowTask, run.State.GetQueryRoute(out _));
    }
}
