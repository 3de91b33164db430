using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class CancellationTests
{
    private static SimulatedRun NewRun(Func<TestState, Durable<object?>> run) => new(new TestWorkflow<TestState>("Test", (state, _) => run(state)));

    private static string ResultOf(SimulatedRun run) => run.LastEvent.WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0].Data.ToStringUtf8();

    [Fact]
    public async Task Cancel_OfAWaitingRun_ClosesItAsCancelled()
    {
        var run = NewRun(async _ => await Activities.CallAsync("Ship"));
        await run.RunTaskAsync();
        run.RequestCancel();

        var commands = await run.RunTaskAsync();

        Assert.Equal([CommandType.RequestCancelActivityTask, CommandType.CancelWorkflowExecution], commands.Select(command => command.CommandType));
    }

    [Fact]
    public async Task Cancel_Compensated_GoesOnWithADetachedToken()
    {
        var run = NewRun(async _ =>
        {
            try
            {
                await Workflow.DelayAsync(TimeSpan.FromDays(1));
            }
            catch (CanceledFailureException)
            {
                await Activities.CallAsync("Refund", cancellationToken: CancellationToken.None);
                throw;
            }

            return null;
        });
        await run.RunTaskAsync();
        run.RequestCancel();
        Assert.Equal([CommandType.CancelTimer, CommandType.ScheduleActivityTask], (await run.RunTaskAsync()).Select(command => command.CommandType));
        run.CompleteActivity("1", "refunded");

        Assert.Equal([CommandType.CancelWorkflowExecution], (await run.RunTaskAsync()).Select(command => command.CommandType));
    }

    [Fact]
    public async Task Cancel_BeforeAnOperation_RefusesItWithoutACommand()
    {
        var run = NewRun(async state =>
        {
            await Workflow.WaitConditionAsync(() => Workflow.IsCancellationRequested, CancellationToken.None);
            foreach (var operation in new Func<Durable>[]
            {
                () => Workflow.DelayAsync(TimeSpan.FromDays(1)),
                () => Workflow.WaitConditionAsync(() => false),
                () => Activities.CallAsync("A", cancellationToken: Workflow.CancellationToken),
            })
            {
                try
                {
                    await operation();
                }
                catch (CanceledFailureException)
                {
                    state.Log.Add("cancelled");
                }
            }

            return string.Join(',', state.Log);
        });
        await run.RunTaskAsync();
        run.RequestCancel();

        Assert.Single(await run.RunTaskAsync());
        Assert.Equal("\"cancelled,cancelled,cancelled\"", ResultOf(run));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancel_OfSeveralOperations_FollowsTheOrderTheyBeganIn(bool isCold)
    {
        var workflow = new TestWorkflow<TestState>("Test", async (state, _) =>
        {
            async Durable WaitAsync(string name, CancellationToken? token = null)
            {
                try
                {
                    await Workflow.DelayAsync(TimeSpan.FromDays(1), token);
                }
                catch (CanceledFailureException)
                {
                    state.Log.Add(name);
                }
            }

            using var linked = CancellationTokenSource.CreateLinkedTokenSource(Workflow.CancellationToken);
            await Workflow.WhenAllAsync(WaitAsync("1"), WaitAsync("linked", linked.Token), WaitAsync("2", Workflow.CancellationToken), WaitAsync("3"));
            return string.Join(',', state.Log);
        });
        var run = new SimulatedRun(workflow) { IsCold = isCold };
        await run.RunTaskAsync();
        run.RequestCancel();
        await run.RunTaskAsync();

        Assert.Equal("\"1,2,3,linked\"", ResultOf(run));
    }

    [Fact]
    public async Task Cancel_OfARunWhoseHandlerWaits_LeavesTheEndToTheRunMethod()
    {
        var workflow = new TestWorkflow<TestState>("Test", async (_, _) =>
        {
            await Workflow.WaitConditionAsync(() => Workflow.IsCancellationRequested, CancellationToken.None);
            return await Activities.CallAsync("Clean", cancellationToken: CancellationToken.None);
        }).SignalAsync("Work", (_, _) => Workflow.DelayAsync(TimeSpan.FromDays(1)));
        var run = new SimulatedRun(workflow);
        run.Signal("Work");
        await run.RunTaskAsync();
        run.RequestCancel();
        Assert.Equal([CommandType.CancelTimer, CommandType.ScheduleActivityTask], (await run.RunTaskAsync()).Select(command => command.CommandType));
        run.CompleteActivity("1", "clean");
        await run.RunTaskAsync();

        Assert.Equal("\"clean\"", ResultOf(run));
    }

    // B68
    [Fact]
    public async Task OperationCanceled_ThrownAfterTheRequest_ClosesAsCancelled()
    {
        var run = NewRun(async _ =>
        {
            await Workflow.WaitConditionAsync(() => Workflow.IsCancellationRequested, CancellationToken.None);
            Workflow.CancellationToken.ThrowIfCancellationRequested();
            return null;
        });
        await run.RunTaskAsync();
        run.RequestCancel();

        Assert.Equal([CommandType.CancelWorkflowExecution], (await run.RunTaskAsync()).Select(command => command.CommandType));
    }

    // B68
    [Fact]
    public async Task OperationCanceled_WithoutARequest_FailsTheTask()
    {
        var run = NewRun(_ => throw new OperationCanceledException());

        Assert.NotNull((await run.RunFailingTaskAsync()).Failure.CanceledFailureInfo);
    }

    [Fact]
    public async Task Token_CancelledByAnotherThread_FailsTheTask()
    {
        using var source = new CancellationTokenSource();
        var run = NewRun(async _ =>
        {
            await Workflow.DelayAsync(TimeSpan.FromDays(1), source.Token);
            return null;
        });
        await run.RunTaskAsync();
        await source.CancelAsync();

        Assert.Contains("outside of the workflow", (await run.RunFailingTaskAsync()).Failure.Message, StringComparison.Ordinal);
    }
}
