using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Outbox;

/// <summary>A worker that answers each workflow task as a function of the whole history says, and takes failures as a worker does: the task comes again.</summary>
internal sealed class ScriptedWorker : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public ScriptedWorker(TestServer server, Func<PollWorkflowTaskQueueResponse, Command[]> script) => _running = RunAsync(server, script);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync(TestServer server, Func<PollWorkflowTaskQueueResponse, Command[]> script)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var task = await server.Client.PollWorkflowTaskQueueAsync(TestWorker.Poll(TestServer.Queue), cancellationToken: _stop.Token);
                if (!task.TaskToken.IsEmpty)
                {
                    await server.Worker.CompleteAsync(task, script(task));
                }
            }
            catch (RpcException)
            {
            }
        }
    }
}
