using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Client;
using Grpc.Core;

namespace CodeFirst.Sdk;

/// <summary>
/// Starts workflows and talks to them, over one connection that any number of callers share. Thread-safe; one per process and namespace is enough.
/// Generated clients such as <c>OrderWorkflowClient</c> are the typed way to use it.
/// </summary>
public sealed partial class CodeFirstClient : IAsyncDisposable, IDisposable
{
    private readonly ServiceConnection _connection;

    /// <summary>Creates a client; it connects with the first call.</summary>
    /// <param name="options">Null: a server on this machine.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message says which and what it should be.</exception>
    public CodeFirstClient(CodeFirstClientOptions? options = null)
        : this(options ?? new CodeFirstClientOptions(), invoker: options?.CallInvoker)
    {
    }

    internal CodeFirstClient(CodeFirstClientOptions options, CallInvoker? invoker)
    {
        options.Validate();
        Options = options;
        _connection = new ServiceConnection(options, invoker);
    }

    /// <summary>As given to the constructor.</summary>
    public CodeFirstClientOptions Options { get; }

    /// <summary>The service as it is, for calls that this class does not have. Without retries, and its errors are <see cref="RpcException"/>.</summary>
    public WorkflowService.WorkflowServiceClient WorkflowService => _connection.Service;

    internal ServiceConnection Connection => _connection;

    /// <summary>Creates a client and checks at once that its server answers.</summary>
    /// <param name="options">Null: a server on this machine.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="ArgumentException">An option is invalid; the message says which and what it should be.</exception>
    /// <exception cref="CodeFirstRpcException">No server answers there; the message says what to do.</exception>
    public static async Task<CodeFirstClient> ConnectAsync(CodeFirstClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        var client = new CodeFirstClient(options);
        try
        {
            await client.CheckConnectionAsync(cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Encodes an argument.</summary>
    public Payload ToPayload<T>(T value) => Options.DataConverter.PayloadConverter.ToPayload(value);

    /// <summary>Starts a workflow. Retries of a failed call are the same start.</summary>
    /// <param name="workflowType">The workflow type as it is sent.</param>
    /// <param name="defaultTaskQueue">Taken when the options name none.</param>
    /// <param name="arguments">Encoded arguments of the run method.</param>
    /// <param name="options">Null: a new id and the server's defaults.</param>
    /// <param name="cancellationToken">Ends the wait for the answer; the workflow may have been started.</param>
    /// <exception cref="ArgumentException">No task queue is named.</exception>
    /// <exception cref="WorkflowAlreadyStartedException">The id is taken, and its policies do not allow another run.</exception>
    /// <exception cref="CodeFirstRpcException">The server refused or could not be reached.</exception>
    public async Task<StartedWorkflow> StartWorkflowAsync(
        string workflowType, string? defaultTaskQueue, IReadOnlyList<Payload> arguments, WorkflowOptions? options, CancellationToken cancellationToken = default)
    {
        var request = StartRequests.Start(Options, workflowType, defaultTaskQueue, arguments, options ?? new WorkflowOptions());
        try
        {
            var response = await _connection.CallAsync(static (s, r, o) => s.StartWorkflowExecutionAsync(r, o), request, _connection.DefaultLimits, cancellationToken).ConfigureAwait(false);
            return new StartedWorkflow { WorkflowId = request.WorkflowId, RunId = response.RunId, Started = response.Started };
        }
        catch (RpcException e)
        {
            throw RpcErrors.ToStartException(e, Options, request.WorkflowId);
        }
    }

    /// <summary>Sends a signal to the open run of the id; where there is none, starts one that sees the signal before anything else.</summary>
    /// <param name="workflowType">The workflow type as it is sent.</param>
    /// <param name="defaultTaskQueue">Taken when the options name none.</param>
    /// <param name="arguments">Encoded arguments of the run method.</param>
    /// <param name="signalName">The signal as it is sent.</param>
    /// <param name="signalArguments">Encoded arguments of the signal.</param>
    /// <param name="options">Null: a new id and the server's defaults.</param>
    /// <param name="cancellationToken">Ends the wait for the answer; the signal may have been sent.</param>
    /// <exception cref="ArgumentException">No task queue is named.</exception>
    /// <exception cref="WorkflowAlreadyStartedException">The id is taken, and its reuse policy does not allow another run.</exception>
    /// <exception cref="CodeFirstRpcException">The server refused or could not be reached.</exception>
    public async Task<StartedWorkflow> SignalWithStartWorkflowAsync(
        string workflowType,
        string? defaultTaskQueue,
        IReadOnlyList<Payload> arguments,
        string signalName,
        IReadOnlyList<Payload> signalArguments,
        WorkflowOptions? options,
        CancellationToken cancellationToken = default)
    {
        var request = StartRequests.SignalWithStart(Options, workflowType, defaultTaskQueue, arguments, signalName, signalArguments, options ?? new WorkflowOptions());
        try
        {
            var response = await _connection.CallAsync(static (s, r, o) => s.SignalWithStartWorkflowExecutionAsync(r, o), request, _connection.DefaultLimits, cancellationToken).ConfigureAwait(false);
            return new StartedWorkflow { WorkflowId = request.WorkflowId, RunId = response.RunId, Started = response.Started };
        }
        catch (RpcException e)
        {
            throw RpcErrors.ToStartException(e, Options, request.WorkflowId);
        }
    }

    /// <summary>Makes a handle of a workflow, without asking the server whether it exists.</summary>
    /// <param name="workflowId">The business key.</param>
    /// <param name="runId">Null: the latest run.</param>
    public WorkflowHandle GetHandle(string workflowId, string? runId = null) => new(this, workflowId, runId, firstRunId: null);

    /// <summary>Makes a handle of a workflow with a result, without asking the server whether it exists.</summary>
    /// <param name="workflowId">The business key.</param>
    /// <param name="runId">Null: the latest run.</param>
    public WorkflowHandle<TResult> GetHandle<TResult>(string workflowId, string? runId = null) => new(this, workflowId, runId, firstRunId: null);

    /// <summary>Closes the connection. Calls in flight fail.</summary>
    public void Dispose() => _connection.Dispose();

    /// <summary>Closes the connection. Calls in flight fail.</summary>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Calls the service with this client's headers, time limit and retries.</summary>
    /// <exception cref="CodeFirstException">What the server's error means.</exception>
    internal Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<WorkflowService.WorkflowServiceClient, TRequest, CallOptions, AsyncUnaryCall<TResponse>> method, TRequest request, CancellationToken cancellationToken) =>
        CallAsync(method, request, _connection.DefaultLimits, cancellationToken);

    internal async Task<TResponse> CallAsync<TRequest, TResponse>(
        Func<WorkflowService.WorkflowServiceClient, TRequest, CallOptions, AsyncUnaryCall<TResponse>> method, TRequest request, CallLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            return await _connection.CallAsync(method, request, limits, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e)
        {
            throw RpcErrors.ToException(e, Options);
        }
    }

    internal async Task CheckConnectionAsync(CancellationToken cancellationToken)
    {
        // One attempt: whoever forgot to start a server should not wait for the news.
        var limits = _connection.DefaultLimits with { RetryFor = TimeSpan.Zero };
        await CallAsync(static (s, r, o) => s.GetSystemInfoAsync(r, o), new GetSystemInfoRequest(), limits, cancellationToken).ConfigureAwait(false);
    }
}
