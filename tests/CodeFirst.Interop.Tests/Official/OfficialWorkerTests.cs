using Temporalio.Api.Enums.V1;
using Temporalio.Exceptions;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>The official client and the official worker against our server.</summary>
public sealed class OfficialWorkerTests : InteropTest
{
    /// <summary>With a sticky cache, and without one: then every workflow task is replayed from the first event.</summary>
    public static TheoryData<int> CacheSizes => [1_000, 0];

    [Theory]
    [MemberData(nameof(CacheSizes))]
    public async Task Workflow_ActivityTimerSignalAndQuery_Completes(int cachedWorkflows)
    {
        var options = Worker().AddWorkflow<GreetingWorkflow>().AddAllActivities(new Activities());
        options.MaxCachedWorkflows = cachedWorkflows;
        await RunOfficialWorkerAsync(options, async () =>
        {
            var handle = await Official.StartWorkflowAsync((GreetingWorkflow workflow) => workflow.RunAsync("Ada"), Start("greeting"));
            Assert.Null(await handle.QueryAsync(workflow => workflow.ApprovedBy));

            await handle.SignalAsync(workflow => workflow.ApproveAsync("Grace"));

            Assert.Equal("Hello, Ada! Approved by Grace.", await handle.GetResultAsync());
            Assert.Equal("Grace", await handle.QueryAsync(workflow => workflow.ApprovedBy));
        });
    }

    [Theory]
    [MemberData(nameof(CacheSizes))]
    public async Task Workflow_ManySignals_EachIsHandledOnce(int cachedWorkflows)
    {
        const int signals = 60;
        var options = Worker().AddWorkflow<CounterWorkflow>();
        options.MaxCachedWorkflows = cachedWorkflows;
        await RunOfficialWorkerAsync(options, async () =>
        {
            var handle = await Official.StartWorkflowAsync((CounterWorkflow workflow) => workflow.RunAsync(signals), Start("counter"));

            await Task.WhenAll(Enumerable.Range(1, signals).Select(number => handle.SignalAsync(workflow => workflow.AddAsync(number))));

            Assert.Equal(signals * (signals + 1) / 2, await handle.GetResultAsync());
        });
    }

    [Fact]
    public async Task Workflow_SignalWithStart_HandlesTheSignalOfAnOpenRunToo()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<CounterWorkflow>(), async () =>
        {
            var options = Start("signal-with-start");
            options.SignalWithStart((CounterWorkflow workflow) => workflow.AddAsync(40));
            var first = await Official.StartWorkflowAsync((CounterWorkflow workflow) => workflow.RunAsync(2), options);
            options.SignalWithStart((CounterWorkflow workflow) => workflow.AddAsync(2));
            var second = await Official.StartWorkflowAsync((CounterWorkflow workflow) => workflow.RunAsync(2), options);

            Assert.Equal(first.ResultRunId, second.ResultRunId);
            Assert.Equal(42, await first.GetResultAsync());
        });
    }

    [Fact]
    public async Task Workflow_Cancelled_CleansUpAndEndsCancelled()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<SleepWorkflow>().AddAllActivities(new Activities()), async () =>
        {
            var handle = await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), Start("cancelled"));
            Assert.Equal("sleepy", await handle.QueryAsync(workflow => workflow.Mood));

            await handle.CancelAsync();

            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            Assert.IsType<CanceledFailureException>(failure.InnerException);
            Assert.Equal(WorkflowExecutionStatus.Canceled, (await handle.DescribeAsync()).Status);
        });
    }

    [Fact]
    public async Task Workflow_Terminated_EndsWithTheReason()
    {
        var handle = await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), Start("terminated"));

        await handle.TerminateAsync("no longer wanted");

        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<TerminatedFailureException>(failure.InnerException);
        Assert.Equal("no longer wanted", failure.InnerException.Message);
    }

    [Fact]
    public async Task Workflow_ContinuingAsNew_ResultIsTheLastRuns()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<CountdownWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((CountdownWorkflow workflow) => workflow.RunAsync(3, ""), Start("countdown"));

            Assert.Equal("3 2 1 ", await handle.GetResultAsync());
            Assert.Equal(WorkflowExecutionStatus.ContinuedAsNew, (await Official.GetWorkflowHandle(handle.Id, handle.ResultRunId).DescribeAsync()).Status);
            var last = (await DescribeAsync("countdown")).WorkflowExecutionInfo;
            Assert.Equal((WorkflowExecutionStatus.Completed, handle.FirstExecutionRunId), (last.Status, last.FirstRunId));
        });
    }

    [Fact]
    public async Task Workflow_FailingWithRetryPolicy_IsFollowedByAnotherRun()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<FailingWorkflow>(), async () =>
        {
            var options = Start("retried");
            options.RetryPolicy = new() { InitialInterval = TimeSpan.FromMilliseconds(10), MaximumAttempts = 3 };
            var handle = await Official.StartWorkflowAsync((FailingWorkflow workflow) => workflow.RunAsync(2), options);

            Assert.Equal(2, await handle.GetResultAsync());
        });
    }

    [Fact]
    public async Task Workflow_FailedByABug_GoesOnWhenItIsMended()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<BuggyWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((BuggyWorkflow workflow) => workflow.RunAsync(), Start("buggy"));

            Assert.Equal("mended", await handle.GetResultAsync());
        });
    }

    [Fact]
    public async Task Workflow_Failing_ClientGetsTheFailureWithDetails()
    {
        await RunOfficialWorkerAsync(Worker().AddWorkflow<FailingWorkflow>(), async () =>
        {
            var handle = await Official.StartWorkflowAsync((FailingWorkflow workflow) => workflow.RunAsync(99), Start("failing"));

            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
            var cause = Assert.IsType<ApplicationFailureException>(failure.InnerException);
            Assert.Equal(("not yet", "TooEarly", 1), (cause.Message, cause.ErrorType, cause.Details.ElementAt<int>(0)));
        });
    }

    [Fact]
    public async Task Workflow_RunTimeoutPassed_TimesOut()
    {
        var options = Start("timed-out");
        options.RunTimeout = TimeSpan.FromSeconds(1);
        var handle = await Official.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), options);

        var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync());
        Assert.IsType<TimeoutFailureException>(failure.InnerException);
    }
}
