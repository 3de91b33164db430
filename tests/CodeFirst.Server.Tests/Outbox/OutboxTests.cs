using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Outbox;

/// <summary>Messages between runs while servers die between their commits, and while parents come to an end.</summary>
public class OutboxTests
{
    // How long the other server gets for what it has to do, before more time passes.
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    /// <summary>The commits after which the server dies: before the child is there, before its parent knows, before it may run, and so on.</summary>
    public static TheoryData<int> ChildCommits => [2, 3, 4, 5, 6, 7, 8];

    /// <summary>The same for a signal, with one more commit for the receiver's start.</summary>
    public static TheoryData<int> SignalCommits => [3, 4, 5, 6];

    [Theory] // B55, B57
    [MemberData(nameof(ChildCommits))]
    public async Task Child_ServerDiesBetweenCommits_RunsOnceAndItsParentHearsOfItOnce(int commits)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var parent = await DieAsync(
            commits,
            time,
            task => task.WorkflowExecution.WorkflowId == "parent" ? Await(task, StartChild(), EventType.ChildWorkflowExecutionCompleted) : [TestWorker.Complete()]);

        Assert.Single(parent.Events, e => e.EventType == EventType.ChildWorkflowExecutionStarted);
        var completed = Assert.Single(parent.Events, e => e.EventType == EventType.ChildWorkflowExecutionCompleted).ChildWorkflowExecutionCompletedEventAttributes;
        Assert.Equal(EventType.ChildWorkflowExecutionStarted, parent.Events[(int)completed.StartedEventId - 1].EventType);
    }

    [Theory]
    [MemberData(nameof(SignalCommits))]
    public async Task Signal_ServerDiesBetweenCommits_ArrivesOnceInItsChain(int commits)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var signals = 0;
        await DieAsync(
            commits,
            time,
            task =>
            {
                if (task.WorkflowExecution.WorkflowId == "parent")
                {
                    return Await(task, Signal("receiver"), EventType.ExternalWorkflowExecutionSignaled);
                }

                // The receiver continues as new once it has the signal: a second one would reach a run that does not know the first.
                return Has(task, EventType.WorkflowExecutionSignaled) ? [TestWorker.ContinueAsNew()] : [];
            },
            async (server, isRestarted) =>
            {
                if (!isRestarted)
                {
                    await server.StartWorkflowAsync("receiver");
                    return;
                }

                for (var runId = string.Empty; ;)
                {
                    var events = (await server.HistoryAsync("receiver", runId)).History.Events;
                    signals += events.Count(e => e.EventType == EventType.WorkflowExecutionSignaled);
                    runId = events[0].WorkflowExecutionStartedEventAttributes.ContinuedExecutionRunId;
                    if (runId.Length == 0)
                    {
                        return;
                    }
                }
            });

        Assert.Equal(1, signals);
    }

    [Fact] // B57
    public async Task Parent_ClosesWithTheStart_LosesTheChild()
    {
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("parent");
        var abandoned = StartChild();
        abandoned.StartChildWorkflowExecutionCommandAttributes.ParentClosePolicy = ParentClosePolicy.Abandon;
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), abandoned, TestWorker.Complete());

        Assert.Equal(1, (await server.Client.CountWorkflowExecutionsAsync(new() { Namespace = TestServer.Namespace })).Count);
        Assert.Equal(EventType.WorkflowExecutionCompleted, (await server.HistoryAsync("parent")).History.Events[^1].EventType);
    }

    [Fact] // B59
    public async Task Parent_ResetWhileItsChildRuns_HearsOfItsEnd()
    {
        await using var server = await TestServer.StartAsync();
        var run = await server.StartWorkflowAsync("parent");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), StartChild());
        var tasks = new[] { await server.Worker.PollAsync(), await server.Worker.PollAsync() };
        var started = tasks.Single(task => task.WorkflowExecution.WorkflowId == "parent");
        await server.Worker.CompleteAsync(started);
        await server.Client.ResetWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("parent", run.RunId),
            WorkflowTaskFinishEventId = started.StartedEventId + 1,
            RequestId = "reset",
        });
        Assert.Equal("child", Assert.Single((await server.DescribeAsync("parent")).PendingChildren).WorkflowId);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());

        await server.Worker.CompleteAsync(tasks.Single(task => task.WorkflowExecution.WorkflowId == "child"), TestWorker.Complete());

        var told = await server.Worker.PollAsync();
        Assert.NotEqual(run.RunId, told.WorkflowExecution.RunId);
        Assert.True(Has(told, EventType.ChildWorkflowExecutionCompleted));
    }

    /// <summary>Runs "parent" until the store takes no more commits, then to its end on another server. Returns its history.</summary>
    private static async Task<History> DieAsync(
        int commits,
        FakeTimeProvider time,
        Func<PollWorkflowTaskQueueResponse, Command[]> script,
        Func<TestServer, bool, Task>? more = null)
    {
        using var store = new FailingStore(commits);
        await using (var server = await TestServer.StartAsync(store.Open(), time))
        {
            await using var worker = new ScriptedWorker(server, script);
            await (more?.Invoke(server, false) ?? Task.CompletedTask);
            await server.StartWorkflowAsync("parent");
            await store.Failed.WaitAsync(TestServer.Patience);
        }

        await using var restarted = await TestServer.StartAsync(store.Reopen(), time);
        await using var survivor = new ScriptedWorker(restarted, script);
        var closed = restarted.Client.GetWorkflowExecutionHistoryAsync(new()
        {
            Namespace = TestServer.Namespace,
            Execution = TestServer.Execution("parent"),
            WaitNewEvent = true,
            HistoryEventFilterType = HistoryEventFilterType.CloseEvent,
        }).ResponseAsync;
        for (var i = 0; i < 10 && !closed.IsCompleted; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await ((Task)closed).WaitAsync(Pace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Assert.NotEmpty((await closed.WaitAsync(TestServer.Patience)).History.Events);
        await (more?.Invoke(restarted, true) ?? Task.CompletedTask);
        return (await restarted.HistoryAsync("parent")).History;
    }

    /// <summary>Sends a command first, and completes when history has an event.</summary>
    private static Command[] Await(PollWorkflowTaskQueueResponse task, Command command, EventType awaited) =>
        Has(task, awaited) ? [TestWorker.Complete()]
        : Has(task, EventType.WorkflowTaskCompleted) ? []
        : [command];

    private static bool Has(PollWorkflowTaskQueueResponse task, EventType type) => task.History.Events.Any(e => e.EventType == type);

    private static Command StartChild() => new()
    {
        CommandType = CommandType.StartChildWorkflowExecution,
        StartChildWorkflowExecutionCommandAttributes = new() { WorkflowId = "child", WorkflowType = new WorkflowType { Name = "Parcel" } },
    };

    private static Command Signal(string workflowId) => new()
    {
        CommandType = CommandType.SignalExternalWorkflowExecution,
        SignalExternalWorkflowExecutionCommandAttributes = new() { Execution = TestServer.Execution(workflowId), SignalName = "go" },
    };
}
