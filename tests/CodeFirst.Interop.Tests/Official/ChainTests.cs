using Temporalio.Api.Enums.V1;
using Temporalio.Client;
using Temporalio.Common;
using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Chains of runs as the official client and worker see them.</summary>
public sealed class ChainTests : InteropTest
{
    // B49: results are handed on from run to run; a failure keeps the result before it.
    [Fact]
    public async Task Cron_EverySecond_RunsFollowEachOtherUntilTerminated() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<CronWorkflow>(), async () =>
        {
            var options = Start("cron");
            options.CronSchedule = "@every 1s";
            var handle = await Official.StartWorkflowAsync((CronWorkflow workflow) => workflow.RunAsync(), options);
            Assert.True((await handle.DescribeAsync()).ExecutionTime > (await handle.DescribeAsync()).StartTime);

            var runs = await ClosedRunsAsync("cron", handle.ResultRunId!, 4);

            Assert.Equal([WorkflowExecutionStatus.Completed, WorkflowExecutionStatus.Completed, WorkflowExecutionStatus.Failed, WorkflowExecutionStatus.Completed], runs.Select(run => run.Status));
            Assert.Equal(3, await (handle with { ResultRunId = runs[3].RunId }).GetResultAsync(followRuns: false));
            await Official.GetWorkflowHandle("cron").TerminateAsync();
            Assert.Equal(WorkflowExecutionStatus.Terminated, (await Official.GetWorkflowHandle("cron").DescribeAsync()).Status);
        });

    [Fact]
    public async Task Cron_BadSchedule_IsInvalid()
    {
        var options = Start("cron");
        options.CronSchedule = "whenever";

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Official.StartWorkflowAsync((CronWorkflow workflow) => workflow.RunAsync(), options));

        Assert.Equal(RpcException.StatusCode.InvalidArgument, refusal.Code);
        Assert.StartsWith("Invalid CronSchedule.", refusal.Message, StringComparison.Ordinal);
    }

    // B54
    [Fact]
    public async Task ContinueAsNew_WithOptions_ChainKeepsWhatBelongsToIt() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ChainWorkflow>(), async () =>
        {
            var options = Start("chain");
            options.ExecutionTimeout = TimeSpan.FromMinutes(5);
            options.RunTimeout = TimeSpan.FromMinutes(2);
            options.Memo = new Dictionary<string, object> { ["owner"] = "Ada" };
            options.Priority = new Priority(3);
            var handle = await Official.StartWorkflowAsync((ChainWorkflow workflow) => workflow.RunAsync(3), options);

            var report = await handle.GetResultAsync();

            Assert.Equal((handle.FirstExecutionRunId, 1), (report.FirstRunId, report.Attempt));
            Assert.NotEqual(handle.FirstExecutionRunId, report.ContinuedRunId);
            Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(40)), (report.ExecutionTimeout, report.RunTimeout));
            Assert.Equal(("Ada", 3), (report.Owner, report.PriorityKey));
            await Assert.ThrowsAsync<WorkflowContinuedAsNewException>(() => handle.GetResultAsync(followRuns: false));
        });

    // B6
    [Fact]
    public async Task ContinueAsNew_AtOnce_RunsBeginASecondApart() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ChainWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((ChainWorkflow workflow) => workflow.RunAsync(2), Start("floor"));
            await handle.GetResultAsync();

            var first = await Official.GetWorkflowHandle("floor", handle.FirstExecutionRunId).DescribeAsync();
            var second = await Official.GetWorkflowHandle("floor").DescribeAsync();
            Assert.True(second.ExecutionTime - first.ExecutionTime >= TimeSpan.FromSeconds(1));
        });

    // B55
    [Fact]
    public async Task Retry_UntilItSucceeds_ResultIsThatOfTheLastRun() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<FailingWorkflow>(), async () =>
        {
            var options = Start("retried");
            options.RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(10), MaximumAttempts = 5 };
            var handle = await Official.StartWorkflowAsync((FailingWorkflow workflow) => workflow.RunAsync(3), options);

            Assert.Equal(3, await handle.GetResultAsync());
            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync(followRuns: false));
            Assert.Equal("not yet", Assert.IsType<ApplicationFailureException>(failure.InnerException).Message);
            Assert.Equal([WorkflowExecutionStatus.Failed, WorkflowExecutionStatus.Failed, WorkflowExecutionStatus.Completed], (await ClosedRunsAsync("retried", handle.FirstExecutionRunId!, 3)).Select(run => run.Status));
        });

    // B55
    [Theory]
    [InlineData(2, 60, RetryState.MaximumAttemptsReached)]
    [InlineData(0, 4, RetryState.Timeout)]
    public async Task Retry_NoMoreAllowed_SaysWhy(int attempts, int executionSeconds, RetryState expected) =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<FailingWorkflow>(), async () =>
        {
            var options = Start("exhausted");
            options.ExecutionTimeout = TimeSpan.FromSeconds(executionSeconds);
            options.RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromSeconds(1), BackoffCoefficient = 5, MaximumAttempts = attempts };
            var handle = await Official.StartWorkflowAsync((FailingWorkflow workflow) => workflow.RunAsync(99), options);

            await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());

            var last = (await Official.GetWorkflowHandle("exhausted").FetchHistoryAsync()).Events;
            Assert.Equal(2, last.First().WorkflowExecutionStartedEventAttributes.Attempt);
            Assert.Equal(expected, last.Last().WorkflowExecutionFailedEventAttributes.RetryState);
        });

    // B24: the first run grows until its worker is advised to continue as new.
    [Fact]
    public async Task ContinueAsNew_HistoryOfManyBytes_IsSuggested() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<GrowingWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((GrowingWorkflow workflow) => workflow.RunAsync(), Start("growing"));
            for (var i = 0; i < 5; i++)
            {
                await handle.SignalAsync(workflow => workflow.KeepAsync(new byte[1024 * 1024]));
            }

            Assert.Equal(handle.FirstExecutionRunId, await handle.GetResultAsync());
            var started = (await Official.GetWorkflowHandle("growing", handle.FirstExecutionRunId).FetchHistoryAsync()).Events
                .Last(happened => happened.EventType == EventType.WorkflowTaskStarted).WorkflowTaskStartedEventAttributes;
            Assert.True(started.SuggestContinueAsNew);
            Assert.Equal([SuggestContinueAsNewReason.HistorySizeTooLarge], started.SuggestContinueAsNewReasons);
        });

    /// <summary>The first closed runs of a chain, each found by the closing event of the one before.</summary>
    private async Task<List<WorkflowExecutionDescription>> ClosedRunsAsync(string id, string firstRunId, int count)
    {
        List<WorkflowExecutionDescription> runs = [];
        for (var runId = firstRunId; runs.Count < count;)
        {
            var handle = Official.GetWorkflowHandle(id, runId);
            var close = await handle.FetchHistoryEventsAsync(new() { EventFilterType = HistoryEventFilterType.CloseEvent, WaitNewEvent = true }).LastAsync();
            runs.Add(await handle.DescribeAsync());
            runId = close switch
            {
                { WorkflowExecutionCompletedEventAttributes: { } completed } => completed.NewExecutionRunId,
                { WorkflowExecutionFailedEventAttributes: { } failed } => failed.NewExecutionRunId,
                _ => close.WorkflowExecutionTimedOutEventAttributes.NewExecutionRunId,
            };
        }

        return runs;
    }
}
