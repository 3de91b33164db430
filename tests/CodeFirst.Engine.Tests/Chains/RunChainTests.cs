using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Signals;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Chains;

/// <summary>B49*, B54*, B55* and the floor of B6.</summary>
public sealed class RunChainTests
{
    [Fact]
    public void Start_Cron_WaitsForItsTime()
    {
        var run = StartCron("0 * * * *", request => request.WorkflowExecutionTimeout = Seconds(60));

        Assert.Equal([EventType.WorkflowExecutionStarted], run.Types);
        var started = run.History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal(("0 * * * *", Seconds(3_600)), (started.CronSchedule, started.FirstWorkflowTaskBackoff));
        Assert.Equal(RunDriver.Beginning.AddHours(1), run.State.ExecutionTime.ToDateTimeOffset());
        Assert.Equal(RunDriver.Beginning.AddSeconds(3_660), started.WorkflowExecutionExpirationTime.ToDateTimeOffset());
    }

    // B49: the next time is computed at close.
    [Fact]
    public void Complete_Cron_NextRunGetsTheResultAtTheNextTime()
    {
        var run = StartCron("0 * * * *");
        run.AdvanceToDeadline();
        run.Now += TimeSpan.FromMinutes(150);
        run.StartTask();
        run.Complete(CompleteWith("first"));

        Assert.Equal(RunDriver.SuccessorRunId, run.LastEvent.WorkflowExecutionCompletedEventAttributes.NewExecutionRunId);
        Assert.Equal(RunDriver.SuccessorRunId, run.State.SuccessorRunId);
        var next = run.Successor();
        Assert.Equal([EventType.WorkflowExecutionStarted], next.Types);
        var started = next.History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal((ContinueAsNewInitiator.CronSchedule, 1), (started.Initiator, started.Attempt));
        Assert.Equal("first", Text(started.LastCompletionResult));
        Assert.Null(started.ContinuedFailure);
        Assert.Equal((RunDriver.RunId, RunDriver.RunId), (started.ContinuedExecutionRunId, started.FirstExecutionRunId));
        Assert.Equal(RunDriver.Beginning.AddHours(4), next.State.ExecutionTime.ToDateTimeOffset());
    }

    // B49: the retry policy goes first; a failed run passes its failure on and keeps the result before.
    [Fact]
    public void Fail_CronWithRetryPolicy_RetriesFirstAndKeepsTheLastResult()
    {
        var run = StartCron("0 * * * *", request => request.RetryPolicy = new RetryPolicy { MaximumAttempts = 2 });
        run.AdvanceToDeadline();
        run.StartTask();
        run.Complete(CompleteWith("first"));
        var second = Next(run);
        second.Complete(FailRun());

        Assert.Equal(RetryState.InProgress, second.LastEvent.WorkflowExecutionFailedEventAttributes.RetryState);
        var retried = Next(second);
        var retry = retried.History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal((ContinueAsNewInitiator.Retry, 2, "first"), (retry.Initiator, retry.Attempt, Text(retry.LastCompletionResult)));
        retried.Complete(FailRun());

        var failed = retried.LastEvent.WorkflowExecutionFailedEventAttributes;
        Assert.Equal((RetryState.MaximumAttemptsReached, RunDriver.SuccessorRunId), (failed.RetryState, failed.NewExecutionRunId));
        var fourth = retried.Successor().History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal((ContinueAsNewInitiator.CronSchedule, 1, "first"), (fourth.Initiator, fourth.Attempt, Text(fourth.LastCompletionResult)));
        Assert.Equal("lost", fourth.ContinuedFailure.Message);
    }

    [Fact]
    public void TimeOut_CronRun_IsFollowedByTheNext()
    {
        var run = StartCron("0 * * * *", request => request.WorkflowRunTimeout = Seconds(60));
        run.AdvanceToDeadline();
        run.AdvanceToDeadline();

        var timedOut = run.LastEvent.WorkflowExecutionTimedOutEventAttributes;
        Assert.Equal((RetryState.RetryPolicyNotSet, RunDriver.SuccessorRunId), (timedOut.RetryState, timedOut.NewExecutionRunId));
        var next = run.Successor();
        Assert.Equal(TimeoutType.StartToClose, next.History[0].WorkflowExecutionStartedEventAttributes.ContinuedFailure.TimeoutFailureInfo.TimeoutType);
        Assert.Equal(RunDriver.Beginning.AddHours(2), next.State.ExecutionTime.ToDateTimeOffset());
    }

