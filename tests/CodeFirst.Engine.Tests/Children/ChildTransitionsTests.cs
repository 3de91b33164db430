using CodeFirst.Engine.Children;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Outbox;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Children;

public sealed class ChildTransitionsTests
{
    private const string ChildRunId = "child-run-1";

    public static TheoryData<EventType> ClosingEvents =>
    [
        EventType.WorkflowExecutionCompleted,
        EventType.WorkflowExecutionFailed,
        EventType.WorkflowExecutionCanceled,
        EventType.WorkflowExecutionTimedOut,
        EventType.WorkflowExecutionTerminated,
    ];

    [Fact]
    public void Child_StartDelivered_IsRecordedOnce()
    {
        var run = RunDriver.StartWith(StartChild("parcel-1", attributes => attributes.Header = new()));
        run.Deliver(5, runId: ChildRunId);
        var again = run.Deliver(5, runId: ChildRunId);

        Assert.Equal([EventType.ChildWorkflowExecutionStarted, EventType.WorkflowTaskScheduled], run.Types.TakeLast(2));
        var started = run.History[^2].ChildWorkflowExecutionStartedEventAttributes;
        Assert.Equal((5L, "parcel-1", ChildRunId), (started.InitiatedEventId, started.WorkflowExecution.WorkflowId, started.WorkflowExecution.RunId));
        Assert.NotNull(started.Header);
        Assert.Empty(run.State.Outbox);
        Assert.False(again.IsDurable);
        Assert.Equal(new ChildStartAnswer(ChildStartStatus.Started), again.Reply);
    }

    [Theory]
    [InlineData(DeliveryResult.AlreadyExists, StartChildWorkflowExecutionFailedCause.WorkflowAlreadyExists)]
    [InlineData(DeliveryResult.NamespaceNotFound, StartChildWorkflowExecutionFailedCause.NamespaceNotFound)]
    public void Child_StartRefused_IsGone(DeliveryResult result, StartChildWorkflowExecutionFailedCause cause)
    {
        var run = RunDriver.StartWith(StartChild("parcel-1"));
        run.Deliver(5, result);

        var failed = run.History[^2].StartChildWorkflowExecutionFailedEventAttributes;
        Assert.Equal((cause, 5L, 4L, "parcel-1"), (failed.Cause, failed.InitiatedEventId, failed.WorkflowTaskCompletedEventId, failed.WorkflowId));
        Assert.Empty(run.State.Children);
        Assert.Empty(run.State.Outbox);
    }

    [Theory]
    [MemberData(nameof(ClosingEvents))]
    public void Child_Closed_ParentHearsHowOnce(EventType closing)
    {
        var run = RunDriver.StartWith(StartChild("parcel-1"));
        run.Deliver(5, runId: ChildRunId);
        run.CloseChild(5, Closing(closing));

        var expected = Enum.Parse<EventType>($"Child{closing}");
        Assert.Equal(expected, run.LastEvent.EventType);
        Assert.Equal(5, ChildEvents.EndedChild(run.LastEvent));
        Assert.Empty(run.State.Children);
        Assert.Equal(RefusalCode.NotFound, run.CloseChild(5, Closing(closing)).Refusal?.Code);
    }

    [Fact] // B57
    public void Child_ClosedBeforeItsStartIsRecorded_IsRecordedStartedFirst()
    {
        var run = RunDriver.StartWith(StartChild("parcel-1"));
        run.CloseChild(5);

        Assert.Equal(
            [EventType.ChildWorkflowExecutionStarted, EventType.ChildWorkflowExecutionCompleted, EventType.WorkflowTaskScheduled],
            run.Types.Skip(5));
        Assert.Equal(6, run.History[6].ChildWorkflowExecutionCompletedEventAttributes.StartedEventId);
        Assert.Empty(run.State.Outbox);
        Assert.Equal(new ChildStartAnswer(ChildStartStatus.Unknown), run.Deliver(5, runId: ChildRunId).Reply);
    }

