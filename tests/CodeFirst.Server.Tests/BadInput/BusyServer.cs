using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Tests.Fuzz;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Tests.BadInput;

/// <summary>
/// A server with a run that has a workflow task, an activity and a query under way, so that a request to any method would find what it is about.
/// It takes requests that must be refused, and keeps account of what went otherwise.
/// </summary>
internal sealed class BusyServer : IAsyncDisposable
{
    public const string WorkflowId = "order-1";
    public const string ActivityId = "charge";
    public const int MaxBlobBytes = 10_000;

    private readonly List<string> _faults = [];
    private readonly ErrorLog _log = new();
    private readonly TestServer _server;
    private readonly Task _query;
    private readonly PollWorkflowTaskQueueResponse _task;
    private readonly PollActivityTaskQueueResponse _activity;
    private readonly long _commits;

    private BusyServer(TestServer server, ErrorLog log, Task query, PollWorkflowTaskQueueResponse queryTask, PollWorkflowTaskQueueResponse task, PollActivityTaskQueueResponse activity)
    {
        (_server, _log, _query, _task, _activity) = (server, log, query, task, activity);
        _commits = server.Counters.Commits;
        Requests = ValidRequests.Create(task.TaskToken, activity.TaskToken, queryTask.TaskToken);
    }

    /// <summary>A request to each method that would succeed.</summary>
    public IReadOnlyList<IMessage> Requests { get; }

    public static async Task<BusyServer> StartAsync()
    {
        var log = new ErrorLog();
        var server = await TestServer.StartAsync(configure: options => options with
        {
            ConfigureLogging = logging => logging.AddProvider(log),
            MaxBlobBytes = MaxBlobBytes,
        });
        await server.StartWorkflowAsync("queried");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync());
        var query = server.Client.QueryWorkflowAsync(new() { Namespace = TestServer.Namespace, Execution = TestServer.Execution("queried"), Query = new() { QueryType = "status" } }).ResponseAsync;
        var queryTask = await server.Worker.PollAsync();

        await server.StartWorkflowAsync(WorkflowId);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(), TestWorker.ScheduleActivity(ActivityId));
        var activity = await server.Worker.PollActivityAsync();
        await server.Client.SignalWorkflowExecutionAsync(new() { Namespace = TestServer.Namespace, WorkflowExecution = TestServer.Execution(WorkflowId), SignalName = "go" });
        var task = await server.Worker.PollAsync();
        return new BusyServer(server, log, query, queryTask, task, activity);
    }

    public static MethodDescriptor MethodOf(IMessage request) => ServedMethods.All.Single(method => method.InputType == request.Descriptor);

    /// <summary>Sends a request that is to be refused with one of some statuses. NOT_FOUND has to come with its detail.</summary>
    public async Task ExpectAsync(IMessage request, string mistake, params StatusCode[] expected)
    {
        var method = MethodOf(request);
        var error = await AnswerAsync(method, request);
        if (error?.StatusCode == StatusCode.Unimplemented)
        {
            return;
        }

        if (error is null || !expected.Contains(error.StatusCode))
        {
            _faults.Add($"{method.Name} with {mistake} answered {error?.Status.ToString() ?? "OK"}");
        }
        else if (error.StatusCode == StatusCode.NotFound
            && error.GetRpcStatus()?.GetDetail<NotFoundFailure>() is null
            && error.GetRpcStatus()?.GetDetail<NamespaceNotFoundFailure>() is null)
        {
            _faults.Add($"{method.Name} with {mistake} answered NOT_FOUND without a detail: {error.Status.Detail}");
        }
    }

    /// <summary>Checks that every request was refused as it should be, that none changed anything, and that the work under way can still be answered.</summary>
    public async Task AssertAllRefusedAsync()
    {
        Assert.True(_faults.Count == 0, string.Join('\n', _faults));
        Assert.Equal(_commits, _server.Counters.Commits);
        await _server.Worker.CompleteActivityAsync(_activity);
        await _server.Worker.CompleteAsync(_task);
        Assert.False(_query.IsCompleted);
        Assert.Empty(_log.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _log.Dispose();
    }

    private async Task<RpcException?> AnswerAsync(MethodDescriptor method, IMessage request)
    {
        try
        {
            await _server.Channel.Call(method, request, TestServer.Patience);
            return null;
        }
        catch (RpcException error)
        {
            return error;
        }
    }
}
