using CodeFirst.Sdk;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Worker;
using TemporalClient = Temporalio.Client.TemporalClient;
using WorkflowFailedException = Temporalio.Exceptions.WorkflowFailedException;
using WorkflowOptions = Temporalio.Client.WorkflowOptions;

namespace CodeFirst.Interop.Tests;

/// <summary>A test with a server of its own.</summary>
public abstract class InteropTest : IAsyncLifetime
{
    protected const string TaskQueue = "interop";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private InteropServer? _server;

    /// <summary>The official client.</summary>
    protected TemporalClient Official => Server.Official;

    /// <summary>Our client.</summary>
    protected CodeFirstClient Ours => Server.Ours;

    private InteropServer Server => _server ?? throw new InvalidOperationException("The server is not started.");

    public async ValueTask InitializeAsync() => _server = await InteropServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected static WorkflowOptions Start(string id) => new(id, TaskQueue);

    protected static TemporalWorkerOptions Worker() => new(TaskQueue);

    /// <summary>The whole answer to a describe, of which the official client shows a part.</summary>
    protected Task<DescribeWorkflowExecutionResponse> DescribeAsync(string id) => Official.Connection.WorkflowService.DescribeWorkflowExecutionAsync(
        new DescribeWorkflowExecutionRequest { Namespace = "default", Execution = new WorkflowExecution { WorkflowId = id } });

    /// <summary>Waits until a workflow is closed, unless it is to run on, and checks its status.</summary>
    protected async Task AssertStatusAsync(string id, WorkflowExecutionStatus status)
    {
        if (status != WorkflowExecutionStatus.Running)
        {
            await Assert.ThrowsAsync<WorkflowFailedException>(() => Official.GetWorkflowHandle(id).GetResultAsync());
        }

        Assert.Equal(status, (await DescribeAsync(id)).WorkflowExecutionInfo.Status);
    }

    /// <summary>Runs an official worker while <paramref name="body"/> runs.</summary>
    protected async Task RunOfficialWorkerAsync(TemporalWorkerOptions options, Func<Task> body)
    {
        using var worker = new TemporalWorker(Official, options);
        await worker.ExecuteAsync(() => body().WaitAsync(Patience));
    }

    /// <summary>Runs our worker, with all workflows and activities of this assembly, while <paramref name="body"/> runs.</summary>
    protected Task RunOurWorkerAsync(Func<Task> body) => RunOurWorkerAsync(TaskQueue, body);

    /// <summary>The same on another task queue.</summary>
    protected async Task RunOurWorkerAsync(string taskQueue, Func<Task> body)
    {
        await using var worker = new CodeFirstWorker(Ours, new CodeFirstWorkerOptions { TaskQueue = taskQueue });
        worker.AddCodeFirst();
        using var stop = new CancellationTokenSource();
        var running = worker.ExecuteAsync(stop.Token);
        try
        {
            await body().WaitAsync(Patience);
        }
        finally
        {
            await stop.CancelAsync();
            await running;
        }
    }
}