    [Fact] // B11
    public void Child_StartedAndClosedWhileATaskIsStarted_AreWrittenInOrderAfterTheRest()
    {
        var run = RunDriver.StartWith(StartChild("parcel-1"));
        run.Signal("wake");
        run.StartTask();
        run.Deliver(5, runId: ChildRunId);
        run.CloseChild(5);
        run.Signal("late");
        run.Complete();

        var last = run.History.TakeLast(4).ToList();
        Assert.Equal(
            [EventType.ChildWorkflowExecutionStarted, EventType.WorkflowExecutionSignaled, EventType.ChildWorkflowExecutionCompleted, EventType.WorkflowTaskScheduled],
            last.Select(written => written.EventType));
        Assert.Equal(last[0].EventId, last[2].ChildWorkflowExecutionCompletedEventAttributes.StartedEventId);
    }

    [Fact]
    public void Child_StartBuffered_ItsIdIsKnownWhenItCloses()
    {
        var run = RunDriver.StartWith(StartChild("parcel-1"));
        run.Signal("wake");
        run.StartTask();
        run.Deliver(5, runId: ChildRunId);
        run.Complete();
        run.CloseChild(5);

        var started = run.History.Single(written => written.EventType == EventType.ChildWorkflowExecutionStarted);
        var completed = run.History.Single(written => written.EventType == EventType.ChildWorkflowExecutionCompleted);
        Assert.Equal(started.EventId, completed.ChildWorkflowExecutionCompletedEventAttributes.StartedEventId);
    }

    [Theory] // B56
    [InlineData(ParentClosePolicy.Terminate, true)]
    [InlineData(ParentClosePolicy.RequestCancel, true)]
    [InlineData(ParentClosePolicy.Abandon, false)]
    public void Parent_Closes_StartedChildrenHearAsThePolicySays(ParentClosePolicy policy, bool isTold)
    {
        var run = RunDriver.StartWith(StartChild("parcel-1", attributes => attributes.ParentClosePolicy = policy));
        run.Deliver(5, runId: ChildRunId);
        run.StartTask();
        run.Complete(CompleteRun());

        Assert.Equal(isTold ? [5L] : [], run.State.Outbox.Keys);
        Assert.All(run.State.Outbox.Values, message => Assert.Equal((policy, ChildRunId), (message.CloseChild.ParentClosePolicy, message.CloseChild.RunId)));
        var answer = run.Decide(new CheckChildStart(5, ChildRunId)).Reply;
        Assert.Equal(new ChildStartAnswer(ChildStartStatus.Started), answer);
        run.Deliver(5, DeliveryResult.NotFound);
        Assert.Null(run.State.GetNextDeadline());
    }

    [Fact] // B56: also for the runs of a chain, as the reference server does
    public void Parent_ContinuesAsNew_ChildrenHearAsThePolicySays()
    {
        var run = RunDriver.StartWith(StartChild("parcel-1"));
        run.Deliver(5, runId: ChildRunId);
        run.StartTask();
        run.Complete(ContinueAsNew());

        Assert.Equal(ChildRunId, run.State.Outbox[5].CloseChild.RunId);
        Assert.Empty(run.Last.Successor!.State.Children);
    }

    [Fact] // B57
    public void Parent_ClosesBeforeTheStartIsRecorded_LosesTheChildWhateverThePolicy()
    {
        var run = RunDriver.StartWith(StartChild("parcel-1", attributes => attributes.ParentClosePolicy = ParentClosePolicy.Abandon), CompleteRun());

        Assert.Empty(run.State.Outbox);
        Assert.Equal(new ChildStartAnswer(ChildStartStatus.Unknown), run.Deliver(5, runId: ChildRunId).Reply);
        Assert.Equal(EventType.WorkflowExecutionCompleted, run.LastEvent.EventType);
    }

