using CodeFirst.Sdk.Runtime;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class MisuseTests
{
    private static SimulatedRun NewRun(Func<TestState, Durable<object?>> run) => new(new TestWorkflow<TestState>("Test", (state, _) => run(state)));

    [Fact]
    public async Task ForeignMethod_AwaitingADurable_FailsTheTaskAndNotTheProcess()
    {
        static async Task HelperAsync() => await Workflow.DelayAsync(TimeSpan.FromDays(1));
        var run = NewRun(async _ =>
        {
            var helper = HelperAsync();
            await Workflow.WaitConditionAsync(() => helper.IsCompleted);
            return null;
        });

        var failed = await run.RunFailingTaskAsync();

        Assert.StartsWith("A method that returns neither Durable nor Durable<T> awaits a durable operation.", failed.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Durable_AwaitedOutsideOfItsWorkflow_Throws()
    {
        var state = new TestState();
        var run = NewRun(async _ =>
        {
            state.Pending = Workflow.DelayAsync(TimeSpan.FromDays(1));
            await state.Pending;
            return null;
        });
        await run.RunTaskAsync();

        async Task AwaitAsync() => await state.Pending!;
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(AwaitAsync);

        Assert.StartsWith("A durable operation was awaited outside of its workflow.", exception.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action> Members => new()
    {
        { nameof(Workflow.UtcNow), () => _ = Workflow.UtcNow },
        { nameof(Workflow.Random), () => _ = Workflow.Random },
        { nameof(Workflow.Logger), () => _ = Workflow.Logger },
        { nameof(Workflow.Info), () => _ = Workflow.Info },
        { nameof(Workflow.CancellationToken), () => _ = Workflow.CancellationToken },
        { nameof(Workflow.IsCancellationRequested), () => _ = Workflow.IsCancellationRequested },
        { nameof(Workflow.IsReplaying), () => _ = Workflow.IsReplaying },
        { nameof(Workflow.AllHandlersFinished), () => _ = Workflow.AllHandlersFinished },
        { nameof(Workflow.ContinueAsNewSuggested), () => _ = Workflow.ContinueAsNewSuggested },
        { nameof(Workflow.NewGuid), () => Workflow.NewGuid() },
        { nameof(Workflow.DelayAsync), () => Workflow.DelayAsync(TimeSpan.Zero).GetAwaiter().GetResult() },
        { nameof(Workflow.WaitConditionAsync), () => Workflow.WaitConditionAsync(() => true).GetAwaiter().GetResult() },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public void Member_OutsideOfWorkflowCode_Throws(string member, Action use)
    {
        var exception = Assert.Throws<InvalidOperationException>(use);

        Assert.StartsWith($"Workflow.{member} works in workflow code only", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_OfAPendingDurable_Throws()
    {
        var run = NewRun(_ =>
        {
            Workflow.DelayAsync(TimeSpan.FromDays(1)).GetAwaiter().GetResult();
            return Durable.FromResult<object?>(null);
        });

        Assert.Contains("has no result yet", (await run.RunFailingTaskAsync()).Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_ThatBlocks_FailsTheTaskAndIsReplayedElsewhere()
    {
        using var released = new ManualResetEventSlim();
        var blocking = new TaskCompletionSource();
        var isMended = false;
        var run = NewRun(async _ =>
        {
            await Workflow.DelayAsync(TimeSpan.FromDays(1));
            if (!isMended)
            {
                blocking.SetResult();
                released.Wait(CancellationToken.None);
            }

            return "done";
        });
        await run.RunTaskAsync();
        run.FireTimer("1");

        var failing = run.RunFailingTaskAsync();
        await blocking.Task;
        while (!failing.IsCompleted)
        {
            // The worker may not be watching yet when the code begins to block.
            ((FakeTimeProvider)run.Options.TimeProvider).Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
        }

        var failed = await failing;
        Assert.StartsWith("Potential deadlock: the workflow's code ran for 2 s without awaiting.", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, run.Processor.CachedCount);
        isMended = true;
        var commands = await run.RunTaskAsync();
        Assert.NotNull(Assert.Single(commands).CompleteWorkflowExecutionCommandAttributes);
        released.Set();
    }

    [Fact]
    public async Task Workflow_NotRegistered_FailsTheTaskAndNamesTheRegisteredOnes()
    {
        var run = NewRun(_ => Durable.FromResult<object?>(null));
        var task = run.NextTask();
        task.WorkflowType.Name = "Typo";

        var failed = Assert.IsType<WorkflowTaskResponse.Failed>(await run.ProcessAsync(task)).Request;

        Assert.Equal("Workflow type 'Typo' is not registered with the worker of task queue 'queue', which runs Test. Register it, or start it on another task queue.", failed.Failure.Message);
    }
}
