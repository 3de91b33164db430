using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Sdk.Tests.Runtime;

public sealed class ReplayTests
{
    /// <summary>Seven points to wait at, of every kind.</summary>
    private static TestWorkflow<TestState> NewWorkflow() => new TestWorkflow<TestState>("Order", async (state, arguments) =>
    {
        var order = arguments.Read<string>(0);
        var payment = await Activities.CallAsync("Charge", order);
        await Workflow.DelayAsync(TimeSpan.FromDays(1));
        await Workflow.WaitConditionAsync(() => state.Flag);
        var approved = await Workflow.WaitConditionAsync(() => state.Log.Contains("ada"), TimeSpan.FromDays(7));
        var both = await Workflow.WhenAllAsync(Activities.CallAsync("Pack"), Activities.CallAsync("Label"));
        var first = await Workflow.WhenAnyAsync(Activities.CallAsync("Ship"), Workflow.DelayAsync(TimeSpan.FromHours(1)));
        await Workflow.DelayAsync(TimeSpan.FromSeconds(Workflow.Random.Next(1, 100)));
        return $"{payment} {approved} {string.Join('+', both)} {first.IsCompletedSuccessfully} {Workflow.NewGuid()} {Workflow.UtcNow:O}";
    })
    .Signal("Go", (state, _) => state.Flag = true)
    .Signal("Approve", (state, arguments) => state.Log.Add(arguments.Read<string>(0)));

    private static readonly Action<SimulatedRun>[] Course =
    [
        _ => { },
        run => run.CompleteActivity("1", "paid"),
        run => run.FireTimer("1"),
        run => run.Signal("Go"),
        run => run.Signal("Approve", "ada"),
        run => run.CompleteActivity("3", "label"),
        run => run.CompleteActivity("2", "pack"),
        run => run.FireTimer("3"),
        run => run.FireTimer("4"),
    ];

    private static async Task<SimulatedRun> RunAsync(bool isCold, int killBefore = -1, int pageSize = 1000)
    {
        var run = new SimulatedRun(NewWorkflow(), "order-1") { IsCold = isCold, PageSize = pageSize };
        for (var i = 0; i < Course.Length; i++)
        {
            Course[i](run);
            if (i == killBefore)
            {
                run.KillWorker();
            }

            run.Now += TimeSpan.FromMinutes(i);
            await run.RunTaskAsync();
        }

        Assert.Equal(EventType.WorkflowExecutionCompleted, run.LastEvent.EventType);
        return run;
    }

    public static TheoryData<int> KillPoints => [.. Enumerable.Range(0, Course.Length)];

    [Fact]
    public async Task Run_OnColdWorkers_HasTheHistoryOfAWarmOne()
    {
        var warm = await RunAsync(isCold: false);
        var cold = await RunAsync(isCold: true);

        Assert.Equal(warm.Events, cold.Events);
        Assert.Equal(0, warm.PagesRead);
    }

    [Theory]
    [MemberData(nameof(KillPoints))]
    public async Task Run_KilledAtAnAwait_HasTheHistoryOfAnUndisturbedOne(int killBefore)
    {
        var undisturbed = await RunAsync(isCold: false);
        var killed = await RunAsync(isCold: false, killBefore);

        Assert.Equal(undisturbed.Events, killed.Events);
    }

    [Fact]
    public async Task Run_WithHistoryInPages_HasTheHistoryOfOneWithout()
    {
        var whole = await RunAsync(isCold: true);
        var paged = await RunAsync(isCold: true, pageSize: 3);

        Assert.Equal(whole.Events, paged.Events);
        Assert.True(paged.PagesRead > Course.Length);
    }

    [Fact]
    public async Task Run_Result_HoldsWhatTheStepsGave()
    {
        var run = await RunAsync(isCold: false);

        var payload = run.LastEvent.WorkflowExecutionCompletedEventAttributes.Result.Payloads_[0];
        var result = CodeFirst.Sdk.Converters.PayloadConverter.Default.FromPayload<string>(payload);
        Assert.StartsWith("paid True pack+label True ", result, StringComparison.Ordinal);
        Assert.EndsWith(" 2026-01-01T12:36:00.0000000Z", result, StringComparison.Ordinal);
    }
}
