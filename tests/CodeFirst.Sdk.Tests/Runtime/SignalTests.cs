using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class SignalTests
{
    private static TestWorkflow<TestState> NewWorkflow(Func<TestState, Durable<object?>> run) => new("Test", (state, _) =>
    {
        state.Log.Add("run");
        return run(state);
    });

    private static string ResultOf(SimulatedRun run) => run.LastEvent.WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0].Data.ToStringUtf8();

    private static Func<TestState, Durable<object?>> UntilFlag => async state =>
    {
        await Workflow.WaitConditionAsync(() => state.Flag);
        return string.Join(',', state.Log);
    };

    // B70
    [Fact]
    public async Task Signal_BeforeTheFirstTask_IsHandledBeforeTheRunMethodBegins()
    {
        var run = new SimulatedRun(NewWorkflow(UntilFlag).Signal("Add", (state, arguments) =>
        {
            state.Log.Add(arguments.Read<string>(0));
            state.Flag = true;
        }));
        run.Signal("Add", "first");
        run.Signal("Add", "second");
        await run.RunTaskAsync();

        Assert.Equal("\"first,second,run\"", ResultOf(run));
    }

    // B70
    [Fact]
    public async Task Signal_AndResolutions_AreHandledInTheOrderOfTheHistory()
    {
        var run = new SimulatedRun(NewWorkflow(async state =>
        {
            state.Log.Add(await Activities.CallAsync("A"));
            await Workflow.WaitConditionAsync(() => state.Log.Count > 3);
            return string.Join(',', state.Log);
        }).Signal("Add", (state, arguments) => state.Log.Add(arguments.Read<string>(0))));
        await run.RunTaskAsync();
        run.Signal("Add", "before");
        run.CompleteActivity("1", "activity");
        run.Signal("Add", "after");
        await run.RunTaskAsync();

        Assert.Equal("\"run,before,after,activity\"", ResultOf(run));
    }

    [Fact]
    public async Task Signal_Unknown_IsDroppedWithAWarning()
    {
        var loggers = new RecordingLoggerFactory();
        var workflow = NewWorkflow(UntilFlag).Signal("Go", (state, _) => state.Flag = true);
        var run = new SimulatedRun(workflow) { Options = SimulatedRun.NewOptions(workflow, loggers) };
        run.Signal("Typo");
        Assert.Empty(await run.RunTaskAsync());
        run.Signal("Go");
        await run.RunTaskAsync();

        Assert.Equal("\"run\"", ResultOf(run));
        Assert.Equal("Warning: Signal 'Typo' was dropped: the workflow handles Go.", Assert.Single(loggers.Lines));
    }

    [Fact]
    public async Task Signal_WithUnreadableArguments_IsDroppedWithAnError()
    {
        var loggers = new RecordingLoggerFactory();
        var workflow = NewWorkflow(UntilFlag).Signal("Set", (state, arguments) => state.Flag = arguments.Read<bool>(0));
        var run = new SimulatedRun(workflow) { Options = SimulatedRun.NewOptions(workflow, loggers) };
        run.Signal("Set", "not a bool");
        run.Signal("Set", true);
        await run.RunTaskAsync();

        Assert.Equal("\"run\"", ResultOf(run));
        Assert.Equal("Error: Signal 'Set' was dropped: its arguments cannot be read.", Assert.Single(loggers.Lines));
    }

    [Fact]
    public async Task Handler_ThatAwaits_CountsAsUnfinishedUntilItEnds()
    {
        var run = new SimulatedRun(NewWorkflow(async state =>
        {
            await Workflow.WaitConditionAsync(() => state.Flag && Workflow.AllHandlersFinished);
            return string.Join(',', state.Log);
        }).SignalAsync("Work", async (state, _) =>
        {
            state.Flag = true;
            state.Log.Add(await Activities.CallAsync("A"));
        }));
        await run.RunTaskAsync();
        run.Signal("Work");
        await run.RunTaskAsync();
        run.CompleteActivity("1", "worked");
        await run.RunTaskAsync();

        Assert.Equal("\"run,worked\"", ResultOf(run));
    }

    [Fact]
    public async Task Handler_CutOffByTheEndOfTheRun_IsLogged()
    {
        var loggers = new RecordingLoggerFactory();
        var workflow = NewWorkflow(UntilFlag).SignalAsync("Work", async (state, _) =>
        {
            state.Flag = true;
            await Workflow.DelayAsync(TimeSpan.FromHours(1));
        });
        var run = new SimulatedRun(workflow) { Options = SimulatedRun.NewOptions(workflow, loggers) };
        run.Signal("Work");

        var commands = await run.RunTaskAsync();

        Assert.Equal([CommandType.StartTimer, CommandType.CompleteWorkflowExecution], commands.Select(command => command.CommandType));
        Assert.StartsWith("Warning: The workflow closed while 1 of its signal handlers", Assert.Single(loggers.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_FailingWithAFailure_FailsTheWorkflow(bool isAsync)
    {
        var run = new SimulatedRun(NewWorkflow(UntilFlag).SignalAsync("Work", isAsync ? ThrowAsync : (_, _) => throw new ApplicationFailureException("broken")));
        await run.RunTaskAsync();
        run.Signal("Work");
        await run.RunTaskAsync();

        Assert.Equal("broken", run.LastEvent.WorkflowExecutionFailedEventAttributes.Failure.Message);

        static async Durable ThrowAsync(TestState state, CodeFirst.Sdk.Runtime.PayloadArguments arguments)
        {
            await Workflow.DelayAsync(TimeSpan.Zero);
            throw new ApplicationFailureException("broken");
        }
    }

    // B68
    [Fact]
    public async Task Handler_FailingWithABug_FailsTheTask()
    {
        var run = new SimulatedRun(NewWorkflow(UntilFlag).Signal("Work", (_, _) => throw new InvalidOperationException("bug")));
        run.Signal("Work");

        var failed = await run.RunFailingTaskAsync();

        Assert.Equal(("bug", "InvalidOperationException"), (failed.Failure.Message, failed.Failure.ApplicationFailureInfo.Type));
    }
}
