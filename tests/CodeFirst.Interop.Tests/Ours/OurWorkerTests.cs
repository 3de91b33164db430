using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Ours;

/// <summary>The official client starts workflows that our worker runs.</summary>
public sealed class OurWorkerTests : InteropTest
{
    private static readonly Person Ada = new("Ada", new DateOnly(1815, 12, 10), ["English"], TimeSpan.FromHours(1.5));

    [Fact]
    public async Task Workflow_StartedByTheOfficialClient_Completes() => await RunOurWorkerAsync(async () =>
    {
        var handle = await Official.StartWorkflowAsync("OurPersonWorkflow", [Ada], Start("ours"));
        Assert.Null(await handle.QueryAsync<string?>("Language", []));

        await handle.SignalAsync("Learn", ["French"]);

        var person = await handle.GetResultAsync<Person>();
        Assert.Equal((new DateOnly(1814, 12, 10), Ada.Uptime), (person.Born, person.Uptime));
        Assert.Equal(["English", "French"], person.Languages);
        Assert.Equal("French", await handle.QueryAsync<string?>("Language", []));
    });

    [Fact]
    public async Task Workflow_Failing_OfficialClientGetsTheChainOfCauses() => await RunOurWorkerAsync(async () =>
    {
        var handle = await Official.StartWorkflowAsync("OurFailingWorkflow", [], Start("ours-failing"));

        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());

        var activity = Assert.IsType<ActivityFailureException>(failure.InnerException);
        Assert.Equal("Decline", activity.ActivityType);
        var declined = Assert.IsType<ApplicationFailureException>(activity.InnerException);
        Assert.Equal(("the card was declined", "CardDeclined", true), (declined.Message, declined.ErrorType, declined.NonRetryable));
        Assert.Equal(("visa", 42), (declined.Details.ElementAt<string>(0), declined.Details.ElementAt<int>(1)));
        Assert.Contains(nameof(OurActivities.DeclineAsync), declined.StackTrace, StringComparison.Ordinal);
        var limit = Assert.IsType<ApplicationFailureException>(declined.InnerException);
        Assert.Equal(("limit reached", nameof(InvalidOperationException)), (limit.Message, limit.ErrorType));
    });

    [Fact]
    public async Task Workflow_CancelledByTheOfficialClient_CleansUpAndEndsCancelled() => await RunOurWorkerAsync(async () =>
    {
        var handle = await Official.StartWorkflowAsync("OurSleepWorkflow", [], Start("ours-cancelled"));
        Assert.Equal("sleepy", await handle.QueryAsync<string>("Mood", []));

        await handle.CancelAsync();

        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<CanceledFailureException>(failure.InnerException);
    });

    [Fact]
    public async Task Workflow_ContinuingAsNew_OfficialClientFollowsTheChain() => await RunOurWorkerAsync(async () =>
    {
        var handle = await Official.StartWorkflowAsync("OurCountdownWorkflow", [3, ""], Start("ours-countdown"));

        Assert.Equal("3 2 1 ", await handle.GetResultAsync<string>());
    });
}
