using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Sdk.Runtime;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class CloseTests
{
    private static SimulatedRun NewRun(Func<TestState, Durable<object?>> run) => new(new TestWorkflow<TestState>("Test", (state, _) => run(state)));

    private static Durable<object?> Throw(Exception exception) => throw exception;

    [Fact]
    public async Task Run_ThatReturns_CompletesWithItsResult()
    {
        var run = NewRun(_ => Durable.FromResult<object?>(42));

        var command = Assert.Single(await run.RunTaskAsync());

        Assert.Equal("42", command.CompleteWorkflowExecutionCommandAttributes.Result.Payloads_[0].Data.ToStringUtf8());
    }

    // B68
    [Fact]
    public async Task Run_ThatThrowsAFailure_FailsWithItsCauses()
    {
        var run = NewRun(_ => Throw(new ApplicationFailureException("outer", "Kind", nonRetryable: true, details: ["why", 7], innerException: new FormatException("inner"))));

        var failure = Assert.Single(await run.RunTaskAsync()).FailWorkflowExecutionCommandAttributes.Failure;

        Assert.Equal(("outer", "Kind", true), (failure.Message, failure.ApplicationFailureInfo.Type, failure.ApplicationFailureInfo.NonRetryable));
        Assert.Equal(2, failure.ApplicationFailureInfo.Details.Payloads_.Count);
        Assert.Equal(("inner", "FormatException"), (failure.Cause.Message, failure.Cause.ApplicationFailureInfo.Type));
    }

    // B68
    [Fact]
    public async Task Run_ThatThrowsAnythingElse_FailsTheTaskWithTheStackTrace()
    {
        var run = NewRun(_ => Throw(new FormatException("bug")));

        var failed = await run.RunFailingTaskAsync();

        Assert.Equal(WorkflowTaskFailedCause.WorkflowWorkerUnhandledFailure, failed.Cause);
        Assert.Equal(("bug", "FormatException"), (failed.Failure.Message, failed.Failure.ApplicationFailureInfo.Type));
        Assert.Contains(nameof(Throw), failed.Failure.StackTrace, StringComparison.Ordinal);
    }

    // B16
    [Fact]
    public async Task Task_ThatFailsAgain_IsSilent()
    {
        var run = NewRun(_ => Throw(new FormatException("bug")));
        var task = run.NextTask();
        task.Attempt = 2;

        Assert.IsType<WorkflowTaskResponse.Silent>(await run.ProcessAsync(task));
    }

    // B68
    [Fact]
    public async Task Run_MendedAfterAFailedTask_GoesOn()
    {
        var isMended = false;
        var run = NewRun(async _ =>
        {
            await Workflow.DelayAsync(TimeSpan.FromSeconds(1));
            return isMended ? "mended" : throw new FormatException("bug");
        });
        await run.RunTaskAsync();
        run.FireTimer("1");
        await run.RunFailingTaskAsync();
        isMended = true;
        await run.RunTaskAsync();

        Assert.Equal(EventType.WorkflowExecutionCompleted, run.LastEvent.EventType);
    }

    [Fact]
    public async Task Run_ThatContinuesAsNew_HandsOnWhatTheServerDoesNot()
    {
        var run = NewRun(_ => throw StubCalls.ContinueAsNew([StubCalls.ToPayload(2)], new ContinueAsNewOptions { TaskTimeout = TimeSpan.FromSeconds(5) }));
        var started = run.Events[0].WorkflowExecutionStartedEventAttributes;
        started.Memo = new() { Fields = { ["note"] = SimulatedRun.ToPayloads("hi").Payloads_[0] } };

        var command = Assert.Single(await run.RunTaskAsync()).ContinueAsNewWorkflowExecutionCommandAttributes;

        Assert.Equal(("Test", "queue"), (command.WorkflowType.Name, command.TaskQueue.Name));
        Assert.Equal("2", command.Input.Payloads_[0].Data.ToStringUtf8());
        Assert.Equal(TimeSpan.FromHours(1), command.WorkflowRunTimeout.ToTimeSpan());
        Assert.Equal(TimeSpan.FromSeconds(5), command.WorkflowTaskTimeout.ToTimeSpan());
        Assert.Equal(started.Memo, command.Memo);
    }

    [Fact]
    public async Task Close_WithOtherCommands_ComesLast()
    {
        var run = NewRun(state =>
        {
            state.Pending = Activities.CallAsync("Forgotten");
            return Durable.FromResult<object?>(null);
        });

        var commands = await run.RunTaskAsync();

        Assert.Equal([CommandType.ScheduleActivityTask, CommandType.CompleteWorkflowExecution], commands.Select(command => command.CommandType));
    }

    [Fact]
    public async Task Close_RefusedByTheServer_IsDecidedAgain()
    {
        var run = new SimulatedRun(new TestWorkflow<TestState>("Test", (state, _) => Durable.FromResult<object?>(state.Flag)).Signal("Go", (state, _) => state.Flag = true));
        await run.ProcessAsync(run.NextTask());
        run.Add(EventType.WorkflowTaskFailed, e => e.WorkflowTaskFailedEventAttributes = new() { Cause = WorkflowTaskFailedCause.UnhandledCommand });
        run.Signal("Go");
        var command = Assert.Single(await run.RunTaskAsync());

        Assert.Equal("true", command.CompleteWorkflowExecutionCommandAttributes.Result.Payloads_[0].Data.ToStringUtf8());
    }
}
