using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class WaitTests
{
    private static SimulatedRun NewRun(Func<TestState, Durable<object?>> run) =>
        new(new TestWorkflow<TestState>("Test", (state, _) => run(state))
            .Signal("Go", (state, _) => state.Flag = true)
            .Signal("Cancel", (state, _) => state.Source.Cancel()));

    private static IEnumerable<CommandType> TypesOf(IReadOnlyList<Command> commands) => commands.Select(command => command.CommandType);

    private static string ResultOf(SimulatedRun run) => run.LastEvent.WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0].Data.ToStringUtf8();

    [Fact]
    public async Task Delay_Started_IsATimerWithSummary()
    {
        var run = NewRun(async _ =>
        {
            await Workflow.DelayAsync(TimeSpan.FromMinutes(5), summary: "cooling off");
            return null;
        });

        var command = Assert.Single(await run.RunTaskAsync());

        Assert.Equal("1", command.StartTimerCommandAttributes.TimerId);
        Assert.Equal(TimeSpan.FromMinutes(5), command.StartTimerCommandAttributes.StartToFireTimeout.ToTimeSpan());
        Assert.Equal("\"cooling off\"", command.UserMetadata.Summary.Data.ToStringUtf8());
    }

    [Fact]
    public async Task Delay_OfZero_CompletesAtOnce()
    {
        var run = NewRun(async _ =>
        {
            await Workflow.DelayAsync(TimeSpan.Zero);
            return "done";
        });

        Assert.Equal([CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
    }

    [Fact]
    public async Task Delay_Negative_FailsTheTask()
    {
        var run = NewRun(async _ =>
        {
            await Workflow.DelayAsync(TimeSpan.FromSeconds(-2));
            return null;
        });

        Assert.Equal(nameof(ArgumentOutOfRangeException), (await run.RunFailingTaskAsync()).Failure.ApplicationFailureInfo.Type);
    }

    [Fact]
    public async Task Delay_CancelledByItsToken_CancelsTheTimer()
    {
        var run = NewRun(async state =>
        {
            try
            {
                await Workflow.DelayAsync(TimeSpan.FromMinutes(5), state.Source.Token);
            }
            catch (CanceledFailureException)
            {
                return "cancelled";
            }

            return "fired";
        });
        await run.RunTaskAsync();
        run.Signal("Cancel");

        Assert.Equal([CommandType.CancelTimer, CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
        Assert.Equal("\"cancelled\"", ResultOf(run));
    }

    [Fact]
    public async Task Delay_CancelledBeforeItIsSent_LeavesNoCommand()
    {
        var run = NewRun(async state =>
        {
            var delay = Workflow.DelayAsync(TimeSpan.FromMinutes(5), state.Source.Token);
            state.Source.Cancel();
            var first = await Workflow.WhenAnyAsync(delay);
            return first.Exception!.GetType().Name;
        });

        Assert.Equal([CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
        Assert.Equal("\"CanceledFailureException\"", ResultOf(run));
    }

    [Fact]
    public async Task Delay_Infinite_WaitsForCancellationWithoutATimer()
    {
        var run = NewRun(async _ =>
        {
            await Workflow.DelayAsync(Timeout.InfiniteTimeSpan);
            return null;
        });
        Assert.Empty(await run.RunTaskAsync());
        run.RequestCancel();

        Assert.Equal([CommandType.CancelWorkflowExecution], TypesOf(await run.RunTaskAsync()));
    }

    [Fact]
    public async Task Condition_ThatHoldsAlready_NeedsNoTimer()
    {
        var run = NewRun(async _ => await Workflow.WaitConditionAsync(() => true, TimeSpan.FromMinutes(5)));

        Assert.Equal([CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
        Assert.Equal("true", ResultOf(run));
    }

    [Fact]
    public async Task Condition_WithZeroTimeout_OnlyLooks()
    {
        var run = NewRun(async _ => await Workflow.WaitConditionAsync(() => false, TimeSpan.Zero));

        Assert.Equal([CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
        Assert.Equal("false", ResultOf(run));
    }

    [Fact]
    public async Task Condition_MetInTime_CancelsItsTimer()
    {
        var run = NewRun(async state => await Workflow.WaitConditionAsync(() => state.Flag, TimeSpan.FromMinutes(5)));
        Assert.Equal([CommandType.StartTimer], TypesOf(await run.RunTaskAsync()));
        run.Signal("Go");

        Assert.Equal([CommandType.CancelTimer, CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
        Assert.Equal("true", ResultOf(run));
    }

    [Fact]
    public async Task Condition_NotMetInTime_IsFalse()
    {
        var run = NewRun(async state => await Workflow.WaitConditionAsync(() => state.Flag, TimeSpan.FromMinutes(5)));
        await run.RunTaskAsync();
        run.FireTimer("1");

        Assert.Equal([CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
        Assert.Equal("false", ResultOf(run));
    }

    [Fact]
    public async Task Condition_MetTogetherWithItsTimeout_IsTrue()
    {
        var run = NewRun(async state => await Workflow.WaitConditionAsync(() => state.Flag, TimeSpan.FromMinutes(5)));
        await run.RunTaskAsync();
        run.Signal("Go");
        run.FireTimer("1");

        Assert.Equal([CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
        Assert.Equal("true", ResultOf(run));
    }

    [Fact]
    public async Task Condition_Cancelled_CancelsItsTimer()
    {
        var run = NewRun(async state =>
        {
            try
            {
                return await Workflow.WaitConditionAsync(() => false, TimeSpan.FromMinutes(5), state.Source.Token);
            }
            catch (CanceledFailureException)
            {
                return "cancelled";
            }
        });
        await run.RunTaskAsync();
        run.Signal("Cancel");

        Assert.Equal([CommandType.CancelTimer, CommandType.CompleteWorkflowExecution], TypesOf(await run.RunTaskAsync()));
        Assert.Equal("\"cancelled\"", ResultOf(run));
    }

    [Fact]
    public async Task Condition_WhosePredicateThrowsLater_ThrowsWhereItIsAwaited()
    {
        var run = NewRun(async state =>
        {
            try
            {
                await Workflow.WaitConditionAsync(() => state.Flag ? throw new ApplicationFailureException("bad predicate") : false);
            }
            catch (ApplicationFailureException e)
            {
                return e.Message;
            }

            return null;
        });
        await run.RunTaskAsync();
        run.Signal("Go");
        await run.RunTaskAsync();

        Assert.Equal("\"bad predicate\"", ResultOf(run));
    }

    [Fact]
    public async Task Condition_WhosePredicateActs_IsRefused()
    {
        var run = NewRun(async state =>
        {
            await Workflow.WaitConditionAsync(() => Workflow.DelayAsync(TimeSpan.FromSeconds(1)).IsCompleted);
            return null;
        });

        Assert.Contains("predicate of a condition used a timer", (await run.RunFailingTaskAsync()).Failure.Message, StringComparison.Ordinal);
    }

    // B70
    [Fact]
    public async Task Conditions_SatisfiedTogether_ResolveOneAfterTheOtherInOrder()
    {
        var run = NewRun(async state =>
        {
            async Durable WaitAsync(string name, Func<bool> condition)
            {
                await Workflow.WaitConditionAsync(condition);
                state.Log.Add(name);
            }

            await Workflow.WhenAllAsync(
                WaitAsync("first", () => state.Flag),
                WaitAsync("third", () => state.Log.Count == 2),
                WaitAsync("second", () => state.Flag && state.Log.Count > 0));
            return string.Join(',', state.Log);
        });
        await run.RunTaskAsync();
        run.Signal("Go");
        await run.RunTaskAsync();

        Assert.Equal("\"first,second,third\"", ResultOf(run));
    }

    [Fact]
    public async Task WhenAll_WithFailures_WaitsForAllAndThrowsTheFirstInOrder()
    {
        var run = NewRun(async state =>
        {
            async Durable FailAsync(string message, TimeSpan delay)
            {
                await Workflow.DelayAsync(delay);
                throw new ApplicationFailureException(message);
            }

            try
            {
                await Workflow.WhenAllAsync(FailAsync("a", TimeSpan.FromSeconds(1)), Workflow.DelayAsync(TimeSpan.FromSeconds(2)), FailAsync("b", TimeSpan.FromSeconds(3)));
            }
            catch (ApplicationFailureException e)
            {
                return e.Message;
            }

            return null;
        });
        await run.RunTaskAsync();
        run.FireTimer("3");
        run.FireTimer("1");
        Assert.Empty(await run.RunTaskAsync());
        run.FireTimer("2");
        await run.RunTaskAsync();

        Assert.Equal("\"a\"", ResultOf(run));
    }

    [Fact]
    public async Task WhenAny_OfTwoThatEndTogether_IsTheOneThatEndedFirst()
    {
        var run = NewRun(async _ =>
        {
            var one = Activities.CallAsync("One");
            var two = Activities.CallAsync("Two");
            var first = await Workflow.WhenAnyAsync(one, two);
            return await first;
        });
        await run.RunTaskAsync();
        run.CompleteActivity("2", "two");
        run.CompleteActivity("1", "one");
        await run.RunTaskAsync();

        Assert.Equal("\"two\"", ResultOf(run));
    }

    [Fact]
    public async Task WhenAny_OfNone_FailsTheTask()
    {
        var run = NewRun(async _ =>
        {
            await Workflow.WhenAnyAsync();
            return null;
        });

        Assert.Contains("at least one", (await run.RunFailingTaskAsync()).Failure.Message, StringComparison.Ordinal);
    }
}
