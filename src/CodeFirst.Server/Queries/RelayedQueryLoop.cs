using CodeFirst.Server.Cluster;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Placement;
using CodeFirst.Server.Runs;
using CodeFirst.Storage;
using CodeFirst.Storage.Cluster;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Queries;

/// <summary>
/// Answers queries that came to other processes and for which a worker polls here, as if their callers had come here, and fetches answers for those who wait.
/// A query goes back when the polls end before a worker has it: its worker may poll another process now.
/// A hint wakes it; what a lost one would have told is found every second. Alone on its database, a process asks the store nothing.
/// </summary>
internal sealed partial class RelayedQueryLoop(
    StoredAnswers answers,
    ClusterMembership cluster,
    LocalTaskQueues queues,
    IPlacement placement,
    IStore store,
    TimeProvider time,
    ILogger<RelayedQueryLoop> logger) : BackgroundService
{
    private const int MaxUnderWay = 1_000;

    // Hint or not, the process of the sticky worker has looked once by then.
    private static readonly TimeSpan StickyPatience = ClusterMembership.Interval;

    private int _underWay;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await answers.Hinted.WaitAsync(ClusterMembership.Interval, TimeProvider.System, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stoppingToken.ThrowIfCancellationRequested();
            answers.Reset();
            if (cluster.IsAlone && !answers.IsWaiting)
            {
                continue;
            }

            try
            {
                await answers.FetchAsync(stoppingToken);
                await TakeAsync(stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                LogFailed(exception);
            }
        }
    }

    private async Task TakeAsync(CancellationToken cancellationToken)
    {
        var polled = queues.ReadPolledHere();
        var free = MaxUnderWay - Volatile.Read(ref _underWay);
        if (polled.Count == 0 || free <= 0)
        {
            return;
        }

        foreach (var query in await store.TakeQueriesAsync(cluster.NodeId, polled, StickyPatience, free, cancellationToken))
        {
            Interlocked.Increment(ref _underWay);
            _ = AnswerAsync(query, cancellationToken);
        }
    }

    private async Task AnswerAsync(RelayedQuery query, CancellationToken cancellationToken)
    {
        try
        {
            if (await AskWorkerAsync(query, cancellationToken) is { } answer)
            {
                await answers.GiveAsync(query.Id, answer);
            }
            else
            {
                await GiveBackAsync(query);
            }
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Its caller has given up by now, or this process stops, and another one takes it then.
        }
        catch (StoreUnavailableException exception)
        {
            LogFailed(exception);
        }
        catch (Exception exception)
        {
            LogUnexpected(query.Request.Execution.WorkflowId, exception);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task GiveBackAsync(RelayedQuery query)
    {
        await store.GiveBackQueryAsync(cluster.NodeId, query.Id, CancellationToken.None);
        cluster.Tell(new StoreHint.QueryAsked(query.NamespaceId, query.TaskQueue, query.StickyTaskQueue));
    }

    /// <summary>The worker's answer; null when no worker polls for it here any more.</summary>
    private async Task<ReadOnlyMemory<byte>?> AskWorkerAsync(RelayedQuery query, CancellationToken cancellationToken)
    {
        var host = placement.GetWorkflow(new WorkflowKey(query.NamespaceId, query.Request.Execution.WorkflowId));
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var answer = host.QueryAsync(query.Request, query.Patience, mayRelay: false, wait.Token);
            return RelayedAnswer.Write(await answer.WaitAsync(query.Patience, time, CancellationToken.None));
        }
        catch (TimeoutException)
        {
            await wait.CancelAsync();
            throw;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (RpcException refusal)
        {
            return RelayedAnswer.Write(refusal);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Queries cannot be passed between processes; trying again")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "{WorkflowId}: a query of another process failed")]
    private partial void LogUnexpected(string workflowId, Exception exception);
}
