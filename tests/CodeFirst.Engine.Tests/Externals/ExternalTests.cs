using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Externals;
using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.Signals;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Externals;

public sealed class ExternalTests
{
    private static readonly WorkflowExecution Sender = new() { WorkflowId = "sender", RunId = "sender-run" };

    [Fact]
    public void Signal_Delivered_IsRecordedOnce()
    {
        var run = RunDriver.StartWith(SignalExternal("other", "go"));
        Assert.Equal("go", Assert.Single(run.State.GetMessagesToSend(before: null)).Value.Signal.SignalName);
        run.Deliver(5);
        run.Deliver(5);

        var signaled = run.History[^2].ExternalWorkflowExecutionSignaledEventAttributes;
        Assert.Equal((5L, "other"), (signaled.InitiatedEventId, signaled.WorkflowExecution.WorkflowId));
        Assert.Equal(EventType.WorkflowTaskScheduled, run.LastEvent.EventType);
    }

    [Theory]
    [InlineData(DeliveryResult.NotFound, SignalExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound)]
    [InlineData(DeliveryResult.NamespaceNotFound, SignalExternalWorkflowExecutionFailedCause.NamespaceNotFound)]
    [InlineData(DeliveryResult.LimitReached, SignalExternalWorkflowExecutionFailedCause.SignalCountLimitExceeded)]
    public void Signal_Refused_TheWorkflowHearsWhy(DeliveryResult result, SignalExternalWorkflowExecutionFailedCause cause)
    {
        var run = RunDriver.StartWith(SignalExternal("other"));
        run.Deliver(5, result);

        var failed = run.History[^2].SignalExternalWorkflowExecutionFailedEventAttributes;
        Assert.Equal((cause, 5L, 4L), (failed.Cause, failed.InitiatedEventId, failed.WorkflowTaskCompletedEventId));
    }

    [Fact]
    public void Cancel_Delivered_IsRecorded()
    {
        var run = RunDriver.StartWith(CancelExternal("other"));
        run.Deliver(5);
        Assert.Equal(5, run.History[^2].ExternalWorkflowExecutionCancelRequestedEventAttributes.InitiatedEventId);
    }

    [Fact]
    public void Cancel_Refused_TheWorkflowHearsWhy()
    {
        var run = RunDriver.StartWith(CancelExternal("other"));
        run.Deliver(5, DeliveryResult.NotFound);

        var failed = run.History[^2].RequestCancelExternalWorkflowExecutionFailedEventAttributes;
        Assert.Equal((CancelExternalWorkflowExecutionFailedCause.ExternalWorkflowExecutionNotFound, 5L), (failed.Cause, failed.InitiatedEventId));
    }

    [Theory]
    [InlineData("", "go", "")]
    [InlineData("other", "", "")]
    [InlineData("other", "go", "not a uuid")]
    public void Signal_BadAttributes_FailTheTask(string workflowId, string name, string runId)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(SignalExternal(workflowId, name, runId));
        Assert.Equal(WorkflowTaskFailedCause.BadSignalWorkflowExecutionAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("other", "not a uuid")]
    public void Cancel_BadAttributes_FailTheTask(string workflowId, string runId)
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Complete(CancelExternal(workflowId, runId));
        Assert.Equal(WorkflowTaskFailedCause.BadRequestCancelExternalWorkflowExecutionAttributes, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Theory] // B22
    [InlineData(true, WorkflowTaskFailedCause.PendingSignalsLimitExceeded)]
    [InlineData(false, WorkflowTaskFailedCause.PendingRequestCancelLimitExceeded)]
    public void Messages_TooManyPending_FailTheTask(bool signals, WorkflowTaskFailedCause cause)
    {
        var run = RunDriver.Start();
        run.StartTask();
        Command[] commands = [.. Enumerable.Range(0, 2_001).Select(number => signals ? SignalExternal($"other-{number}") : CancelExternal($"other-{number}"))];
        run.Complete(commands);
        Assert.Equal(cause, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
    }

    [Fact]
    public void Signal_FromAWorkflow_SaysFromWhich()
    {
        var run = RunDriver.Start();
        run.Decide(new SignalRun(new() { SignalName = "go" }, Caller: new ExternalCaller(Sender, Sender.RunId, 7, ChildOnly: false)));
        Assert.Equal(Sender, run.LastEvent.WorkflowExecutionSignaledEventAttributes.ExternalWorkflowExecution);
    }

    [Fact]
    public void Cancel_FromAWorkflow_SaysFromWhich()
    {
        var run = RunDriver.Start();
        run.Decide(new RequestCancelRun(new() { Reason = "enough" }, new ExternalCaller(Sender, Sender.RunId, 7, ChildOnly: false)));
        var requested = run.LastEvent.WorkflowExecutionCancelRequestedEventAttributes;
        Assert.Equal(("enough", 7L, Sender), (requested.Cause, requested.ExternalInitiatedEventId, requested.ExternalWorkflowExecution));
    }

    [Theory]
    [InlineData("sender-run", true)]
    [InlineData("another-run", false)]
    public void Commands_ForAChildOnly_ReachOnlyTheCallersChild(string parentRunId, bool isReached)
    {
        var caller = new ExternalCaller(Sender, Sender.RunId, 7, ChildOnly: true);
        RunCommand[] commands =
        [
            new SignalRun(new() { SignalName = "go" }, Caller: caller),
            new RequestCancelRun(new(), caller),
            new TerminateRun(new TerminateWorkflowExecutionRequest(), caller),
        ];
        foreach (var command in commands)
        {
            var run = RunDriver.Start(parent: new ParentLink { WorkflowId = "sender", RunId = parentRunId });
            Assert.Equal(isReached ? null : RefusalCode.NotFound, run.Decide(command).Refusal?.Code);
        }
    }
}
