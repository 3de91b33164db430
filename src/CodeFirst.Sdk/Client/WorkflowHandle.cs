using System.Runtime.CompilerServices;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Sdk.Client;

namespace CodeFirst.Sdk;

/// <summary>Talks to one workflow. Generated handles such as <c>OrderWorkflowHandle</c> have its signals and queries as methods.</summary>
public class WorkflowHandle
{
    /// <summary>Creates a handle, without asking the server whether the workflow exists.</summary>
    /// <param name="client">Makes the calls.</param>
    /// <param name="workflowId">The business key.</param>
    /// <param name="runId">Calls reach this run alone; null for the latest one.</param>
    /// <param name="firstRunId">The run that the caller started, if it did: with it, cancellation, termination and result are of this chain of runs and no later one.</param>
    public WorkflowHandle(CodeFirstClient client, string workflowId, string? runId, string? firstRunId)
    {
        ArgumentException.ThrowIfNullOrEmpty(workflowId);
        Client = client;
        WorkflowId = workflowId;
        RunId = runId;
        FirstRunId = firstRunId;
    }

    /// <summary>Makes the calls.</summary>
    public CodeFirstClient Client { get; }

    /// <summary>The business key.</summary>
    public string WorkflowId { get; }

    /// <summary>The run that calls reach; null for the latest one.</summary>
    public string? RunId { get; }

    /// <summary>The run that was started to get this handle; null where it was made from an id.</summary>
    public string? FirstRunId { get; }

    private WorkflowExecution Execution => new() { WorkflowId = WorkflowId, RunId = RunId ?? "" };

    /// <summary>Waits until the workflow ends, through retries and continuations. Interruptions of up to a minute, such as a restart of the server, go unnoticed.</summary>
    /// <param name="cancellationToken">Ends the wait, not the workflow.</param>
    /// <exception cref="WorkflowFailedException">It did not complete: it failed, was cancelled or terminated, or timed out; the inner exception says which.</exception>
    /// <exception cref="CodeFirstRpcException">There is no such workflow, or the server could not be reached.</exception>
    public Task GetResultAsync(CancellationToken cancellationToken = default) => WaitForResultAsync(cancellationToken);

