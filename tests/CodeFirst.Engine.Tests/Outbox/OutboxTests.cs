using CodeFirst.Protocol.Enums.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Outbox;

public sealed class OutboxTests
{
    [Fact]
    public void Message_WithoutOutcome_IsSentAgainMoreAndMoreSlowly()
    {
        var run = RunDriver.StartWith(SignalExternal("other"));
        var intervals = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            var before = run.State;
            var last = run.Now;
            run.AdvanceToDeadline();
            intervals.Add((run.Now - last).TotalSeconds);
            Assert.Equal(i + 2, Assert.Single(run.State.GetMessagesToSend(before)).Value.Attempt);
        }

        Assert.Equal([5, 10, 20, 40, 60, 60], intervals);
    }

    [Fact]
    public void Message_OutcomeRecorded_IsNotSentAgain()
    {
        var run = RunDriver.StartWith(SignalExternal("other"));
        run.Deliver(5);
        Assert.Empty(run.State.GetMessagesToSend(before: null));
    }

    [Fact]
    public void Message_OfAClosedRun_StillGoes()
    {
        var run = RunDriver.StartWith(SignalExternal("other"), CompleteRun());
        Assert.Equal(RunDriver.Beginning.AddSeconds(5), run.State.GetNextDeadline());
        run.AdvanceToDeadline();
        run.Deliver(5);

        Assert.Equal(EventType.WorkflowExecutionCompleted, run.LastEvent.EventType);
        Assert.Null(run.State.GetNextDeadline());
    }

    [Fact]
    public void Messages_ForAChild_WaitUntilItIsStarted()
    {
        var run = RunDriver.StartWith(StartChild("parcel-1"), SignalExternal("parcel-1"), StartChild("parcel-1"), SignalExternal("other"));
        Assert.Equal([5L, 8L], run.State.GetMessagesToSend(before: null).Select(message => message.Key));
        var before = run.State;
        run.Deliver(5, runId: "child-run-1");

        // The second start of the same id comes before nothing but itself.
        Assert.Equal([6L, 7L], run.State.GetMessagesToSend(before).Select(message => message.Key));
    }
}
