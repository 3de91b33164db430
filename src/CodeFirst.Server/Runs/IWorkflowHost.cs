using CodeFirst.Engine;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Queries;
using CodeFirst.Server.Updates;

namespace CodeFirst.Server.Runs;

/// <summary>
/// The host of one workflow id as callers see it, wherever it lives. Each method sends a message and returns the answer, after the commit that makes it
/// true. A refusal is thrown as gRPC status. Cancelling gives up waiting; what was sent may still happen.
/// </summary>
internal interface IWorkflowHost
{
    /// <summary>Starts a run, or answers with the running one, as the policies say.</summary>
    Task<StartAnswer> StartAsync(StartWorkflow message, CancellationToken cancellationToken);

    /// <summary>Resets a run; answers with the id of the run that takes its place.</summary>
    Task<string> ResetAsync(ResetWorkflowExecutionRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a run, once it is closed and has told others what it has to.</summary>
    Task DeleteAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Sends a command to a run.</summary>
    Task<CommandReply?> ExecuteAsync(RunTarget target, RunCommand command, CancellationToken cancellationToken);

    /// <summary>Tells a run that its deadline has come, or that no process lives that could have handed out its workflow task.</summary>
    Task AdvanceTimeAsync(string runId, bool recoversHandouts, CancellationToken cancellationToken);

    /// <summary>Completes a workflow task, with the answers of the queries that travelled with it.</summary>
    Task<CompletionAnswer> CompleteWorkflowTaskAsync(RunTarget target, CompleteWorkflowTask command, CancellationToken cancellationToken);

    /// <summary>Starts a workflow task; null when it is gone.</summary>
    Task<WorkflowTaskHandout?> TakeWorkflowTaskAsync(string runId, StartWorkflowTask command, CancellationToken cancellationToken);

    /// <summary>Reads a run.</summary>
    Task<RunView> ReadAsync(string runId, CancellationToken cancellationToken);

    /// <summary>Waits until a run has the event, or is closed.</summary>
    Task<RunView> WatchAsync(string runId, long eventId, CancellationToken cancellationToken);

    /// <summary>Updates a run, and waits until the update has come to the wanted stage, or the patience is over.</summary>
    Task<UpdateAnswer> UpdateAsync(UpdateWorkflowExecutionRequest request, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Waits for an update that was admitted before.</summary>
    Task<UpdateAnswer> PollUpdateAsync(
        UpdateRef update,
        UpdateWorkflowExecutionLifecycleStage stage,
        TimeSpan patience,
        CancellationToken cancellationToken);

    /// <summary>Starts a run, or finds one, and updates it. What fails the start is thrown.</summary>
    Task<UpdateWithStartAnswer> UpdateWithStartAsync(
        StartWorkflow start,
        UpdateWorkflowExecutionRequest update,
        TimeSpan patience,
        CancellationToken cancellationToken);

    /// <summary>
    /// Asks the workflow's code. The patience says for how long the caller waits; it ends the wait by the token. A query that may not be relayed is canceled
    /// when no worker polls for it here any more, and none has it.
    /// </summary>
    /// <param name="request">What is asked.</param>
    /// <param name="patience">For how long the caller waits.</param>
    /// <param name="mayRelay">Whether other processes may be asked, where no worker polls for it here.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<QueryAnswer> QueryAsync(QueryWorkflowRequest request, TimeSpan patience, bool mayRelay, CancellationToken cancellationToken);

    /// <summary>A poller takes a query; null when it waits for no worker any more.</summary>
    Task<RunView?> TakeQueryAsync(string runId, string queryId, CancellationToken cancellationToken);

    /// <summary>A poller could not use the query it took: another one may take it.</summary>
    Task ReturnQueryAsync(string queryId, CancellationToken cancellationToken);

    /// <summary>Answers a query that a poller took.</summary>
    Task AnswerQueryAsync(string runId, string queryId, WorkflowQueryResult result, CancellationToken cancellationToken);
}
