using CodeFirst.Server.Cluster;
using CodeFirst.Server.Hosting;
using CodeFirst.Server.Placement;
using CodeFirst.Server.Runs;
using CodeFirst.Storage;
using CodeFirst.Storage.Runs;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Deadlines;

/// <summary>Tells runs that their time has come. Near deadlines are in memory; the others are read from the store before they become near.</summary>
internal sealed partial class DeadlineLoop(
    DeadlineQueue queue, IStore store, IPlacement placement, ClusterMembership cluster, TimeProvider time, ILogger<DeadlineLoop> logger)
    : DrainingLoop(MaxConcurrentRuns)
{
    // More than a store commits in a second: many runs that wake at the same moment, or after a time without a server, do not wait for a read.
    private const int ReadPageSize = 10_000;
    private const int MaxConcurrentRuns = 256;
    private static readonly TimeSpan ReadInterval = DeadlineQueue.Horizon / 3;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // A busy server has deadlines all the time: those of so short a time are looked at together.
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(5);

    // Long enough for the process that looks after the run to be first; short enough that what a dead one left goes on within five seconds.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    // What a process handed out and did not live to write is due within this time, and what waits for a worker that may have gone with it, as a rule.
    private static readonly TimeSpan RecoveryWindow = TimeSpan.FromSeconds(10);

    private readonly HashSet<RunKey> _recovering = [];
    private DateTimeOffset _nextRead = DateTimeOffset.MinValue;

    /// <summary>Reads what is near, when it is time to, and sends everything that is due.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (queue.TakeReadRequest() || time.GetUtcNow() >= _nextRead)
        {
            await ReadNearAsync(cancellationToken);
        }

        while (queue.TryTakeDue(time.GetUtcNow(), out var run))
        {
            await TakeSlotAsync(cancellationToken);
            _ = AdvanceAsync(run, _recovering.Remove(run));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var earlier = queue.Earlier;
            await RunOnceAsync(stoppingToken);
            var wake = queue.Next is { } next && next < _nextRead ? next : _nextRead;
            var delay = wake - time.GetUtcNow();
            if (delay > TimeSpan.Zero)
            {
                await earlier.WaitAsync(delay > Granularity ? delay : Granularity, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ReadNearAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            var due = await store.ReadDueRunsAsync(now + DeadlineQueue.Horizon, ReadPageSize, cancellationToken);
            var isFirst = _nextRead == DateTimeOffset.MinValue && cluster.IsAlone;
            foreach (var run in due)
            {
                if (isFirst && run.Deadline <= now + RecoveryWindow)
                {
                    _recovering.Add(run.Key);
                    queue.SetIfUnknown(run.Key, now);
                }
                else
                {
                    queue.SetIfUnknown(run.Key, cluster.Owns(run.Key.Slot) ? run.Deadline : run.Deadline + Grace);
                }
            }

            // A full page may hide more: it is read again when its last run is due.
            _nextRead = due.Count == ReadPageSize && due[^1].Deadline < now + ReadInterval ? Max(due[^1].Deadline, now + RetryDelay) : now + ReadInterval;
        }
        catch (StoreUnavailableException exception)
        {
            LogReadFailed(exception);
            _nextRead = now + RetryDelay;
        }
    }

    private async Task AdvanceAsync(RunKey run, bool recoversHandouts)
    {
        try
        {
            var host = placement.GetWorkflow(new WorkflowKey(run.NamespaceId, run.WorkflowId));
            await host.AdvanceTimeAsync(run.RunId, recoversHandouts, CancellationToken.None);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            // The run closed, or was deleted, before its time came.
        }
        catch (Exception exception)
        {
            LogAdvanceFailed(run.WorkflowId, run.RunId, exception);
            queue.Set(run, time.GetUtcNow() + RetryDelay);
        }
        finally
        {
            ReleaseSlot();
        }
    }

    private static DateTimeOffset Max(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due runs cannot be read; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{WorkflowId} {RunId}: its deadline could not be processed; trying again")]
    private partial void LogAdvanceFailed(string workflowId, string runId, Exception exception);
}
