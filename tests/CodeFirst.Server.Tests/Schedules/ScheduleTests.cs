using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Storage;
using CodeFirst.Storage.Conformance.Faults;
using CodeFirst.Storage.Sqlite;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Schedules;

/// <summary>What schedules start, as time goes by.</summary>
public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly FakeTimeProvider _time = new(Start);

    // B52
    [Fact]
    public async Task Interval_TimesCome_StartOneWorkflowEach()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));

        for (var hour = 13; hour <= 15; hour++)
        {
            await AdvanceAsync(server, actions: hour - 12);
            var task = await server.Worker.PollAsync();
            Assert.Equal($"work-2026-03-01T{hour}:00:00Z", task.WorkflowExecution.WorkflowId);
            await server.Worker.CompleteAsync(task, TestWorker.Complete());
            await server.UntilAsync(_time, "hourly", info => info.RunningWorkflows.Count == 0);
        }

        var info = (await server.DescribeScheduleAsync("hourly")).Info;
        Assert.Equal(3, info.ActionCount);
        Assert.All(info.RecentActions, action => Assert.Equal(WorkflowExecutionStatus.Completed, action.StartWorkflowStatus));
        Assert.Equal((Start + (Hour * 4)).ToTimestamp(), info.FutureActionTimes[0]);
    }

    // B53
    [Fact]
    public async Task Workflow_Started_HasWhatTheActionSays()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour, schedule =>
        {
            var action = schedule.Action.StartWorkflow;
            action.Input = TestWorker.Payloads("input");
            action.WorkflowRunTimeout = Duration.FromTimeSpan(Hour);
            action.RetryPolicy = new RetryPolicy { MaximumAttempts = 7 };
            action.Memo = new Memo { Fields = { ["owner"] = TestWorker.Payloads("ada").Payloads_[0] } };
            action.Header = new Header { Fields = { ["trace"] = TestWorker.Payloads("trace-1").Payloads_[0] } };
            action.UserMetadata = new() { Summary = TestWorker.Payloads("summary").Payloads_[0] };
            action.Priority = new Priority { PriorityKey = 2 };
        }));

        await AdvanceAsync(server);

        var first = (await server.Worker.PollAsync()).History.Events[0];
        var started = first.WorkflowExecutionStartedEventAttributes;
        Assert.Equal("input", TestWorker.Text(started.Input));
        Assert.Equal((3600, 7, 2), (started.WorkflowRunTimeout.Seconds, started.RetryPolicy.MaximumAttempts, started.Priority.PriorityKey));
        Assert.Equal("ada", started.Memo.Fields["owner"].Data.ToStringUtf8());
        Assert.Equal("trace-1", started.Header.Fields["trace"].Data.ToStringUtf8());
        Assert.Equal("summary", first.UserMetadata.Summary.Data.ToStringUtf8());
        Assert.Equal("\"hourly\"", started.SearchAttributes.IndexedFields["TemporalScheduledById"].Data.ToStringUtf8());
        Assert.Equal("\"2026-03-01T13:00:00Z\"", started.SearchAttributes.IndexedFields["TemporalScheduledStartTime"].Data.ToStringUtf8());
    }

    // B50: the last result and failure.
    [Fact]
    public async Task Workflow_Started_KnowsTheResultAndTheFailureBefore()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));
        await RunNextAsync(server, TestWorker.Complete("first"), actions: 1);
        await RunNextAsync(server, TestWorker.Fail("second"), actions: 2);

        await AdvanceAsync(server, actions: 3);

        var started = (await server.Worker.PollAsync()).History.Events[0].WorkflowExecutionStartedEventAttributes;
        Assert.Equal("first", TestWorker.Text(started.LastCompletionResult));
        Assert.Equal("second", started.ContinuedFailure.Message);
    }

    // B50: what continues as new or is retried runs until its chain ends.
    [Fact]
    public async Task Workflow_ContinuedAsNew_RunsUntilTheEndOfItsChain()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));
        await AdvanceAsync(server);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ContinueAsNew());
        _time.Advance(TimeSpan.FromSeconds(1));
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.StartTimer("timer", Hour * 1.5));

        _time.Advance(Hour);

        await server.UntilAsync(_time, "hourly", info => info.OverlapSkipped == 1);
        _time.Advance(Hour / 2);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete("end of the chain"));
        var info = await server.UntilAsync(_time, "hourly", info => info.RunningWorkflows.Count == 0);
        Assert.Equal(WorkflowExecutionStatus.Completed, Assert.Single(info.RecentActions).StartWorkflowStatus);
    }

    [Fact]
    public async Task Workflow_Reset_RunsUntilTheNewRunEnds()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));
        await AdvanceAsync(server);
        var task = await server.Worker.PollAsync();
        await server.Worker.CompleteAsync(task, TestWorker.StartTimer("timer", TimeSpan.FromDays(1)));

        await server.Client.ResetWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = task.WorkflowExecution,
            WorkflowTaskFinishEventId = 4,
            RequestId = "reset",
        });

        var again = await server.Worker.PollAsync();
        Assert.Single((await server.DescribeScheduleAsync("hourly")).Info.RunningWorkflows);
        await server.Worker.CompleteAsync(again, TestWorker.Complete());
        await server.UntilAsync(_time, "hourly", info => info.RunningWorkflows.Count == 0);
    }

    // B51: an outage within the catch-up window and one beyond.
    [Fact]
    public async Task Server_AwayForLong_MakesUpWithinTheCatchupWindow()
    {
        var file = new StoreFile();
        await using (var server = await TestServer.StartAsync(file.Open(), _time))
        {
            await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour, schedule =>
            {
                schedule.Policies.CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromMinutes(90));
                schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll;
            }));
        }

        _time.Advance((Hour * 5) + TimeSpan.FromMinutes(1));
        await using (var server = await TestServer.StartAsync(file.Open(), _time))
        {
            var info = await server.UntilAsync(_time, "hourly", info => info.ActionCount == 2);
            Assert.Equal(3, info.MissedCatchupWindow);
        }

        file.Dispose();
    }

    // The request id of a start makes it the same start, whatever is lost between.
    [Theory]
    [InlineData(StoreFault.Before)]
    [InlineData(StoreFault.After)]
    public async Task Start_RecordIsLost_IsNotMadeTwice(StoreFault fault)
    {
        var updates = 0;
        var store = new FaultInjectingStore(
            SqliteStore.OpenMemory(),
            method => Task.FromResult(method == nameof(IStore.UpdateScheduleAsync) && Interlocked.Increment(ref updates) == 2 ? fault : StoreFault.None));
        await using var server = await TestServer.StartAsync(store, _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));
        _time.Advance(Hour);

        var info = await server.UntilAsync(_time, "hourly", info => info.ActionCount == 1);

        var runs = await server.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace });
        Assert.Equal(Assert.Single(runs.Executions).Execution.RunId, Assert.Single(info.RunningWorkflows).RunId);
        Assert.InRange(updates, fault == StoreFault.Before ? 3 : 2, int.MaxValue);
    }

    [Fact]
    public async Task Start_IdOfARunningWorkflow_IsSkippedAndTheNextTimeIsTaken()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.StartWorkflowAsync("work-2026-03-01T13:00:00Z");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.StartTimer("timer", TimeSpan.FromDays(1)));
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour, schedule => schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll));

        _time.Advance(Hour * 1.5);
        await AdvanceAsync(server);

        Assert.Equal("work-2026-03-01T14:00:00Z", (await server.Worker.PollAsync()).WorkflowExecution.WorkflowId);
    }

    // B51: a server that refuses every start as overloaded, and one that does not.
    [Fact]
    public async Task Start_RefusedForTheWholeCatchupWindow_IsMissedAndTheNextTimeIsTaken()
    {
        using var file = new StoreFile();
        await using (var overloaded = await TestServer.StartAsync(file.Open(), _time, options => options with { MaxWaitingCommits = 0 }))
        {
            await overloaded.Client.CreateScheduleAsync(
                Schedules.Create("hourly", Hour, schedule => schedule.Policies.CatchupWindow = Duration.FromTimeSpan(TimeSpan.FromSeconds(10))));
            _time.Advance(Hour);
            var missed = await overloaded.UntilAsync(_time, "hourly", info => info.MissedCatchupWindow > 0, step: TimeSpan.FromSeconds(1));
            Assert.Equal((1, 0), (missed.MissedCatchupWindow, missed.ActionCount));
        }

        await using var server = await TestServer.StartAsync(file.Open(), _time);
        _time.Advance(Start + (Hour * 2) - _time.GetUtcNow());
        var info = await server.UntilAsync(_time, "hourly", info => info.ActionCount == 1);
        Assert.Equal(1, info.MissedCatchupWindow);
    }

    // B51
    [Fact]
    public async Task Schedule_IdleForAWeek_IsGone()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("once", Hour, schedule => schedule.State = new ScheduleState { LimitedActions = true, RemainingActions = 1 }));
        await RunNextAsync(server, TestWorker.Complete(), scheduleId: "once");

        _time.Advance(TimeSpan.FromDays(6));
        await server.DescribeScheduleAsync("once");
        _time.Advance(TimeSpan.FromDays(1));

        using var patience = new CancellationTokenSource(TestServer.Patience);
        var request = new Protocol.WorkflowService.V1.CountSchedulesRequest { Namespace = TestServer.Namespace };
        while ((await server.Client.CountSchedulesAsync(request, cancellationToken: patience.Token)).Count > 0)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    // The clock of two servers is the same: both see each time come.
    [Fact]
    public async Task TwoServers_OnOneStore_StartOneWorkflowForEachTime()
    {
        await using var shared = new SharedStore();
        await using var left = await TestServer.StartAsync(shared.OpenDoor(), _time);
        await using var right = await TestServer.StartAsync(shared.OpenDoor(), _time);
        await left.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour, schedule => schedule.Policies.OverlapPolicy = ScheduleOverlapPolicy.AllowAll));

        for (var hour = 1; hour <= 12; hour++)
        {
            _time.Advance(Hour);
            await right.UntilAsync(_time, "hourly", info => info.ActionCount == hour);
        }

        var runs = (await right.Client.ListWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace, Query = "TemporalScheduledById = 'hourly'" })).Executions;
        Assert.Equal(12, runs.Count);
        Assert.Equal(12, runs.Select(run => run.Execution.WorkflowId).Distinct().Count());
    }

    [Fact]
    public async Task Delete_WhileAWorkflowRuns_LetsItGoOn()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));
        await AdvanceAsync(server);
        var task = await server.Worker.PollAsync();

        await server.Client.DeleteScheduleAsync(new() { Namespace = TestServer.Namespace, ScheduleId = "hourly" });
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));
        await server.Worker.CompleteAsync(task, TestWorker.Complete("of the old one"));

        await RunNextAsync(server, TestWorker.Complete());
        var info = (await server.DescribeScheduleAsync("hourly")).Info;
        Assert.Equal((1, 1), (info.ActionCount, info.RecentActions.Count));
    }

    // B53
    [Fact]
    public async Task Callback_OfTheServerItself_IsNeitherShownNorTaken()
    {
        await using var server = await TestServer.StartAsync(time: _time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", Hour));
        await AdvanceAsync(server);
        var task = await server.Worker.PollAsync();

        Assert.Empty((await server.DescribeAsync(task.WorkflowExecution.WorkflowId)).Callbacks);
        var start = TestServer.StartRequest("order-1");
        start.CompletionCallbacks.Add(new Protocol.Common.V1.Callback { Internal = new() });
        Assert.Equal(StatusCode.InvalidArgument, (await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(start))).StatusCode);
    }

    /// <summary>Lets an hour pass, and the schedule act.</summary>
    private Task<ScheduleInfo> AdvanceAsync(TestServer server, int actions = 1, string scheduleId = "hourly")
    {
        _time.Advance(Hour);
        return server.UntilAsync(_time, scheduleId, info => info.ActionCount == actions);
    }

    /// <summary>The same, and the workflow end as the command says.</summary>
    private async Task RunNextAsync(TestServer server, Command command, int actions = 1, string scheduleId = "hourly")
    {
        await AdvanceAsync(server, actions, scheduleId);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), command);
        await server.UntilAsync(_time, scheduleId, info => info.RunningWorkflows.Count == 0);
    }
}
