using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Postgres;
using CodeFirst.TestDatabase;

namespace CodeFirst.Server.Tests.Services;

/// <summary>The life of a workflow on PostgreSQL, on one server and across two. The interop suites run on it with everything else.</summary>
public sealed class PostgresTests : IAsyncLifetime
{
    private TestSchema _schema = null!;

    public async ValueTask InitializeAsync() => _schema = await TestSchema.CreateAsync();

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task Workflow_WithAnActivity_RunsToItsEndInFewRoundTrips()
    {
        await using var server = await StartAsync();
        await RunAsync(server, "order-0");
        var before = server.Counters;

        await RunAsync(server, "order-1");

        var after = server.Counters;
        Assert.Equal(WorkflowExecutionStatus.Completed, (await server.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
        Assert.InRange(after.Commits - before.Commits, 1, 5);
        Assert.True(after.RowsWritten - before.RowsWritten <= 24, $"{after.RowsWritten - before.RowsWritten} rows");
    }

    [Fact]
    public async Task Server_StartedAgain_GoesOnWhereItStopped()
    {
        await using (var first = await StartAsync())
        {
            await first.StartWorkflowAsync("order-1");
            await first.Worker.CompleteAsync(await first.Worker.PollAsync(), TestWorker.ScheduleActivity("charge"));
        }

        await using var second = await StartAsync();
        await second.Worker.CompleteActivityAsync(await second.Worker.PollActivityAsync());
        await second.Worker.CompleteAsync(await second.Worker.PollAsync(), TestWorker.Complete());

        Assert.Equal(WorkflowExecutionStatus.Completed, (await second.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task TwoServers_StartOnOneAndWorkOnTheOther_MeetInTheDatabase()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        var poll = second.Worker.PollAsync();

        await first.StartWorkflowAsync("order-1");
        await second.Worker.CompleteAsync(await poll, TestWorker.ScheduleActivity("charge"));
        await first.Worker.CompleteActivityAsync(await first.Worker.PollActivityAsync());
        await second.Worker.CompleteAsync(await second.Worker.PollAsync(), TestWorker.Complete());

        Assert.Equal(WorkflowExecutionStatus.Completed, (await first.DescribeAsync("order-1")).WorkflowExecutionInfo.Status);
    }

    [Fact]
    public async Task TwoServers_SignalsThroughBothAtOnce_AllArriveInOneHistory()
    {
        const int signals = 40;
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await first.StartWorkflowAsync("order-1");

        await Task.WhenAll(Enumerable.Range(0, signals).Select(i => SignalAsync(i % 2 == 0 ? first : second, $"signal-{i}")));

        var events = (await second.HistoryAsync("order-1")).History.Events;
        Assert.Equal(Enumerable.Range(1, events.Count).Select(id => (long)id), events.Select(e => e.EventId));
        Assert.Equal(signals, events.Count(e => e.EventType == EventType.WorkflowExecutionSignaled));
    }

    private static async Task RunAsync(TestServer server, string workflowId)
    {
        await server.StartWorkflowAsync(workflowId);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ScheduleActivity("charge"));
        await server.Worker.CompleteActivityAsync(await server.Worker.PollActivityAsync());
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.Complete());
    }

    private static async Task SignalAsync(TestServer server, string name) =>
        await server.Client.SignalWorkflowExecutionAsync(new()
        {
            Namespace = TestServer.Namespace,
            WorkflowExecution = TestServer.Execution("order-1"),
            SignalName = name,
            RequestId = name,
        });

    private Task<TestServer> StartAsync() => TestServer.StartAsync(PostgresStore.Open(_schema.ConnectionString));
}
