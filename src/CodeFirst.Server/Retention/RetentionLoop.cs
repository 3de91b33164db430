using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Placement;
using CodeFirst.Server.Runs;
using CodeFirst.Storage;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Runs;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Retention;

/// <summary>
/// Deletes closed runs that their namespace has kept long enough, a few at a time and the oldest first, so that many that closed together do not go all at
/// once. Any process may do it: a run that is gone already is no error.
/// </summary>
internal sealed partial class RetentionLoop(
    NamespaceRegistry namespaces,
    IStore store,
    IPlacement placement,
    TimeProvider time,
    ILogger<RetentionLoop> logger) : BackgroundService
{
    private const int PageSize = 500;
    private const int MaxConcurrentRuns = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(90);

    /// <summary>Deletes the oldest runs of each namespace whose time is over; false when there may be more.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var isDone = true;
        foreach (var record in await namespaces.ListAsync(cancellationToken))
        {
            isDone &= await DeleteExpiredAsync(record, cancellationToken);
        }

        return isDone;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // At random, so that several processes on one store take turns.
            var pause = ShortestPause + ((LongestPause - ShortestPause) * Random.Shared.NextDouble());
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                while (!stoppingToken.IsCancellationRequested && !await RunOnceAsync(stoppingToken))
                {
                }
            }
            catch (StoreUnavailableException exception)
            {
                LogReadFailed(exception);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<bool> DeleteExpiredAsync(NamespaceRecord record, CancellationToken cancellationToken)
    {
        var closedBefore = time.GetUtcNow() - record.Retention;
        var runs = await store.ReadExpiredRunsAsync(record.Id, closedBefore, PageSize, cancellationToken);
        var deleted = 0;
        await Parallel.ForEachAsync(
            runs,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrentRuns, CancellationToken = cancellationToken },
            async (run, token) =>
            {
                if (await TryDeleteAsync(run, token))
                {
                    Interlocked.Increment(ref deleted);
                }
            });

        // A page of which nothing could be deleted is looked at again only after the pause.
        return runs.Count < PageSize || deleted == 0;
    }

    private async Task<bool> TryDeleteAsync(RunKey run, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(Patience, time);
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            await placement.GetWorkflow(new WorkflowKey(run.NamespaceId, run.WorkflowId)).DeleteAsync(run.RunId, wait.Token);
            return true;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogDeleteFailed(run.WorkflowId, run.RunId, exception);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Expired runs cannot be read; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{WorkflowId} {RunId}: its retention is over, but it could not be deleted; trying again")]
    private partial void LogDeleteFailed(string workflowId, string runId, Exception exception);
}
