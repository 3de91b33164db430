using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.Timers;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Engine.Tests.WorkflowTasks;

public sealed class HandedOutTaskTests
{
    [Fact]
    public void Mark_Scheduled_HasNoReadyRowAndADeadlineInstead()
    {
        var run = RunDriver.Start();

        var stored = HandedOutTask.Mark(run.State, run.Now);

        Assert.Empty(stored.GetReadyTasks());
        Assert.Equal(RunDriver.Beginning.AddSeconds(5), stored.GetNextDeadline());
        Assert.Single(run.State.GetReadyTasks());
    }

    [Fact]
    public void AdvanceTime_HandedOutForFiveSeconds_IsReadyAgain()
    {
        var stored = HandedOutTask.Mark(RunDriver.Start().State, RunDriver.Beginning);

        var early = RunEngine.Decide(stored, new AdvanceTime("next"), RunDriver.Beginning.AddSeconds(4));
        var late = RunEngine.Decide(stored, new AdvanceTime("next"), RunDriver.Beginning.AddSeconds(5));

        Assert.False(early.IsDurable);
        Assert.Equal(TaskKind.Workflow, Assert.Single(late.State.GetReadyTasks()).Kind);
        Assert.Empty(late.Events);
    }

    [Fact]
    public void AdvanceTime_NoProcessLeft_IsReadyAtOnce()
    {
        var stored = HandedOutTask.Mark(RunDriver.Start().State, RunDriver.Beginning);

        var recovered = RunEngine.Decide(stored, new AdvanceTime("next") { RecoversHandouts = true }, RunDriver.Beginning);

        Assert.Single(recovered.State.GetReadyTasks());
    }

    [Fact]
    public void Complete_StartWasOnlyRemembered_IsToldByTheToken()
    {
        var run = RunDriver.Start();
        var stored = HandedOutTask.Mark(run.State, run.Now);
        run.Now += TimeSpan.FromSeconds(1);
        var token = run.StartTask().Token;

        var completed = RunEngine.Decide(stored, new CompleteWorkflowTask(token, new(), "next"), run.Now.AddSeconds(1));

        Assert.Null(completed.Refusal);
        Assert.Equal([EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted], completed.Events.Select(written => written.EventType));
        Assert.Equal(token.StartedTime, completed.Events[0].EventTime);
        Assert.Equal(("worker", 3), (completed.Events[0].WorkflowTaskStartedEventAttributes.Identity, completed.Events[0].EventId));
    }

    [Fact]
    public void Complete_SomethingHappenedSinceTheForgottenStart_IsRefused()
    {
        var run = RunDriver.Start();
        var token = run.StartTask().Token;
        run.Crash();
        run.Signal("go");

        var completed = run.Complete();

        Assert.Equal(RefusalCode.NotFound, completed.Refusal!.Code);
    }

    [Fact]
    public void Return_StartInMemory_IsScheduledAsBefore()
    {
        var run = RunDriver.Start();
        var before = run.State;
        var token = run.StartTask().Token;

        run.Decide(new ReturnWorkflowTask(token));

        Assert.Equal(before, run.State);
        Assert.Equal(RefusalCode.NotFound, run.Decide(new ReturnWorkflowTask(token)).Refusal!.Code);
    }

    [Fact]
    public void Return_StartWritten_StaysStarted()
    {
        var run = RunDriver.Start();
        var token = run.StartTask().Token;
        run.Signal("go");

        Assert.Equal(RefusalCode.NotFound, run.Decide(new ReturnWorkflowTask(token)).Refusal!.Code);
        Assert.Empty(run.State.GetReadyTasks());
    }
}
