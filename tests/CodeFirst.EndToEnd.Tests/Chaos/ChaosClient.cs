using CodeFirst.EndToEnd.ChaosWorker;
using Temporalio.Api.Common.V1;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Api.TaskQueue.V1;
using Temporalio.Api.WorkflowService.V1;
using Temporalio.Client;
using Temporalio.Converters;
using Temporalio.Exceptions;

namespace CodeFirst.EndToEnd.Tests.Chaos;

/// <summary>
/// The official client at both servers. A call without an answer is sent again, to the other server and with the same request id, until it has one.
/// </summary>
internal sealed class ChaosClient(IReadOnlyList<TemporalClient> clients, CancellationToken cancellationToken)
{
    private const string Namespace = "default";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private int _calls;

    public static async Task<ChaosClient> ConnectAsync(IEnumerable<string> addresses, CancellationToken cancellationToken) =>
        new(await Task.WhenAll(addresses.Select(address => TemporalClient.ConnectAsync(new TemporalClientConnectOptions(address)))), cancellationToken);

    /// <summary>Starts a workflow.</summary>
    /// <returns>Its first run.</returns>
    public async Task<string> StartAsync(string id)
    {
        var request = new StartWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowId = id,
            WorkflowType = new() { Name = nameof(MixedWorkflow) },
            TaskQueue = new TaskQueue { Name = MixedWorkflow.TaskQueue },
            WorkflowTaskTimeout = new() { Seconds = 2 },
            WorkflowIdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate,
            RequestId = Guid.NewGuid().ToString(),
            Input = new Payloads { Payloads_ = { await DataConverter.Default.ToPayloadAsync(null) } },
        };
        return (await RetryAsync(client => client.Connection.WorkflowService.StartWorkflowExecutionAsync(request, Once))).RunId;
    }

    /// <summary>
    /// Signals a run. It closes only when it has had all its signals, so one that is closed has received this one already: the answer was lost.
    /// </summary>
    public async Task SignalAsync(string id, string runId, string signal)
    {
        var request = new SignalWorkflowExecutionRequest
        {
            Namespace = Namespace,
            WorkflowExecution = new() { WorkflowId = id, RunId = runId },
            SignalName = "Receive",
            RequestId = Guid.NewGuid().ToString(),
            Input = new Payloads { Payloads_ = { await DataConverter.Default.ToPayloadAsync(signal) } },
        };
        var attempts = 0;
        await RetryAsync(async client =>
        {
            attempts++;
            try
            {
                await client.Connection.WorkflowService.SignalWorkflowExecutionAsync(request, Once);
            }
            catch (RpcException exception) when (exception.Code == RpcException.StatusCode.NotFound && attempts > 1)
            {
            }

            return true;
        });
    }

    /// <summary>The result of the last run of a workflow that began with a run.</summary>
    public Task<MixedResult> GetResultAsync(string id, string runId) =>
        RetryAsync(client => client.GetWorkflowHandle(id, runId).GetResultAsync<MixedResult>(rpcOptions: new RpcOptions { Timeout = TimeSpan.FromSeconds(30) }));

    public Task<IReadOnlyCollection<HistoryEvent>> GetHistoryAsync(string id, string runId) =>
        RetryAsync(async client => (await client.GetWorkflowHandle(id, runId).FetchHistoryAsync()).Events);

    private static RpcOptions Once => new() { Retry = false, Timeout = TimeSpan.FromSeconds(5) };

    private async Task<T> RetryAsync<T>(Func<TemporalClient, Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call(clients[(int)((uint)Interlocked.Increment(ref _calls) % (uint)clients.Count)]);
            }
            catch (RpcException exception) when (IsWorthRetrying(exception.Code))
            {
                await Task.Delay(Pause, cancellationToken);
            }
        }
    }

    // A connection that breaks in the middle of an answer is Unknown to the official client.
    private static bool IsWorthRetrying(RpcException.StatusCode code) => code
        is RpcException.StatusCode.Unavailable or RpcException.StatusCode.DeadlineExceeded or RpcException.StatusCode.Cancelled
        or RpcException.StatusCode.Unknown or RpcException.StatusCode.ResourceExhausted;
}