    /// <summary>Sends a signal. Returns when the server has stored it.</summary>
    /// <param name="name">The signal as it is sent.</param>
    /// <param name="arguments">Encoded arguments.</param>
    /// <param name="cancellationToken">Ends the wait for the answer; the signal may have been sent.</param>
    /// <exception cref="CodeFirstRpcException">No such run is open, or the server could not be reached.</exception>
    public async Task SignalAsync(string name, IReadOnlyList<Payload> arguments, CancellationToken cancellationToken = default)
    {
        var request = new SignalWorkflowExecutionRequest
        {
            Namespace = Client.Options.Namespace,
            Identity = Client.Options.Identity,
            RequestId = StartRequests.NewId(),
            WorkflowExecution = Execution,
            SignalName = name,
            Input = StartRequests.ToPayloads(arguments),
        };
        await Client.CallAsync(static (s, r, o) => s.SignalWorkflowExecutionAsync(r, o), request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the workflow's code a question; it is answered by a worker, for closed runs too.</summary>
    /// <param name="name">The query as it is sent.</param>
    /// <param name="arguments">Encoded arguments.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WorkflowQueryFailedException">The workflow's code has no such query or failed to answer it.</exception>
    /// <exception cref="WorkflowQueryRejectedException">The run is in a state in which the client's options refuse queries.</exception>
    /// <exception cref="CodeFirstRpcException">There is no such workflow, no worker answered, or the server could not be reached.</exception>
    public async Task<T> QueryAsync<T>(string name, IReadOnlyList<Payload> arguments, CancellationToken cancellationToken = default)
    {
        var request = new QueryWorkflowRequest
        {
            Namespace = Client.Options.Namespace,
            Execution = Execution,
            Query = new WorkflowQuery { QueryType = name, QueryArgs = StartRequests.ToPayloads(arguments) },
            QueryRejectCondition = Client.Options.QueryRejectCondition,
        };
        var response = await Client.CallAsync(static (s, r, o) => s.QueryWorkflowAsync(r, o), request, cancellationToken).ConfigureAwait(false);
        return response.QueryRejected is { } rejected
            ? throw new WorkflowQueryRejectedException(rejected.Status)
            : Decode<T>(response.QueryResult);
    }

    /// <summary>Asks the workflow to cancel itself: its code sees its token cancelled and may clean up first. Returns when the server has stored the request.</summary>
    /// <param name="cancellationToken">Ends the wait for the answer; the request may have been sent.</param>
    /// <exception cref="CodeFirstRpcException">There is no such workflow, or the server could not be reached.</exception>
    public async Task CancelAsync(CancellationToken cancellationToken = default)
    {
        var request = new RequestCancelWorkflowExecutionRequest
        {
            Namespace = Client.Options.Namespace,
            Identity = Client.Options.Identity,
            RequestId = StartRequests.NewId(),
            WorkflowExecution = Execution,
            FirstExecutionRunId = FirstRunId ?? "",
        };
        await Client.CallAsync(static (s, r, o) => s.RequestCancelWorkflowExecutionAsync(r, o), request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the workflow at once; its code is not asked and cannot clean up.</summary>
    /// <param name="reason">Kept in the history.</param>
    /// <param name="cancellationToken">Ends the wait for the answer; the workflow may have been terminated.</param>
    /// <exception cref="CodeFirstRpcException">No such run is open, or the server could not be reached.</exception>
    public async Task TerminateAsync(string? reason = null, CancellationToken cancellationToken = default)
    {
        var request = new TerminateWorkflowExecutionRequest
        {
            Namespace = Client.Options.Namespace,
            Identity = Client.Options.Identity,
            WorkflowExecution = Execution,
            FirstExecutionRunId = FirstRunId ?? "",
            Reason = reason ?? "",
        };
        await Client.CallAsync(static (s, r, o) => s.TerminateWorkflowExecutionAsync(r, o), request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads the run's state and pending work.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="CodeFirstRpcException">There is no such workflow, or the server could not be reached.</exception>
    public async Task<WorkflowExecutionDescription> DescribeAsync(CancellationToken cancellationToken = default)
    {
        var request = new DescribeWorkflowExecutionRequest { Namespace = Client.Options.Namespace, Execution = Execution };
        var response = await Client.CallAsync(static (s, r, o) => s.DescribeWorkflowExecutionAsync(r, o), request, cancellationToken).ConfigureAwait(false);
        return new WorkflowExecutionDescription(response.WorkflowExecutionInfo, response.PendingActivities, Client.Options.DataConverter.PayloadConverter);
    }

    /// <summary>Reads the run's history as it is now, page by page as it is enumerated.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="CodeFirstRpcException">There is no such workflow, or the server could not be reached.</exception>
    public async IAsyncEnumerable<HistoryEvent> GetHistoryAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new GetWorkflowExecutionHistoryRequest { Namespace = Client.Options.Namespace, Execution = Execution };
        do
        {
            var page = await Client.CallAsync(static (s, r, o) => s.GetWorkflowExecutionHistoryAsync(r, o), request, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.History.Events)
            {
                yield return item;
            }

            request.NextPageToken = page.NextPageToken;
        }
        while (!request.NextPageToken.IsEmpty);
    }

    private protected Task<Payloads?> WaitForResultAsync(CancellationToken cancellationToken) =>
        new WorkflowResultReader(Client, WorkflowId).ReadAsync(RunId ?? FirstRunId ?? "", cancellationToken);

    private protected T Decode<T>(Payloads? payloads) =>
        payloads is { Payloads_: [var payload, ..] } ? Client.Options.DataConverter.PayloadConverter.FromPayload<T>(payload) : default!;
}
