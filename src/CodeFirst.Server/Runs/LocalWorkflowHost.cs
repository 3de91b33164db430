using CodeFirst.Engine;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Queries;

namespace CodeFirst.Server.Runs;

/// <summary>A host in this process.</summary>
internal sealed class LocalWorkflowHost(WorkflowHosts hosts, WorkflowKey key) : IWorkflowHost
{
    public Task<StartAnswer> StartAsync(StartWorkflow message, CancellationToken cancellationToken)
    {
        hosts.RefuseWhenOverloaded();
        return SendAsync(new StartMessage(message), cancellationToken);
    }

    public Task<string> ResetAsync(ResetWorkflowExecutionRequest request, CancellationToken cancellationToken)
    {
        hosts.RefuseWhenOverloaded();
        return SendAsync(new ResetMessage(request, Guid.NewGuid().ToString(), hosts.Histories), cancellationToken);
    }

    public Task DeleteAsync(string runId, CancellationToken cancellationToken) => SendAsync(new DeleteMessage(runId), cancellationToken);

    public Task<CommandReply?> ExecuteAsync(RunTarget target, RunCommand command, CancellationToken cancellationToken)
    {
        if (command is SignalRun)
        {
            hosts.RefuseWhenOverloaded();
        }

        return SendAsync(new CommandMessage(target, command), cancellationToken);
    }

    public Task AdvanceTimeAsync(string runId, bool recoversHandouts, CancellationToken cancellationToken) =>
        SendAsync(new AdvanceTimeMessage(runId, recoversHandouts), cancellationToken);

    public Task CompleteWorkflowTaskAsync(RunTarget target, CompleteWorkflowTask command, CancellationToken cancellationToken) =>
        SendAsync(new CompleteWorkflowTaskMessage(target, command), cancellationToken);

    public Task<WorkflowTaskHandout?> TakeWorkflowTaskAsync(string runId, StartWorkflowTask command, CancellationToken cancellationToken) =>
        SendAsync(new TakeWorkflowTaskMessage(runId, command), cancellationToken);

    public Task<RunView> ReadAsync(string runId, CancellationToken cancellationToken) =>
        SendAsync(new ReadMessage(runId), cancellationToken);

    public Task<RunView> WatchAsync(string runId, long eventId, CancellationToken cancellationToken) =>
        SendAsync(new WatchMessage(runId, eventId), cancellationToken);

    public Task<QueryAnswer> QueryAsync(QueryWorkflowRequest request, CancellationToken cancellationToken) =>
        SendAsync(new QueryMessage(request), cancellationToken);

    public Task<RunView?> TakeQueryAsync(string runId, string queryId, CancellationToken cancellationToken) =>
        SendAsync(new TakeQueryMessage(runId, queryId), cancellationToken);

    public Task AnswerQueryAsync(string queryId, WorkflowQueryResult result, CancellationToken cancellationToken) =>
        SendAsync(new AnswerQueryMessage(queryId, result), cancellationToken);

    private async Task<TAnswer> SendAsync<TAnswer>(HostMessage<TAnswer> message, CancellationToken cancellationToken)
    {
        hosts.Post(key, message);
        try
        {
            return await message.Answer.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            message.Abandon();
            throw;
        }
    }
}
