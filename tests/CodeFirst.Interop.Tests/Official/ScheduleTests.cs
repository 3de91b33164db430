using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client.Schedules;
using Temporalio.Common;
using Temporalio.Exceptions;
using static CodeFirst.Interop.Tests.Official.AttributesWorkflow;

namespace CodeFirst.Interop.Tests.Official;

/// <summary>Schedules with the official client, and what they start on the official worker.</summary>
public sealed class ScheduleTests : InteropTest
{
    private static readonly ScheduleSpec Yearly = new() { CronExpressions = ["@yearly"] };

    [Fact]
    public async Task Schedule_WithEverything_IsDescribedAsItWasMade()
    {
        await AddCustomerAsync();
        var schedule = new Schedule(
            ScheduleActionStartWorkflow.Create((ScheduledWorkflow workflow) => workflow.RunAsync(3), Start("report")),
            new()
            {
                Calendars = [new() { Hour = [new(8, 10)], DayOfWeek = [new(1, 5)], Comment = "mornings" }],
                CronExpressions = ["15 3 * * * # nights"],
                Intervals = [new(TimeSpan.FromDays(2), TimeSpan.FromHours(3))],
                Skip = [new() { Year = [new(2040)], Hour = [new(0, 23)] }],
                StartAt = new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                EndAt = new DateTime(2050, 1, 1, 0, 0, 0, DateTimeKind.Utc),
                Jitter = TimeSpan.FromMinutes(5),
                TimeZoneName = "Europe/Berlin",
            })
        {
            Policy = new() { Overlap = ScheduleOverlapPolicy.BufferOne, CatchupWindow = TimeSpan.FromHours(1), PauseOnFailure = true },
            State = new() { Note = "reports of the day", Paused = true, LimitedActions = true, RemainingActions = 30 },
        };

        var handle = await Official.CreateScheduleAsync("reports", schedule, new()
        {
            Memo = new Dictionary<string, object> { ["owner"] = "ada" },
            TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Customer, "grace").ToSearchAttributeCollection(),
        });

