using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;

namespace CodeFirst.Engine.Tests.Signals;

public sealed class SignalTests
{
    [Fact]
    public void Signal_NoTask_WakesTheRun()
    {
        var run = RunDriver.StartWith();
        run.Signal("approve", "request-1");

        Assert.Equal([EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], run.Types.TakeLast(2));
        Assert.Equal("request-1", run.History[^2].WorkflowExecutionSignaledEventAttributes.RequestId);
    }

    [Fact]
    public void Signal_TaskScheduled_SchedulesNoOther()
    {
        var run = RunDriver.Start();
        run.Signal("approve");
        Assert.Equal([EventType.WorkflowTaskScheduled, EventType.WorkflowExecutionSignaled], run.Types.TakeLast(2));
    }

    [Fact]
    public void Signal_RequestIdSeen_SucceedsWithoutATrace()
    {
        var run = RunDriver.Start();
        run.Signal("approve", "request-1");
        var again = run.Signal("approve", "request-1");
        Assert.False(again.IsDurable);
        Assert.Null(again.Refusal);
    }

    // B37
    [Fact]
    public void Signal_Closed_IsRefusedUnlessItWasAcceptedBefore()
    {
        var run = RunDriver.Start();
        run.Signal("approve", "request-1");
        run.Decide(new TerminateRun(new TerminateWorkflowExecutionRequest()));

        Assert.Null(run.Signal("approve", "request-1").Refusal);
        Assert.Equal(RefusalCode.NotFound, run.Signal("approve", "request-2").Refusal!.Code);
    }

    // B37
    [Fact]
    public void Signal_TooMany_IsRefused()
    {
        var state = RunDriver.Start().State.Clone();
        state.SignalCount = 10_000;
        var command = new Engine.Signals.SignalRun(new SignalWorkflowExecutionRequest { SignalName = "approve" });
        Assert.Equal(RefusalCode.InvalidArgument, RunEngine.Decide(state, command, RunDriver.Beginning).Refusal!.Code);
    }
}
