using CodeFirst.Server.Matching;
using CodeFirst.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Metrics;

/// <summary>Keeps the backlogs counted that the metrics tell, so that collecting them asks no store.</summary>
internal sealed partial class BacklogLoop(LocalTaskQueues queues, ServerMetrics metrics, ILogger<BacklogLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Counts once.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await queues.CountBacklogsAsync(cancellationToken);
        }
        catch (StoreUnavailableException exception)
        {
            LogFailed(exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.ObserveBacklog(queues.ReadBacklogs);
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await RunOnceAsync(stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Backlogs cannot be counted; trying again")]
    private partial void LogFailed(Exception exception);
}
