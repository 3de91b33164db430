namespace CodeFirst.Sdk;

/// <summary>Talks to one workflow that has a result.</summary>
/// <param name="client">Makes the calls.</param>
/// <param name="workflowId">The business key.</param>
/// <param name="runId">Calls reach this run alone; null for the latest one.</param>
/// <param name="firstRunId">The run that the caller started, if it did: with it, cancellation, termination and result are of this chain of runs and no later one.</param>
public class WorkflowHandle<TResult>(CodeFirstClient client, string workflowId, string? runId, string? firstRunId)
    : WorkflowHandle(client, workflowId, runId, firstRunId)
{
    /// <summary>Waits until the workflow ends, through retries and continuations, and decodes its result. Interruptions of up to a minute, such as a restart of the server, go unnoticed.</summary>
    /// <param name="cancellationToken">Ends the wait, not the workflow.</param>
    /// <exception cref="WorkflowFailedException">It did not complete: it failed, was cancelled or terminated, or timed out; the inner exception says which.</exception>
    /// <exception cref="InvalidOperationException">Its result is of another type.</exception>
    /// <exception cref="CodeFirstRpcException">There is no such workflow, or the server could not be reached.</exception>
    public new async Task<TResult> GetResultAsync(CancellationToken cancellationToken = default) =>
        Decode<TResult>(await WaitForResultAsync(cancellationToken).ConfigureAwait(false));
}