    [Fact] // B57
    public void NewChild_WaitsForItsParent()
    {
        var child = RunDriver.Start(parent: Parent());

        var started = child.LastEvent.WorkflowExecutionStartedEventAttributes;
        Assert.Equal(("parent-ns", "p-1", 5L), (started.ParentWorkflowNamespace, started.ParentWorkflowExecution.WorkflowId, started.ParentInitiatedEventId));
        Assert.Equal("root-1", started.RootWorkflowExecution.WorkflowId);
        Assert.Empty(child.State.GetReadyTasks());
        Assert.Empty(child.State.GetMessagesToSend(before: null));

        child.Signal("early");
        Assert.Empty(child.State.GetReadyTasks());
        child.AdvanceToDeadline();
        Assert.Equal(OutboxMessage.ContentOneofCase.ConfirmStart, Assert.Single(child.State.GetMessagesToSend(before: null)).Value.ContentCase);
        child.Deliver(RunState.StartedEventId);
        Assert.Equal(EventType.WorkflowTaskScheduled, child.LastEvent.EventType);
        Assert.Null(child.State.GetNextDeadline());
    }

    [Fact]
    public void NewChild_ItsParentDoesNotKnowIt_IsTerminated()
    {
        var child = RunDriver.Start(parent: Parent());
        child.Deliver(RunState.StartedEventId, DeliveryResult.NotFound);
        Assert.Equal(EventType.WorkflowExecutionTerminated, child.LastEvent.EventType);
    }

    [Fact] // B55
    public void ChildChain_OnlyItsLastRunTellsTheParent()
    {
        var child = RunDriver.Start(request => request.RetryPolicy = new() { MaximumAttempts = 2 }, parent: Parent());
        child.Deliver(RunState.StartedEventId);
        child.StartTask();
        child.Complete(ContinueAsNew(attributes => attributes.RetryPolicy = new() { MaximumAttempts = 2 }));
        Assert.Empty(child.State.Outbox);

        var continued = child.Successor();
        Assert.Equal(Parent(), continued.State.Parent);
        Assert.Equal(RunDriver.RunId, continued.State.PreviousRunId);
        continued.AdvanceToDeadline();
        continued.StartTask();
        continued.Complete(FailRun());
        Assert.Empty(continued.State.Outbox);

        var retried = continued.Successor();
        retried.AdvanceToDeadline();
        retried.StartTask();
        retried.Complete(FailRun());
        var message = Assert.Single(retried.State.Outbox);
        Assert.Equal((retried.LastEvent.EventId, retried.LastEvent), (message.Key, message.Value.ChildClosed));
    }

    [Fact]
    public void Child_Terminated_TellsItsParent()
    {
        var child = RunDriver.Start(parent: Parent());
        child.Decide(new TerminateRun(new TerminateWorkflowExecutionRequest()));
        Assert.Equal(EventType.WorkflowExecutionTerminated, Assert.Single(child.State.Outbox).Value.ChildClosed.EventType);
    }

    private static ParentLink Parent() => new()
    {
        Namespace = "parent-ns",
        NamespaceId = "parent-ns-id",
        WorkflowId = "p-1",
        RunId = "p-run",
        InitiatedEventId = 5,
        Root = new() { WorkflowId = "root-1", RunId = "root-run" },
    };

    private static HistoryEvent Closing(EventType type)
    {
        var closing = new HistoryEvent { EventType = type };
        switch (type)
        {
            case EventType.WorkflowExecutionCompleted:
                closing.WorkflowExecutionCompletedEventAttributes = new();
                break;
            case EventType.WorkflowExecutionFailed:
                closing.WorkflowExecutionFailedEventAttributes = new() { Failure = new Failure { Message = "lost" } };
                break;
            case EventType.WorkflowExecutionCanceled:
                closing.WorkflowExecutionCanceledEventAttributes = new();
                break;
            case EventType.WorkflowExecutionTimedOut:
                closing.WorkflowExecutionTimedOutEventAttributes = new();
                break;
            default:
                closing.WorkflowExecutionTerminatedEventAttributes = new();
                break;
        }

        return closing;
    }
}
