using CodeFirst.Engine;
using CodeFirst.Engine.Activities;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>What all polls, and all answers to tasks, have in common.</summary>
internal sealed partial class WorkflowServiceImpl
{
    // A poll that ends this soon is a mistake of its caller: it would go round and round.
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(2);

    private async Task<ITaskQueue> FindPolledQueueAsync(
        string @namespace,
        TaskQueue? taskQueue,
        TaskKind kind,
        string identity,
        ServerCallContext context)
    {
        var record = await FindNamespaceAsync(@namespace, context.CancellationToken);
        _checks.TaskQueue(taskQueue);
        _checks.OptionalId("Identity", identity);
        if (context.Deadline - TimeProvider.System.GetUtcNow().UtcDateTime < ShortestPoll)
        {
            throw RequestChecks.Invalid("The deadline of the poll is too short: it needs two seconds at least, and a minute is usual.");
        }

        return placement.GetTaskQueue(new TaskQueueKey(record.Id, kind, taskQueue!.Name));
    }

    /// <summary>Waits for an item that can be used; null when the time is over. An item is never lost: it is used, found to be gone, or given back.</summary>
    private async Task<TResponse?> PollAsync<TResponse>(ITaskQueue queue, string identity, ServerCallContext context, Func<QueueItem, Task<TResponse?>> take)
        where TResponse : class
    {
        using var place = await limits.Waits.EnterAsync(context.CancellationToken);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, drain.Token);
        var began = _time.GetTimestamp();
        var patience = GetPatience(options.PollTimeout, context.Deadline);
        while (patience - _time.GetElapsedTime(began) is var left && left > TimeSpan.Zero && !wait.IsCancellationRequested)
        {
            if (await queue.PollAsync(identity, left, wait.Token) is not { } item)
            {
                break;
            }

            try
            {
                wait.Token.ThrowIfCancellationRequested();
                if (await take(item) is { } response)
                {
                    CountTask(item);
                    return response;
                }
            }
            catch (Exception exception) when (exception is not RpcException { StatusCode: StatusCode.NotFound })
            {
                await GiveBackAsync(queue, item);
                if (!drain.Token.IsCancellationRequested)
                {
                    throw;
                }
            }
        }

        return null;
    }

    private void CountTask(QueueItem item)
    {
        switch (item)
        {
            case ReadyItem ready:
                metrics.CountTask(ready.Task.Kind, ready.IsSticky ? "sticky" : ready.Task.TaskQueue, _time.GetUtcNow() - ready.Task.ReadySince);
                break;
            case StartedWorkflowTaskItem started:
                metrics.CountTask(TaskKind.Workflow, started.Handout.View.State.TaskQueue, TimeSpan.Zero);
                break;
            case StartedActivityItem started:
                metrics.CountTask(TaskKind.Activity, started.Started.Activity.Scheduled.TaskQueue.Name, TimeSpan.Zero);
                break;
        }
    }

    /// <summary>Gives back an item that its poller did not get. A task that was started for it is ready again, if nothing happened to it since.</summary>
    private async Task GiveBackAsync(ITaskQueue queue, QueueItem item)
    {
        var (token, command) = item switch
        {
            StartedWorkflowTaskItem { Handout.Task.Token: var started } => (started, (RunCommand)new ReturnWorkflowTask(started)),
            StartedActivityItem { Started.Token: var started } => (started, new ReturnActivity(started)),
            _ => (null, null),
        };
        if (token is null)
        {
            if (item is QueryItem query)
            {
                await placement.GetWorkflow(new WorkflowKey(item.Run.NamespaceId, item.Run.WorkflowId)).ReturnQueryAsync(query.QueryId, CancellationToken.None);
            }

            await queue.ReturnAsync(item);
            return;
        }

        try
        {
            await FindHost(token).ExecuteAsync(new RunTarget(token.RunId), command!, CancellationToken.None);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            // The run went on without this attempt.
        }
    }

    private async ValueTask<TaskToken> ReadTokenAsync(ByteString bytes, string @namespace, string identity, CancellationToken cancellationToken)
    {
        _checks.OptionalId("Identity", identity);
        var token = RequestChecks.Token(bytes);
        if (@namespace.Length > 0 && (await namespaces.GetAsync(@namespace, cancellationToken)).Id != token.NamespaceId)
        {
            throw RequestChecks.Invalid("The task token is of another namespace than the request.");
        }

        return token;
    }
}
