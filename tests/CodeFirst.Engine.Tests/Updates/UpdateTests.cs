using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Updates;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;
using Stage = CodeFirst.Protocol.Enums.V1.UpdateWorkflowExecutionLifecycleStage;

namespace CodeFirst.Engine.Tests.Updates;

public sealed class UpdateTests
{
    [Fact]
    public void Update_TaskStarts_TravelsWithItAfterTheEventsBefore()
    {
        var run = RunDriver.StartWith();
        run.Update("u1");
        run.Update("u2");
        var task = run.StartTask();

        Assert.Equal(["u1/request", "u2/request"], task.Messages.Select(message => message.Id));
        Assert.All(task.Messages, message => Assert.Equal(task.StartedEventId - 1, message.EventId));
        Assert.Equal("Rename", task.Messages[0].Body.Unpack<Request>().Input.Name);
        Assert.Equal(["u1", "u2"], task.Token.UpdateIds);
    }

    [Fact]
    public void Update_AcceptedAndCompleted_IsWrittenAmongTheCommands()
    {
        var run = RunDriver.StartWith();
        run.Update("u1");
        run.StartTask();
        run.Complete(new RespondWorkflowTaskCompletedRequest
        {
            Messages = { Accept("u1"), Respond("u1") },
            Commands = { StartTimer("before"), Send(Accept("u1")), StartTimer("between"), Send(Respond("u1")), StartTimer("after") },
        });

        Assert.Equal(
            [
                EventType.WorkflowTaskScheduled, EventType.WorkflowTaskStarted, EventType.WorkflowTaskCompleted, EventType.TimerStarted,
                EventType.WorkflowExecutionUpdateAccepted, EventType.TimerStarted, EventType.WorkflowExecutionUpdateCompleted, EventType.TimerStarted,
            ],
            run.Types.Skip(4));
        var accepted = run.History[8];
        Assert.Equal("u1", accepted.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId);
        Assert.Equal("Rename", accepted.WorkflowExecutionUpdateAcceptedEventAttributes.AcceptedRequest.Input.Name);
        Assert.Equal(accepted.EventId, run.History[10].WorkflowExecutionUpdateCompletedEventAttributes.AcceptedEventId);
        Assert.Equal(new UpdateStatus(Stage.Completed, 11), run.State.FindUpdate("u1"));
        Assert.Null(run.State.WorkflowTask);
    }

    [Fact]
    public void Update_NotSpeculative_IsStoredWithAnOrdinaryTask()
    {
        var run = RunDriver.StartWith();
        Assert.True(run.Update("u1", mayBeSpeculative: false).IsDurable);
        run.Crash();

        Assert.Equal(EventType.WorkflowTaskScheduled, run.LastEvent.EventType);
        Assert.Equal("u1", Assert.Single(run.StartTask().Messages).ProtocolInstanceId);
    }

    // B44
    [Fact]
    public void Update_IdKnown_ChangesNothingAlsoAfterTheClose()
    {
        var run = RunDriver.StartWith();
        run.Update("u1");
        Assert.Same(run.State, run.Update("u1").State);
        run.StartTask();
        run.Answer([Accept("u1"), Respond("u1")], CompleteRun());

        Assert.Same(run.State, run.Update("u1").State);
        Assert.Null(run.Last.Refusal);
        Assert.Equal(RefusalCode.NotFound, run.Update("u2").Refusal!.Code);
    }

    // B44
    [Fact]
    public void Update_AcceptedWhenTheRunCloses_FailsWithTheServersFailure()
    {
        var run = RunDriver.StartWith();
        run.Update("u1");
        run.StartTask();
        run.Answer([Accept("u1")], CompleteRun());

        var status = run.State.FindUpdate("u1")!;
        Assert.Equal(WorkflowExecutionStatus.Completed, run.State.Status);
        Assert.Equal(Stage.Completed, status.Stage);
        Assert.Equal("AcceptedUpdateCompletedWorkflow", status.Failure!.ApplicationFailureInfo.Type);
    }

    // B44
    [Fact]
    public void Update_OnlyAdmittedWhenTheRunCloses_IsForgottenAndDoesNotHoldItUp()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Update("late");
        run.Complete(ContinueAsNew());

