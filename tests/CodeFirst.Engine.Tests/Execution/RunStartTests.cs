using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Execution;

public sealed class RunStartTests
{
    [Fact]
    public void Start_Plain_SchedulesTheFirstTask()
    {
        var run = RunDriver.Start();

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], run.Types);
        var started = run.History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal(1, started.Attempt);
        Assert.Equal(RunDriver.RunId, started.OriginalExecutionRunId);
        Assert.Equal(RunDriver.RunId, started.FirstExecutionRunId);
        Assert.Equal("order-42", started.WorkflowId);
        Assert.Equal(RunDriver.RunId, started.RootWorkflowExecution.RunId);
        Assert.Null(started.WorkflowExecutionExpirationTime);
        Assert.Equal(RunDriver.Beginning, run.History[0].EventTime.ToDateTimeOffset());
        Assert.Equal(new ReadyTask(TaskKind.Workflow, RunDriver.NormalQueue, 2, 1, RunDriver.Beginning), Assert.Single(run.State.GetReadyTasks()));
        Assert.Null(run.State.GetNextDeadline());
        Assert.True(run.Last.IsDurable);
    }

    // B8
    [Theory]
    [InlineData(0, 0, 0, 0, 10)]
    [InlineData(0, 0, 500, 0, 120)]
    [InlineData(60, 0, 0, 60, 10)]
    [InlineData(60, 90, 0, 60, 10)]
    [InlineData(60, 30, 0, 30, 10)]
    [InlineData(0, 5, 0, 5, 5)]
    [InlineData(0, 30, 20, 30, 20)]
    public void Start_Timeouts_AreNormalized(int execution, int run, int task, int expectedRun, int expectedTask)
    {
        var started = RunDriver.Start(request =>
        {
            request.WorkflowExecutionTimeout = Seconds(execution);
            request.WorkflowRunTimeout = Seconds(run);
            request.WorkflowTaskTimeout = Seconds(task);
        });

        var attributes = started.History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal((Seconds(execution), Seconds(expectedRun), Seconds(expectedTask)), (attributes.WorkflowExecutionTimeout, attributes.WorkflowRunTimeout, attributes.WorkflowTaskTimeout));
        Assert.Equal(Seconds(expectedTask), started.History[1].WorkflowTaskScheduledEventAttributes.StartToCloseTimeout);
        Assert.Equal(expectedRun == 0 ? null : RunDriver.Beginning.AddSeconds(expectedRun), started.State.GetNextDeadline());
    }

    // B38
    [Fact]
    public void Start_WithSignal_PutsItBeforeTheFirstTask()
    {
        var run = RunDriver.Start(signal: new InitialSignal("approve", null, null, "client", "signal-1"));

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], run.Types);
        Assert.False(run.Signal("approve", "signal-1").IsDurable);
    }

    // B7
    [Fact]
    public void Start_Delayed_WaitsAlsoWhenSignaled()
    {
        var run = RunDriver.Start(request => request.WorkflowStartDelay = Seconds(60));
        run.Signal("hurry");

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowExecutionSignaled], run.Types);
        Assert.Equal(RunDriver.Beginning.AddSeconds(60), run.State.GetNextDeadline());
        Assert.Equal(RunDriver.Beginning.AddSeconds(60), run.State.ExecutionTime.ToDateTimeOffset());

        run.AdvanceToDeadline();
        Assert.Equal(EventType.WorkflowTaskScheduled, run.LastEvent.EventType);
    }

    // B7
    [Fact]
    public void Start_DelayedAndSignaledWithStart_BeginsAtOnce()
    {
        var run = RunDriver.Start(request => request.WorkflowStartDelay = Seconds(60));
        run.Decide(new SignalRun(new SignalWorkflowExecutionRequest { SignalName = "hurry" }, EndsBackoff: true));

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowExecutionSignaled, EventType.WorkflowTaskScheduled], run.Types);
        Assert.Null(run.State.GetNextDeadline());
    }

    [Fact]
    public void Start_DelayedAndCanceled_BeginsAtOnce()
    {
        var run = RunDriver.Start(request => request.WorkflowStartDelay = Seconds(60));
        run.Decide(new RequestCancelRun(new RequestCancelWorkflowExecutionRequest()));

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowExecutionCancelRequested, EventType.WorkflowTaskScheduled], run.Types);
        Assert.Null(run.State.GetNextDeadline());
    }

    [Fact]
    public void Start_AbsurdTimeout_IsTheEndOfTime()
    {
        var run = RunDriver.Start(request => request.WorkflowRunTimeout = new Duration { Seconds = Duration.MaxSeconds });
        Assert.Equal(DateTimeOffset.MaxValue.Year, run.State.RunExpiration.ToDateTimeOffset().Year);
    }
}