    [Fact]
    public void TimeOut_CronExecution_EndsTheChain()
    {
        var run = StartCron("0 * * * *", request => request.WorkflowExecutionTimeout = Seconds(60));
        run.AdvanceToDeadline();
        run.AdvanceToDeadline();

        Assert.Equal(RetryState.Timeout, run.LastEvent.WorkflowExecutionTimedOutEventAttributes.RetryState);
        Assert.Null(run.Last.Successor);
    }

    [Fact]
    public void Close_CronCanceledOrTerminated_EndsTheChain()
    {
        var canceled = StartCron("0 * * * *");
        canceled.Decide(new RequestCancelRun(new RequestCancelWorkflowExecutionRequest()));
        canceled.StartTask();
        canceled.Complete(CancelRun());
        Assert.Equal((WorkflowExecutionStatus.Canceled, null), (canceled.State.Status, canceled.Last.Successor));

        var terminated = StartCron("0 * * * *");
        terminated.Decide(new TerminateRun(new TerminateWorkflowExecutionRequest()));
        Assert.Equal((WorkflowExecutionStatus.Terminated, null), (terminated.State.Status, terminated.Last.Successor));
    }

    [Fact]
    public void SignalWithStart_CronWaits_DoesNotHurryIt()
    {
        var run = StartCron("0 * * * *");
        run.Decide(new SignalRun(new SignalWorkflowExecutionRequest { SignalName = "hurry" }, EndsBackoff: true));

        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowExecutionSignaled], run.Types);
        Assert.Equal(RunDriver.Beginning.AddHours(1), run.State.GetNextDeadline());
    }

    // B6
    [Theory]
    [InlineData(0, 0, 1_000)]
    [InlineData(300, 0, 700)]
    [InlineData(300, 0.2, 700)]
    [InlineData(300, 5, 5_000)]
    [InlineData(1_000, 0, 0)]
    [InlineData(90_000, 0, 0)]
    public void ContinueAsNew_Soon_NextRunBeginsASecondLater(int lifetime, double wanted, int expected)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Now += TimeSpan.FromMilliseconds(lifetime);
        run.Complete(ContinueAsNew(attributes => attributes.BackoffStartInterval = Seconds(wanted)));

        var started = run.Successor().History[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal(expected, started.FirstWorkflowTaskBackoff.ToTimeSpan().TotalMilliseconds);
    }

    // B6
    [Fact]
    public void Retry_ShortInterval_NextRunBeginsASecondLater()
    {
        var run = RunDriver.Start(request => request.RetryPolicy = new RetryPolicy { InitialInterval = Seconds(0.01) });
        run.StartTask();
        run.Complete(FailRun());

        Assert.Equal(Seconds(1), run.Successor().History[0].WorkflowExecutionStartedEventAttributes.FirstWorkflowTaskBackoff);
    }

    [Fact]
    public void ContinueAsNew_WithCron_TheNextRunHasTheSchedule()
    {
        var run = RunDriver.StartWith(ContinueAsNew(attributes => attributes.CronSchedule = "@hourly"));
        var next = Next(run);
        next.Complete(CompleteRun());

        Assert.Equal(ContinueAsNewInitiator.CronSchedule, next.Successor().History[0].WorkflowExecutionStartedEventAttributes.Initiator);
    }

    [Fact]
    public void ContinueAsNew_BadCron_FailsTheTask()
    {
        var run = RunDriver.StartWith(ContinueAsNew(attributes => attributes.CronSchedule = "now and then"));

        Assert.Equal(WorkflowTaskFailedCause.BadContinueAsNewAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal(RefusalCode.InvalidArgument, run.Last.Refusal!.Code);
    }

    private static RunDriver StartCron(string schedule, Action<StartWorkflowExecutionRequest>? configure = null) => RunDriver.Start(request =>
    {
        request.CronSchedule = schedule;
        configure?.Invoke(request);
    });

    /// <summary>The run that follows, with its first workflow task started.</summary>
    private static RunDriver Next(RunDriver run)
    {
        var next = run.Successor();
        if (next.State.WorkflowTaskBackoffUntil is not null)
        {
            next.AdvanceToDeadline();
        }

        next.StartTask();
        return next;
    }

    private static Protocol.Command.V1.Command CompleteWith(string result)
    {
        var command = CompleteRun();
        command.CompleteWorkflowExecutionCommandAttributes.Result = new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8(result) } } };
        return command;
    }

    private static string Text(Payloads payloads) => payloads.Payloads_.Single().Data.ToStringUtf8();
}