        var described = await handle.DescribeAsync();
        Assert.Equal(schedule.Policy, described.Schedule.Policy);
        Assert.Equal(schedule.State, described.Schedule.State);
        Assert.Equal(["mornings", "nights"], described.Schedule.Spec.Calendars.Select(calendar => calendar.Comment));
        Assert.Equal(new ScheduleRange(8, 10, 1), Assert.Single(described.Schedule.Spec.Calendars.First().Hour));
        Assert.Empty(described.Schedule.Spec.CronExpressions);
        Assert.Equal(schedule.Spec.Intervals, described.Schedule.Spec.Intervals);
        Assert.Equal(2040, Assert.Single(described.Schedule.Spec.Skip).Year.Single().Start);
        Assert.Equal((schedule.Spec.StartAt, schedule.Spec.EndAt, schedule.Spec.Jitter), (described.Schedule.Spec.StartAt, described.Schedule.Spec.EndAt, described.Schedule.Spec.Jitter));
        Assert.Equal("Europe/Berlin", described.Schedule.Spec.TimeZoneName);
        Assert.Equal("ScheduledWorkflow", Assert.IsType<ScheduleActionStartWorkflow>(described.Schedule.Action).Workflow);
        Assert.Equal("ada", await described.Memo["owner"].ToValueAsync<string>());
        Assert.Equal("grace", described.TypedSearchAttributes.Get(Customer));
        Assert.Equal(10, described.Info.NextActionTimes.Count);
        Assert.Equal(2030, described.Info.NextActionTimes.First().Year);
        Assert.Null(described.Info.LastUpdatedAt);
        await Assert.ThrowsAsync<ScheduleAlreadyRunningException>(() => Official.CreateScheduleAsync("reports", schedule));
    }

    [Fact]
    public async Task Schedules_ListedAndCounted_AreThoseThatMatch()
    {
        await AddCustomerAsync();
        foreach (var (id, customer, isPaused) in new[] { ("a", "ada", false), ("b", "grace", true), ("c", "ada", true) })
        {
            await CreateAsync(id, Yearly, schedule => schedule with { State = new() { Paused = isPaused, Note = id } }, new()
            {
                TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Customer, customer).ToSearchAttributeCollection(),
            });
        }

        Assert.Equal(["a", "b", "c"], await ListAsync(string.Empty));
        Assert.Equal(["b", "c"], await ListAsync("TemporalSchedulePaused = true"));
        Assert.Equal(["c"], await ListAsync("Customer = 'ada' AND TemporalSchedulePaused = true"));
        Assert.Equal(["b"], await ListAsync("ScheduleId = 'b'"));
        var entry = (await ListEntriesAsync("ScheduleId = 'c'")).Single();
        Assert.Equal((true, "c"), (entry.Schedule!.State.Paused, entry.Schedule.State.Note));
        Assert.Equal("ScheduledWorkflow", Assert.IsType<ScheduleListActionStartWorkflow>(entry.Schedule.Action).Workflow);
        Assert.Equal(5, entry.Info!.NextActionTimes.Count);
        var count = await Official.Connection.WorkflowService.CountSchedulesAsync(new CountSchedulesRequest { Namespace = "default", Query = "Customer = 'ada'" });
        Assert.Equal(2, count.Count);
    }

    // B53
    [Fact]
    public async Task Trigger_ActionWithOptions_StartsAWorkflowWithAllOfThem() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<FailingWorkflow>(), async () =>
        {
            await AddCustomerAsync();
            var start = Start("retried");
            start.Memo = new Dictionary<string, object> { ["owner"] = "ada" };
            start.TypedSearchAttributes = new SearchAttributeCollection.Builder().Set(Customer, "grace").ToSearchAttributeCollection();
            start.RetryPolicy = new RetryPolicy { InitialInterval = TimeSpan.FromMilliseconds(10), MaximumAttempts = 3 };
            start.StaticSummary = "a summary";
            var action = ScheduleActionStartWorkflow.Create((FailingWorkflow workflow) => workflow.RunAsync(2), start);
            var handle = await Official.CreateScheduleAsync("triggered", new Schedule(action, Yearly));

            await handle.TriggerAsync();

            // The chain of retries is one action.
            var described = await UntilAsync(handle, description => description.Info is { NumActions: 1, RunningActions.Count: 0 });
            var run = Assert.IsType<ScheduleActionExecutionStartWorkflow>(described.Info.RecentActions.Single().Action);
            Assert.Matches(@"^retried-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", run.WorkflowId);
            Assert.Equal(2, await Official.GetWorkflowHandle<FailingWorkflow, int>(run.WorkflowId).GetResultAsync());
            var workflow = await Official.GetWorkflowHandle(run.WorkflowId).DescribeAsync();
            Assert.Equal("ada", await workflow.Memo["owner"].ToValueAsync<string>());
            Assert.Equal("grace", workflow.TypedSearchAttributes.Get(Customer));
            Assert.Equal("triggered", workflow.TypedSearchAttributes.Get(SearchAttributeKey.CreateKeyword("TemporalScheduledById")));
            var nominal = workflow.TypedSearchAttributes.Get(SearchAttributeKey.CreateDateTimeOffset("TemporalScheduledStartTime"));
            Assert.Equal(run.WorkflowId, $"retried-{nominal:yyyy-MM-ddTHH:mm:ssZ}");
            Assert.Equal("a summary", await workflow.GetStaticSummaryAsync());
        });

    // B50, B51: results are handed on, a failure too, and limited actions are spent.
    [Fact]
    public async Task Interval_LimitedActions_FollowEachOtherWithTheLastResult() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ScheduledWorkflow>(), async () =>
        {
            var handle = await CreateAsync(
                "limited",
                new() { Intervals = [new(TimeSpan.FromSeconds(1))] },
                schedule => schedule with
                {
                    Policy = new() { Overlap = ScheduleOverlapPolicy.BufferAll },
                    State = new() { LimitedActions = true, RemainingActions = 4 },
                });

            var described = await UntilAsync(handle, description => description.Info is { NumActions: 4, RunningActions.Count: 0 });

            Assert.Equal(0, described.Schedule.State.RemainingActions);
            Assert.Empty(described.Info.NextActionTimes);
            var results = new List<string>();
            foreach (var action in described.Info.RecentActions.Select(action => (ScheduleActionExecutionStartWorkflow)action.Action))
            {
                try
                {
                    results.Add($"{await Official.GetWorkflowHandle<ScheduledWorkflow, int>(action.WorkflowId).GetResultAsync()}");
                }
                catch (WorkflowFailedException)
                {
                    results.Add("failed");
                }
            }

            Assert.Equal(["1", "2", "failed", "3"], results);
        });

    // B51
    [Fact]
    public async Task PauseOnFailure_FailedAction_PausesTheSchedule() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ScheduledWorkflow>(), async () =>
        {
            var handle = await CreateAsync("careful", Yearly, schedule => schedule with { Policy = new() { PauseOnFailure = true } }, failsAt: 1);

            await handle.TriggerAsync();

            var described = await UntilAsync(handle, description => description.Schedule.State.Paused);
            Assert.StartsWith("paused due to workflow failure: work-", described.Schedule.State.Note, StringComparison.Ordinal);
            await handle.UnpauseAsync("it is mended");
            described = await handle.DescribeAsync();
            Assert.Equal((false, "it is mended"), (described.Schedule.State.Paused, described.Schedule.State.Note));
            await handle.PauseAsync("holiday");
            described = await handle.DescribeAsync();
            Assert.Equal((true, "holiday"), (described.Schedule.State.Paused, described.Schedule.State.Note));
        });

    // B50
    [Theory]
    [InlineData(ScheduleOverlapPolicy.Skip, 1, 1, null)]
    [InlineData(ScheduleOverlapPolicy.BufferOne, 1, 0, null)]
    [InlineData(ScheduleOverlapPolicy.BufferAll, 1, 0, null)]
    [InlineData(ScheduleOverlapPolicy.CancelOther, 2, 0, WorkflowExecutionStatus.Canceled)]
    [InlineData(ScheduleOverlapPolicy.TerminateOther, 2, 0, WorkflowExecutionStatus.Terminated)]
    [InlineData(ScheduleOverlapPolicy.AllowAll, 2, 0, null)]
    public async Task Backfill_WhileAnActionRuns_OverlapsAsThePolicySays(ScheduleOverlapPolicy policy, int started, int skipped, WorkflowExecutionStatus? first) =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<SleepWorkflow>().AddAllActivities(new Activities()), async () =>
        {
            var action = ScheduleActionStartWorkflow.Create((SleepWorkflow workflow) => workflow.RunAsync(), Start("sleep"));
            var handle = await Official.CreateScheduleAsync("overlapping", new Schedule(action, new() { CronExpressions = ["@hourly"] }) { State = new() { Paused = true } });
            await handle.BackfillAsync([Backfill(hour: 3, policy)]);
            var running = (await UntilAsync(handle, description => description.Info.NumActions == 1)).Info.RecentActions.Single();
            var runningId = ((ScheduleActionExecutionStartWorkflow)running.Action).WorkflowId;
            await Official.GetWorkflowHandle<SleepWorkflow>(runningId).QueryAsync(workflow => workflow.Mood);

            await handle.BackfillAsync([Backfill(hour: 4, policy)]);

            var described = await UntilAsync(handle, description => description.Info.NumActions == started);
            Assert.Equal(skipped, described.Info.NumActionsSkippedOverlap);
            Assert.Equal(policy is ScheduleOverlapPolicy.BufferOne or ScheduleOverlapPolicy.BufferAll ? 1 : 0, (await DescribeRawAsync("overlapping")).Info.BufferSize);
            Assert.Equal("sleep-2026-03-01T03:00:00Z", runningId);
            await AssertStatusAsync(runningId, first ?? WorkflowExecutionStatus.Running);
        });

    [Fact]
    public async Task Backfill_ARange_StartsAWorkflowForEachTime() =>
        await RunOfficialWorkerAsync(Worker().AddWorkflow<ScheduledWorkflow>(), async () =>
        {
            var handle = await CreateAsync("made-up", new() { CronExpressions = ["@hourly"] }, schedule => schedule with { State = new() { Paused = true } }, new()
            {
                Backfills = [new(Hour(1), Hour(3), ScheduleOverlapPolicy.AllowAll)],
            });

            await handle.BackfillAsync([new(Hour(5), Hour(6), ScheduleOverlapPolicy.BufferAll)]);

            var described = await UntilAsync(handle, description => description.Info is { NumActions: 5, RunningActions.Count: 0 });
            Assert.Equal(
                [1, 2, 3, 5, 6],
                described.Info.RecentActions.Select(action => int.Parse(((ScheduleActionExecutionStartWorkflow)action.Action).WorkflowId[^9..^7], null)).Order());
        });

    [Fact]
    public async Task Update_SpecAndAttributes_AreTheNewOnesAndDeleteEndsThem()
    {
        await AddCustomerAsync();
        var handle = await CreateAsync("changing", Yearly);

        await handle.UpdateAsync(input => new ScheduleUpdate(
            input.Description.Schedule with { Spec = new() { Intervals = [new(TimeSpan.FromHours(7))] } },
            new SearchAttributeCollection.Builder().Set(Customer, "alan").ToSearchAttributeCollection()));

        var described = await handle.DescribeAsync();
        Assert.Empty(described.Schedule.Spec.Calendars);
        Assert.Equal(TimeSpan.FromHours(7), Assert.Single(described.Schedule.Spec.Intervals).Every);
        Assert.Equal("alan", described.TypedSearchAttributes.Get(Customer));
        Assert.NotNull(described.Info.LastUpdatedAt);
        await handle.DeleteAsync();
        Assert.Equal(RpcException.StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => handle.DescribeAsync())).Code);
        Assert.Equal(RpcException.StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => handle.DeleteAsync())).Code);
    }

    private static DateTime Hour(int hour) => new(2026, 3, 1, hour, 0, 0, DateTimeKind.Utc);

    private static ScheduleBackfill Backfill(int hour, ScheduleOverlapPolicy policy) => new(Hour(hour), Hour(hour).AddMinutes(30), policy);

    private Task<ScheduleHandle> CreateAsync(string id, ScheduleSpec spec, Func<Schedule, Schedule>? configure = null, ScheduleOptions? options = null, int failsAt = 3)
    {
        var schedule = new Schedule(ScheduleActionStartWorkflow.Create((ScheduledWorkflow workflow) => workflow.RunAsync(failsAt), Start("work")), spec);
        return Official.CreateScheduleAsync(id, configure?.Invoke(schedule) ?? schedule, options);
    }

    /// <summary>Asks until the schedule is as it is to become; the patience of the worker ends it.</summary>
    private static async Task<ScheduleDescription> UntilAsync(ScheduleHandle handle, Func<ScheduleDescription, bool> isReached)
    {
        while (true)
        {
            var description = await handle.DescribeAsync();
            if (isReached(description))
            {
                return description;
            }
        }
    }

    private async Task<List<ScheduleListDescription>> ListEntriesAsync(string query)
    {
        var entries = new List<ScheduleListDescription>();
        await foreach (var entry in Official.ListSchedulesAsync(new() { Query = query }))
        {
            entries.Add(entry);
        }

        return entries;
    }

    private async Task<IEnumerable<string>> ListAsync(string query) => (await ListEntriesAsync(query)).Select(entry => entry.Id);

    /// <summary>The whole answer, of which the official client shows a part.</summary>
    private Task<DescribeScheduleResponse> DescribeRawAsync(string id) =>
        Official.Connection.WorkflowService.DescribeScheduleAsync(new DescribeScheduleRequest { Namespace = "default", ScheduleId = id });

    private async Task AddCustomerAsync() => await Official.Connection.OperatorService.AddSearchAttributesAsync(new()
    {
        Namespace = "default",
        SearchAttributes = { ["Customer"] = IndexedValueType.Keyword },
    });
}
