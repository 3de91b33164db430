using System.Net;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Storage;
using CodeFirst.Storage.Sqlite;
using Grpc.Core;
using Grpc.Net.Client;
using Service = CodeFirst.Protocol.WorkflowService.V1.WorkflowService;

namespace CodeFirst.Server.Tests;

/// <summary>A server in memory on a free port, with the generated client.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Namespace = "default";
    public const string Queue = "orders";

    private readonly CodeFirstServer _server;

    private TestServer(CodeFirstServer server)
    {
        _server = server;
        Channel = GrpcChannel.ForAddress(server.Address);
        Client = new Service.WorkflowServiceClient(Channel);
        Worker = new TestWorker(Client);
    }

    public GrpcChannel Channel { get; }

    public Service.WorkflowServiceClient Client { get; }

    public TestWorker Worker { get; }

    public StoreCounters Counters => _server.Counters;

    /// <summary>Long enough for any busy machine; nothing waits for it when all is well.</summary>
    public static TimeSpan Patience => TimeSpan.FromSeconds(30);

    public static async Task<TestServer> StartAsync(
        IStore? store = null,
        TimeProvider? time = null,
        Func<CodeFirstServerOptions, CodeFirstServerOptions>? configure = null)
    {
        var options = new CodeFirstServerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            Store = store ?? SqliteStore.OpenMemory(),
            TimeProvider = time ?? TimeProvider.System,
        };
        return new TestServer(await CodeFirstServer.StartAsync(configure?.Invoke(options) ?? options, CancellationToken.None));
    }

    public static StartWorkflowExecutionRequest StartRequest(string workflowId) => new()
    {
        Namespace = Namespace,
        WorkflowId = workflowId,
        WorkflowType = new WorkflowType { Name = "Order" },
        TaskQueue = new TaskQueue { Name = Queue },
        RequestId = Guid.NewGuid().ToString(),
    };

    public static WorkflowExecution Execution(string workflowId, string runId = "") => new() { WorkflowId = workflowId, RunId = runId };

    /// <summary>The error that a call ends with.</summary>
    public static async Task<RpcException> FailureAsync<TResponse>(AsyncUnaryCall<TResponse> call) =>
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync.WaitAsync(Patience));

    public async Task<StartWorkflowExecutionResponse> StartWorkflowAsync(string workflowId) =>
        await Client.StartWorkflowExecutionAsync(StartRequest(workflowId));

    public async Task SignalAsync(string workflowId) =>
        await Client.SignalWorkflowExecutionAsync(new() { Namespace = Namespace, WorkflowExecution = Execution(workflowId), SignalName = "go" });

    public async Task<DescribeWorkflowExecutionResponse> DescribeAsync(string workflowId, string runId = "") =>
        await Client.DescribeWorkflowExecutionAsync(new() { Namespace = Namespace, Execution = Execution(workflowId, runId) });

    public async Task<GetWorkflowExecutionHistoryResponse> HistoryAsync(string workflowId, string runId = "") =>
        await Client.GetWorkflowExecutionHistoryAsync(new() { Namespace = Namespace, Execution = Execution(workflowId, runId) });

    /// <summary>Waits until somebody polls each of these queues.</summary>
    public async Task WaitForPollersAsync(params (string Name, TaskQueueType Type)[] queues)
    {
        using var patience = new CancellationTokenSource(Patience);
        foreach (var (name, type) in queues)
        {
            var request = new DescribeTaskQueueRequest { Namespace = Namespace, TaskQueue = new TaskQueue { Name = name }, TaskQueueType = type };
            while ((await Client.DescribeTaskQueueAsync(request, cancellationToken: patience.Token)).Pollers.Count == 0)
            {
            }
        }
    }

    public Task StopAsync() => _server.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _server.DisposeAsync();
    }
}