        Assert.Equal(WorkflowExecutionStatus.ContinuedAsNew, run.State.Status);
        Assert.Null(run.State.FindUpdate("late"));
    }

    [Fact]
    public void Update_TaskStartedBefore_GetsATaskOfItsOwnAfterwards()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Update("u1");
        run.Complete();

        Assert.Equal(EventType.WorkflowTaskScheduled, run.LastEvent.EventType);
        Assert.Single(run.StartTask().Messages);
    }

    // B45
    [Fact]
    public void Update_WorkerDoesNotAnswerIt_IsRejectedByTheServer()
    {
        var run = RunDriver.Start();
        run.Update("u1");
        run.StartTask();
        run.Update("not sent yet");
        run.Complete();

        Assert.Equal("UnprocessedUpdate", run.State.FindUpdate("u1")!.Failure!.ApplicationFailureInfo.Type);
        Assert.Equal(Stage.Admitted, run.State.FindUpdate("not sent yet")!.Stage);
    }

    // B45
    [Fact]
    public void Update_TaskFails_TravelsAgain()
    {
        var run = RunDriver.StartWith();
        run.Update("u1");
        run.StartTask();
        run.FailTask();
        var again = run.StartTask();

        Assert.Equal(2, again.Attempt);
        Assert.Single(again.Messages);
        Assert.Equal(EventType.WorkflowTaskFailed, run.LastEvent.EventType);
    }

    // B45
    [Fact]
    public void Update_TaskKeepsFailing_IsRefusedAtOnce()
    {
        var run = RunDriver.Start();
        for (var attempt = 1; attempt < 3; attempt++)
        {
            run.StartTask();
            run.FailTask();
        }

        Assert.Equal(RefusalCode.FailedPrecondition, run.Update("u1").Refusal!.Code);
        Assert.IsType<WorkflowNotReadyFailure>(run.Last.Refusal!.Detail);
    }

    // B45
    [Fact]
    public void Update_TooManyInFlight_IsRefusedUntilOneEnds()
    {
        var run = RunDriver.Start();
        for (var i = 0; i < 10; i++)
        {
            run.Update($"u{i}");
        }

        var refusal = run.Update("one too many").Refusal!;
        Assert.Equal(RefusalCode.ResourceExhausted, refusal.Code);
        Assert.Equal(ResourceExhaustedCause.ConcurrentLimit, Assert.IsType<ResourceExhaustedFailure>(refusal.Detail).Cause);
        run.StartTask();
        run.Answer([Reject("u0")]);
        Assert.Null(run.Update("one too many").Refusal);
    }

    // B45: rejections do not count. B24: the reason to continue as new is in the started event.
    [Fact]
    public void Update_NearTheTotalLimit_SuggestsToContinueAsNewAndIsRefusedAtIt()
    {
        var run = RunDriver.StartWith();
        var state = run.State.Clone();
        for (var i = 0; i < 1_800; i++)
        {
            state.CompletedUpdates[$"u{i}"] = 4;
        }

        var admitted = RunEngine.Decide(state, new AdmitUpdate(new Request { Meta = new() { UpdateId = "next" } }, MayBeSpeculative: true), run.Now);
        var ready = admitted.State.GetReadyTasks()[0];
        var started = RunEngine.Decide(admitted.State, new StartWorkflowTask(ready.TaskQueue, ready.ScheduledEventId, 1, "poll", "worker"), run.Now);
        Assert.Equal(
            [SuggestContinueAsNewReason.TooManyUpdates],
            Assert.IsType<WorkflowTaskStarted>(started.Reply).UnstoredEvents[1].WorkflowTaskStartedEventAttributes.SuggestContinueAsNewReasons);

        for (var i = 1_800; i < 2_000; i++)
        {
            state.CompletedUpdates[$"u{i}"] = 4;
        }

        var refused = RunEngine.Decide(state, new AdmitUpdate(new Request { Meta = new() { UpdateId = "last" } }, MayBeSpeculative: true), run.Now);
        Assert.Equal(RefusalCode.FailedPrecondition, refused.Refusal!.Code);
    }

    // B13
    [Fact]
    public void Update_RunRetriesItsClose_IsHeldOff()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Signal("unseen");
        run.Complete(CompleteRun());
        run.StartTask();

        Assert.Equal(RefusalCode.ResourceExhausted, run.Update("u1").Refusal!.Code);
    }

    [Fact]
    public void Update_Rejected_IsKnownOfUntilItComesAgain()
    {
        var run = RunDriver.Start();
        run.Update("u1");
        run.StartTask();
        run.Answer([Reject("u1")]);
        Assert.Equal("no", run.State.FindUpdate("u1")!.Failure!.Message);

        run.Update("u1");
        Assert.Equal(Stage.Admitted, run.State.FindUpdate("u1")!.Stage);
    }

    [Fact]
    public void Update_StartDelay_WaitsForItsEnd()
    {
        var run = RunDriver.Start(request => request.WorkflowStartDelay = Seconds(60));
        run.Update("u1");
        Assert.Null(run.State.WorkflowTask);
        run.Advance(TimeSpan.FromSeconds(60));
        Assert.Single(run.StartTask().Messages);
    }

    [Fact]
    public void Start_WithUpdate_BringsItWithTheFirstTask()
    {
        var request = new StartWorkflowExecutionRequest { WorkflowId = "w", WorkflowType = new() { Name = "T" }, TaskQueue = new() { Name = "q" }, RequestId = "r" };
        var update = new Request { Meta = new() { UpdateId = "u1" }, Input = new() { Name = "Rename" } };
        var started = RunEngine.Start(new StartRun { NamespaceId = "ns", RunId = "run", Request = request, Update = update }, RunDriver.Beginning);

        Assert.True(Assert.Single(started.State.Updates).IsStored);
        Assert.Equal([EventType.WorkflowExecutionStarted, EventType.WorkflowTaskScheduled], started.Events.Select(written => written.EventType));
    }

    // B59
    [Fact]
    public void Update_Reapplied_IsAdmittedByAnEventThatHasTheRequest()
    {
        var run = RunDriver.StartWith();
        var draft = new RunDraft(run.State, run.Now);
        UpdateTransitions.Reapply(draft, new Request { Meta = new() { UpdateId = "u1" }, Input = new() { Name = "Rename" } });
        var reapplied = draft.Commit();
        Assert.Equal([EventType.WorkflowExecutionUpdateAdmitted, EventType.WorkflowTaskScheduled], reapplied.Events.Select(written => written.EventType));

        var ready = reapplied.State.GetReadyTasks()[0];
        var started = RunEngine.Decide(reapplied.State, new StartWorkflowTask(ready.TaskQueue, ready.ScheduledEventId, 1, "poll", "worker"), run.Now);
        var task = Assert.IsType<WorkflowTaskStarted>(started.Reply);
        var request = new RespondWorkflowTaskCompletedRequest { Messages = { Accept("u1") }, Commands = { Send(Accept("u1")) } };
        var completed = RunEngine.Decide(started.State, new CompleteWorkflowTask(task.Token, request, "next"), run.Now);
        Assert.Null(completed.Events[^1].WorkflowExecutionUpdateAcceptedEventAttributes.AcceptedRequest);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("accepted twice")]
    [InlineData("completed before")]
    [InlineData("rejected after")]
    [InlineData("absent")]
    [InlineData("malformed")]
    public void Completion_BadMessage_FailsTheTask(string kind)
    {
        var run = RunDriver.StartWith();
        run.Update("u1");
        run.StartTask();
        var request = new RespondWorkflowTaskCompletedRequest();
        request.Messages.Add(kind switch
        {
            "unknown" => [Accept("other")],
            "accepted twice" => [Accept("u1"), Accept("u1")],
            "completed before" => [Respond("u1")],
            "rejected after" => [Accept("u1"), Reject("u1")],
            "malformed" => [new Protocol.Protocol.V1.Message { Id = "m", ProtocolInstanceId = "u1" }],
            _ => (Protocol.Protocol.V1.Message[])[],
        });
        if (kind == "absent")
        {
            request.Commands.Add(Send(Accept("u1")));
        }

        Assert.Equal(RefusalCode.InvalidArgument, run.Complete(request).Refusal!.Code);
        Assert.Equal(WorkflowTaskFailedCause.BadUpdateWorkflowExecutionMessage, run.LastEvent.WorkflowTaskFailedEventAttributes.Cause);
        Assert.Equal(Stage.Admitted, run.State.FindUpdate("u1")!.Stage);
    }
}
