using CodeFirst.Engine;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Protocol.Update.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Queries;
using CodeFirst.Server.Updates;
using Grpc.Core;

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

    public async Task DeleteAsync(string runId, CancellationToken cancellationToken)
    {
        await SendAsync(new WatchSettledMessage(runId), cancellationToken);
        await SendAsync(new DeleteMessage(runId), cancellationToken);
    }

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

    public Task<CompletionAnswer> CompleteWorkflowTaskAsync(RunTarget target, CompleteWorkflowTask command, CancellationToken cancellationToken) =>
        SendAsync(new CompleteWorkflowTaskMessage(target, command), cancellationToken);

    public Task<WorkflowTaskHandout?> TakeWorkflowTaskAsync(string runId, StartWorkflowTask command, CancellationToken cancellationToken) =>
        SendAsync(new TakeWorkflowTaskMessage(runId, command), cancellationToken);

    public Task<RunView> ReadAsync(string runId, CancellationToken cancellationToken) =>
        SendAsync(new ReadMessage(runId), cancellationToken);

    public Task<RunView> WatchAsync(string runId, long eventId, CancellationToken cancellationToken) =>
        SendAsync(new WatchMessage(runId, eventId), cancellationToken);

    public Task<UpdateAnswer> UpdateAsync(UpdateWorkflowExecutionRequest request, TimeSpan patience, CancellationToken cancellationToken)
    {
        hosts.RefuseWhenOverloaded();
        var message = new UpdateMessage(request, hosts.Context);
        hosts.Post(key, message);
        return WaitAsync(message, patience, cancellationToken);
    }

    public Task<UpdateAnswer> PollUpdateAsync(
        UpdateRef update,
        UpdateWorkflowExecutionLifecycleStage stage,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var message = new PollUpdateMessage(update, stage);
        hosts.Post(key, message);
        return WaitAsync(message, patience, cancellationToken);
    }

    public async Task<UpdateWithStartAnswer> UpdateWithStartAsync(
        StartWorkflow start,
        UpdateWorkflowExecutionRequest update,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var message = new UpdateMessage(update, hosts.Context);
        var answer = await StartAsync(start with { Update = message }, cancellationToken);
        try
        {
            return new UpdateWithStartAnswer(answer, await WaitAsync(message, patience, cancellationToken), UpdateError: null);
        }
        catch (RpcException error)
        {
            return new UpdateWithStartAnswer(answer, Update: null, error);
        }
    }

    public Task<QueryAnswer> QueryAsync(QueryWorkflowRequest request, TimeSpan patience, bool mayRelay, CancellationToken cancellationToken) =>
        SendAsync(new QueryMessage(request, patience, mayRelay), cancellationToken);

    public Task<RunView?> TakeQueryAsync(string runId, string queryId, CancellationToken cancellationToken) =>
        SendAsync(new TakeQueryMessage(runId, queryId), cancellationToken);

    public Task ReturnQueryAsync(string queryId, CancellationToken cancellationToken) =>
        SendAsync(new ReturnQueryMessage(queryId), cancellationToken);

    public Task AnswerQueryAsync(string runId, string queryId, WorkflowQueryResult result, CancellationToken cancellationToken) =>
        SendAsync(new AnswerQueryMessage(runId, queryId, result), cancellationToken);

    /// <summary>Waits for an update; when the patience is over, the answer is how far it is.</summary>
    private async Task<UpdateAnswer> WaitAsync(UpdateWait message, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            return await message.Answer.WaitAsync(patience, hosts.Context.Time, cancellationToken);
        }
        catch (TimeoutException)
        {
            message.Abandon();
            return message.Latest ?? throw Refusals.Unavailable("the workflow is busy, and whether the update was admitted is unknown; try again with the same update id");
        }
        catch (OperationCanceledException)
        {
            message.Abandon();
            throw;
        }
    }

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
