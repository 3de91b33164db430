using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class NonDeterminismTests
{
    private static async Task<string> ReplayAsync(Func<TestState, Durable<object?>> before, Func<TestState, Durable<object?>> after, Action<SimulatedRun> between)
    {
        var run = before;
        var simulated = new SimulatedRun(new TestWorkflow<TestState>("Order", (state, _) => run(state))) { IsCold = true };
        await simulated.RunTaskAsync();
        between(simulated);
        run = after;

        var failed = await simulated.RunFailingTaskAsync();

        Assert.Equal(WorkflowTaskFailedCause.NonDeterministicError, failed.Cause);
        Assert.StartsWith("Workflow 'Order' (id workflow-1, run run-1) does not repeat its history. ", failed.Failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("keep a worker with the former code until these runs have ended.", failed.Failure.Message, StringComparison.Ordinal);
        return failed.Failure.Message;
    }

    private static async Durable<object?> DelayAsync(TestState state)
    {
        await Workflow.DelayAsync(TimeSpan.FromDays(1));
        return null;
    }

    private static async Durable<object?> CallAsync(TestState state) => await Activities.CallAsync("Charge");

    [Fact]
    public async Task Replay_OtherCommandThanRecorded_NamesBoth() =>
        Assert.Contains(
            "Event 5 of the history is TimerStarted (timer id 1), but the code now does ScheduleActivityTask (activity type 'Charge', activity id 1) in its place.",
            await ReplayAsync(DelayAsync, CallAsync, run => run.FireTimer("1")),
            StringComparison.Ordinal);

    [Fact]
    public async Task Replay_OtherActivityThanRecorded_NamesBoth() =>
        Assert.Contains(
            "Event 5 of the history is ActivityTaskScheduled (activity type 'Charge', activity id 1), but the code now does ScheduleActivityTask (activity type 'Refund', activity id 1) in its place.",
            await ReplayAsync(CallAsync, async _ => await Activities.CallAsync("Refund"), run => run.CompleteActivity("1", "")),
            StringComparison.Ordinal);

    [Fact]
    public async Task Replay_WithoutARecordedCommand_NamesTheEvent() =>
        Assert.Contains(
            "Event 5 of the history is TimerStarted (timer id 1), but the code now does nothing in its place.",
            await ReplayAsync(DelayAsync, async _ => await Workflow.WaitConditionAsync(() => false, Timeout.InfiniteTimeSpan), run => run.FireTimer("1")),
            StringComparison.Ordinal);

    [Fact]
    public async Task Replay_WithAnAdditionalCommand_NamesTheCommand() =>
        Assert.Contains(
            "The code now does ScheduleActivityTask (activity type 'Charge', activity id 1) before event 8, where the history has nothing of the kind.",
            await ReplayAsync(
                DelayAsync,
                async state =>
                {
                    var delay = Workflow.DelayAsync(TimeSpan.FromDays(1));
                    await CallAsync(state);
                    await delay;
                    return null;
                },
                run => run.FireTimer("1")),
            StringComparison.Ordinal);

    [Fact]
    public async Task Replay_ThatEndsEarly_NamesTheEnd() =>
        Assert.Contains(
            "but the code now does CompleteWorkflowExecution in its place.",
            await ReplayAsync(CallAsync, _ => Durable.FromResult<object?>(null), run => run.CompleteActivity("1", "")),
            StringComparison.Ordinal);

    [Fact]
    public async Task Replay_OfCommandsOfAnotherLibrary_NamesTheEvent() =>
        Assert.Contains(
            "Event 5 of the history is MarkerRecorded, but the code now does nothing in its place.",
            await ReplayAsync(
                async _ => await Workflow.WaitConditionAsync(() => false, Timeout.InfiniteTimeSpan),
                async _ => await Workflow.WaitConditionAsync(() => false, Timeout.InfiniteTimeSpan),
                run => run.Add(EventType.MarkerRecorded, _ => { })),
            StringComparison.Ordinal);

    [Fact]
    public async Task Replay_WithOtherDurationsAndInputs_IsAccepted()
    {
        var delay = TimeSpan.FromDays(1);
        var run = new SimulatedRun(new TestWorkflow<TestState>("Order", async (_, _) =>
        {
            await Workflow.DelayAsync(delay);
            return await Activities.CallAsync("Charge", delay.ToString());
        })) { IsCold = true };
        await run.RunTaskAsync();
        run.FireTimer("1");
        delay = TimeSpan.FromDays(2);
        await run.RunTaskAsync();
        run.CompleteActivity("1", "paid");
        delay = TimeSpan.FromDays(3);
        await run.RunTaskAsync();

        Assert.Equal(EventType.WorkflowExecutionCompleted, run.LastEvent.EventType);
    }
}
