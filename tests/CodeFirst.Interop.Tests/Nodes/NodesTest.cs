using System.Net;
using CodeFirst.Interop.Tests.Official;
using CodeFirst.Server;
using CodeFirst.Storage.Postgres;
using CodeFirst.TestDatabase;
using Temporalio.Client;
using Temporalio.Worker;

namespace CodeFirst.Interop.Tests.Nodes;

/// <summary>A test with two servers on one database.</summary>
public abstract class NodesTest : IAsyncLifetime
{
    protected const string TaskQueue = "nodes";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private TestSchema? _schema;
    private CodeFirstServer? _leftServer;
    private CodeFirstServer? _rightServer;
    private TemporalClient? _left;
    private TemporalClient? _right;

    /// <summary>A client of one server.</summary>
    protected TemporalClient Left => _left!;

    /// <summary>A client of the other server.</summary>
    protected TemporalClient Right => _right!;

    public async ValueTask InitializeAsync()
    {
        _schema = await TestSchema.CreateAsync();
        (_leftServer, _left) = await StartAsync(_schema);
        (_rightServer, _right) = await StartAsync(_schema);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _leftServer!.DisposeAsync();
        await _rightServer!.DisposeAsync();
        await _schema!.DisposeAsync();
    }

    protected static WorkflowOptions Start(string id) => new(id, TaskQueue);

    /// <summary>Runs official workers, one at each client's server, while <paramref name="body"/> runs.</summary>
    protected static async Task RunWorkersAsync(IEnumerable<TemporalClient> clients, Activities activities, Func<Task> body)
    {
        var workers = clients.Select(client => new TemporalWorker(client, Options(activities))).ToList();
        using var stop = new CancellationTokenSource();
        var running = workers.Select(worker => worker.ExecuteAsync(stop.Token)).ToList();
        try
        {
            await body().WaitAsync(Patience);
        }
        finally
        {
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(running));
            workers.ForEach(worker => worker.Dispose());
        }
    }

    protected ValueTask StopLeftAsync() => _leftServer!.DisposeAsync();

    private static TemporalWorkerOptions Options(Activities activities) => new TemporalWorkerOptions(TaskQueue)
        .AddWorkflow<LedgerWorkflow>()
        .AddWorkflow<SleepWorkflow>()
        .AddWorkflow<NotebookWorkflow>()
        .AddWorkflow<ActivityWorkflow>()
        .AddWorkflow<ScheduledWorkflow>()
        .AddAllActivities(activities);

    private static async Task<(CodeFirstServer Server, TemporalClient Client)> StartAsync(TestSchema schema)
    {
        var options = new CodeFirstServerOptions { Listen = new IPEndPoint(IPAddress.Loopback, 0), Store = PostgresStore.Open(schema.ConnectionString) };
        var server = await CodeFirstServer.StartAsync(options, CancellationToken.None);
        return (server, await TemporalClient.ConnectAsync(new TemporalClientConnectOptions(server.Address.Authority)));
    }
}
