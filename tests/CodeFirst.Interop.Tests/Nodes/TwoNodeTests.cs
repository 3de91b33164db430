using System.Diagnostics;
using CodeFirst.Interop.Tests.Official;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Client.Schedules;
using Temporalio.Common;
using Temporalio.Exceptions;
using Temporalio.Worker;

namespace CodeFirst.Interop.Tests.Nodes;

/// <summary>Two servers on one database, with an official worker at each.</summary>
public sealed class TwoNodeTests : NodesTest
{
    private const int Workflows = 9;
    private const int Signals = 16;
    private const int Updates = 4;

    // The time that a node has to take over the work of another.
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task Runs_SignalledUpdatedCancelledAndCompletedThroughBothAtOnce_HaveWholeHistories()
    {
        await RunWorkersAsync([Left, Right], new Activities(), async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, Workflows).Select(number => RunLedgerAsync($"ledger-{number}", isCancelled: number % 3 == 0)));
        });

        await Task.WhenAll(Enumerable.Range(0, Workflows).Select(number => AssertHistoryAsync($"ledger-{number}")));
    }

    [Fact]
    public async Task Runs_OfANodeThatStops_GoOnAtTheOther()
    {
        await RunWorkersAsync([Right], new Activities(), async () =>
        {
            var handles = await Task.WhenAll(Enumerable.Range(0, Workflows).Select(number =>
                Left.StartWorkflowAsync((SleepWorkflow workflow) => workflow.RunAsync(), new WorkflowOptions($"sleep-{number}", TaskQueue))));
            await StopLeftAsync();

            var began = Stopwatch.GetTimestamp();
            await Task.WhenAll(handles.Select(handle => Right.GetWorkflowHandle<SleepWorkflow>(handle.Id).QueryAsync(workflow => workflow.Mood)));
            await Task.WhenAll(handles.Select(handle => Right.GetWorkflowHandle(handle.Id).CancelAsync()));
            foreach (var handle in handles)
            {
                await Assert.ThrowsAsync<WorkflowFailedException>(() => Right.GetWorkflowHandle(handle.Id).GetResultAsync());
            }

            Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TakeOver);
        });
    }

    [Fact]
    public async Task HistoryPoll_CommitOfTheOtherNode_IsAnswered()
    {
        await Left.StartWorkflowAsync("Ledger", [], new WorkflowOptions("watched", TaskQueue));
        var request = new GetWorkflowExecutionHistoryRequest
        {
            Namespace = "default",
            Execution = new() { WorkflowId = "watched" },
            WaitNewEvent = true,
        };
        request.NextPageToken = (await Right.Connection.WorkflowService.GetWorkflowExecutionHistoryAsync(request)).NextPageToken;
        var polling = Right.Connection.WorkflowService.GetWorkflowExecutionHistoryAsync(request);

        await Left.GetWorkflowHandle("watched").SignalAsync("Enter", [1]);

        var answer = await polling.WaitAsync(TakeOver);
        Assert.Equal(EventType.WorkflowExecutionSignaled, Assert.Single(answer.History.Events).EventType);
    }

    // B50 to B53: whichever node takes a time, it starts one workflow.
    [Fact]
    public async Task Schedules_OfTwoNodesAndThenOne_StartOneWorkflowForEachTime()
    {
        await RunWorkersAsync([Right], new Activities(), async () =>
        {
            var action = ScheduleActionStartWorkflow.Create((ScheduledWorkflow workflow) => workflow.RunAsync(0), new WorkflowOptions("tick", TaskQueue));
            var schedule = new Schedule(action, new() { Intervals = [new(TimeSpan.FromSeconds(1))] });
            var ids = Enumerable.Range(0, Workflows).Select(number => $"ticking-{number}").ToList();
            await Task.WhenAll(ids.Select((id, number) => (number % 2 == 0 ? Left : Right).CreateScheduleAsync(id, schedule with
            {
                Action = action with { Options = new WorkflowOptions(id, TaskQueue) },
            })));
            await Task.WhenAll(ids.Select(id => UntilAsync(id, actions: 2)));

            await StopLeftAsync();
            await Task.WhenAll(ids.Select(id => UntilAsync(id, actions: 5)));

            foreach (var id in ids)
            {
                await Right.GetScheduleHandle(id).PauseAsync();
                var info = (await Right.GetScheduleHandle(id).DescribeAsync()).Info;
                var runs = await Right.ListWorkflowsAsync($"TemporalScheduledById = '{id}'").ToListAsync();
                Assert.Equal(info.NumActions, runs.Count);
                Assert.Equal(runs.Count, runs.Select(run => run.Id).Distinct().Count());
            }
        });
    }

    private async Task UntilAsync(string scheduleId, int actions)
    {
        while ((await Right.GetScheduleHandle(scheduleId).DescribeAsync()).Info.NumActions < actions)
        {
            await Task.Delay(Look);
        }
    }

    private async Task RunLedgerAsync(string id, bool isCancelled)
    {
        await Left.StartWorkflowAsync((LedgerWorkflow workflow) => workflow.RunAsync(Signals, Updates, isCancelled), new WorkflowOptions(id, TaskQueue));
        var signalling = Enumerable.Range(0, Signals).Select(number => Through(number, id).SignalAsync(workflow => workflow.EnterAsync(number)));
        var updating = Enumerable.Range(0, Updates).Select(number => Through(number, id).ExecuteUpdateAsync(workflow => workflow.GreetAsync($"{number}")));
        var cancelling = isCancelled ? new[] { Left, Right }.Select(client => client.GetWorkflowHandle(id).CancelAsync()) : [];
        await Task.WhenAll([.. signalling, .. updating, .. cancelling]);

        var handle = Through(1, id);
        if (isCancelled)
        {
            var failure = await Assert.ThrowsAsync<WorkflowFailedException>(() => handle.GetResultAsync<int[]>());
            Assert.IsType<CanceledFailureException>(failure.InnerException);
        }
        else
        {
            Assert.Equal(Enumerable.Range(0, Signals), await handle.GetResultAsync<int[]>());
        }
    }

    private WorkflowHandle<LedgerWorkflow> Through(int number, string id) =>
        (number % 2 == 0 ? Left : Right).GetWorkflowHandle<LedgerWorkflow>(id);

    private async Task AssertHistoryAsync(string id)
    {
        var left = await Left.GetWorkflowHandle(id).FetchHistoryAsync();
        var right = await Right.GetWorkflowHandle(id).FetchHistoryAsync();

        Assert.Equal(left.Events, right.Events);
        Assert.Equal(Enumerable.Range(1, left.Events.Count).Select(number => (long)number), left.Events.Select(@event => @event.EventId));
        Assert.Equal(Signals, left.Events.Count(@event => @event.EventType == EventType.WorkflowExecutionSignaled));
        Assert.Equal(Updates, left.Events.Count(@event => @event.EventType == EventType.WorkflowExecutionUpdateCompleted));
        Assert.Equal(Updates, left.Events.Count(@event => @event.EventType == EventType.ActivityTaskCompleted));
        var replayer = new WorkflowReplayer(new WorkflowReplayerOptions().AddWorkflow<LedgerWorkflow>());
        var result = await replayer.ReplayWorkflowAsync(new WorkflowHistory(id, left.Events));
        Assert.Null(result.ReplayFailure);
    }
}
