using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using static CodeFirst.Engine.Tests.WorkerCommands;

namespace CodeFirst.Engine.Tests.Execution;

public sealed class RunOptionsTests
{
    // B5
    [Fact]
    public void Attach_TaskStarted_IsBufferedAndGetsItsIdLater()
    {
        var run = RunDriver.Start();
        run.StartTask();
        run.Decide(new AttachToRun(new StartWorkflowExecutionRequest
        {
            RequestId = "start-2",
            CompletionCallbacks = { new Callback() },
            OnConflictOptions = new() { AttachRequestId = true, AttachCompletionCallbacks = true },
        }));
        Assert.True(run.State.RequestIds["start-2"].Buffered);

        run.Complete();
        var attached = run.State.RequestIds["start-2"];
        Assert.Equal(EventType.WorkflowExecutionOptionsUpdated, run.History[(int)attached.EventId - 1].EventType);
        Assert.False(attached.Buffered);
        Assert.Equal("start-2", Assert.Single(run.State.Callbacks).RequestId);
    }

    [Fact]
    public void Attach_WithoutOptions_ChangesNothing() =>
        Assert.False(RunDriver.Start().Decide(new AttachToRun(new StartWorkflowExecutionRequest { RequestId = "start-2" })).IsDurable);

    [Fact]
    public void Update_OneField_KeepsTheOthersAndMakesNoTask()
    {
        var run = RunDriver.Start(request => request.Priority = new Priority { PriorityKey = 2, FairnessKey = "tenant" });
        run.StartTask();
        run.Complete();
        run.Decide(new UpdateRunOptions(new Priority { PriorityKey = 4 }, ["priority.priority_key"], "ada"));

        Assert.Equal(new Priority { PriorityKey = 4, FairnessKey = "tenant" }, run.LastEvent.WorkflowExecutionOptionsUpdatedEventAttributes.Priority);
        Assert.Null(run.State.WorkflowTask);
        Assert.False(run.Decide(new UpdateRunOptions(new Priority { PriorityKey = 4 }, ["priority.priority_key"], "ada")).IsDurable);
    }

    // B25
    [Fact]
    public void Problems_FiveInARow_AreReportedUntilATaskCompletes()
    {
        var run = RunDriver.Start();
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(run.State.SearchAttributes);
            run.StartTask();
            run.FailTask();
        }

        Assert.Equal(
            """["category=WorkflowTaskFailed","cause=WorkflowTaskFailedCauseNonDeterministicError"]""",
            run.State.SearchAttributes!.IndexedFields["TemporalReportedProblems"].Data.ToStringUtf8());
        run.StartTask();
        run.Complete(StartTimer("t"));
        Assert.Null(run.State.SearchAttributes);
    }

    // B24
    [Fact]
    public void State_TooLarge_TerminatesTheRun()
    {
        var run = RunDriver.Start();
        var input = new Payloads { Payloads_ = { new Payload { Data = Google.Protobuf.ByteString.CopyFrom(new byte[1_900_000]) } } };
        run.StartTask();
        run.Complete([.. Enumerable.Range(0, 5).Select(i => ScheduleActivity($"a{i}", attributes => attributes.Input = input))]);

        Assert.Equal(WorkflowExecutionStatus.Terminated, run.State.Status);
    }
}
