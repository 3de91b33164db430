using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Storage.Postgres;
using CodeFirst.TestDatabase;

namespace CodeFirst.Server.Tests.Matching;

/// <summary>Any server of a database tells the pollers of all.</summary>
public sealed class ClusterPollersTests : IAsyncLifetime
{
    private TestSchema _schema = null!;

    public async ValueTask InitializeAsync() => _schema = await TestSchema.CreateAsync();

    public ValueTask DisposeAsync() => _schema.DisposeAsync();

    [Fact]
    public async Task Describe_WorkersAtSeveralServers_ListsThemAll()
    {
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var third = await StartAsync();
        using var stop = new CancellationTokenSource();
        Task[] polls =
        [
            PollAsync(first, "one", stop.Token), PollAsync(second, "two", stop.Token), PollAsync(second, "one", stop.Token), PollAsync(third, "three", stop.Token),
        ];
        await Task.WhenAll(((TestServer[])[first, second, third]).Select(server => server.WaitForPollersAsync((TestServer.Queue, TaskQueueType.Workflow))));

        foreach (var server in (TestServer[])[first, second, third])
        {
            Assert.Equal(["one", "three", "two"], await DescribeUntilAsync(server, count: 3));
        }

        await stop.CancelAsync();
        await Task.WhenAll(polls.Select(poll => Assert.ThrowsAnyAsync<Exception>(() => poll)));
    }

    private static async Task PollAsync(TestServer server, string identity, CancellationToken cancellationToken)
    {
        var request = TestWorker.Poll(TestServer.Queue);
        request.Identity = identity;
        await server.Client.PollWorkflowTaskQueueAsync(request, cancellationToken: cancellationToken);
    }

    /// <summary>Servers need a moment to hear of each other, and polls to arrive.</summary>
    private static async Task<IEnumerable<string>> DescribeUntilAsync(TestServer server, int count)
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        var request = new DescribeTaskQueueRequest { Namespace = TestServer.Namespace, TaskQueue = new() { Name = TestServer.Queue } };
        while (true)
        {
            var described = await server.Client.DescribeTaskQueueAsync(request, cancellationToken: patience.Token);
            if (described.Pollers.Count >= count)
            {
                return described.Pollers.Select(poller => poller.Identity).Order(StringComparer.Ordinal);
            }
        }
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(PostgresStore.Open(_schema.ConnectionString));
}
