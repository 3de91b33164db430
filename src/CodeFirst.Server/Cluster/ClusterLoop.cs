using CodeFirst.Engine.Tasks;
using CodeFirst.Server.Deadlines;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;
using CodeFirst.Storage;
using CodeFirst.Storage.Cluster;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Cluster;

/// <summary>
/// Keeps in touch with the other processes on the database: says that this one lives, sends and hears hints. Hints only make things faster; what
/// a lost one would have told is found by looking into the store every few seconds.
/// </summary>
internal sealed partial class ClusterLoop(
    ClusterMembership membership,
    IStore store,
    LocalTaskQueues queues,
    WorkflowHosts hosts,
    DeadlineQueue deadlines,
    StoredAnswers answers,
    ClusterPollers pollers,
    ILogger<ClusterLoop> logger) : BackgroundService
{
    private const int BeatsBetweenLooks = 2;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await membership.LeaveAsync(cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            // The others will notice that it says nothing any more.
            LogFailed(exception);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(BeatAsync(stoppingToken), SendAsync(stoppingToken), ListenAsync(stoppingToken));

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(ClusterMembership.Interval);
        for (var beat = 1; await timer.WaitForNextTickAsync(cancellationToken); beat++)
        {
            await TryAsync(async () =>
            {
                var isChanged = await membership.BeatAsync(cancellationToken);
                if (isChanged || (!membership.IsAlone && beat % BeatsBetweenLooks == 0))
                {
                    deadlines.RequestRead();
                    hosts.RecheckWatched();
                    await queues.RefreshAllAsync();
                }
            });
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await membership.Hinted.WaitAsync(cancellationToken);
            var hints = membership.TakeHints();
            await TryAsync(() => store.NotifyAsync(hints, cancellationToken));
        }
    }

    private Task ListenAsync(CancellationToken cancellationToken) => store.ListenAsync(membership.NodeId, OnHint, cancellationToken);

    private void OnHint(StoreHint hint)
    {
        switch (hint)
        {
            case StoreHint.RunChanged changed:
                hosts.Recheck(new WorkflowKey(changed.NamespaceId, changed.WorkflowId));
                break;

            case StoreHint.TaskReady ready:
                _ = TryAsync(() => queues.RefreshAsync(new TaskQueueKey(ready.NamespaceId, ready.Kind, ready.TaskQueue)));
                break;

            case StoreHint.QueryAsked query when IsPolledHere(query.NamespaceId, query.StickyTaskQueue) || IsPolledHere(query.NamespaceId, query.TaskQueue):
            case StoreHint.QueryAnswered when answers.IsWaiting:
                answers.Wake();
                break;

            case StoreHint.PollersAsked asked:
                _ = TryAsync(() => pollers.TellAsync(asked));
                break;
        }
    }

    private bool IsPolledHere(string namespaceId, string taskQueue) => queues.IsPolledHere(new TaskQueueKey(namespaceId, TaskKind.Workflow, taskQueue));

    private async Task TryAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (StoreUnavailableException exception)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The other processes on the database cannot be reached; trying again")]
    private partial void LogFailed(Exception exception);
}
