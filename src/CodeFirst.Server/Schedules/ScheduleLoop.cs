using System.Collections.Concurrent;
using CodeFirst.Server.Cluster;
using CodeFirst.Server.Hosting;
using CodeFirst.Storage;
using CodeFirst.Storage.Schedules;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Schedules;

/// <summary>
/// Tells schedules that their time has come. The store knows when that is: a sleeping schedule is a row, whatever their number. Every process looks; the one
/// that owns a schedule's slot acts on time and the others a little later, should it have died. Whoever acts, each time starts one workflow.
/// </summary>
internal sealed partial class ScheduleLoop(
    ScheduleActions actions, ScheduleAlarm alarm, IStore store, ClusterMembership cluster, TimeProvider time, ILogger<ScheduleLoop> logger)
    : DrainingLoop(MaxConcurrentSchedules)
{
    private const int ReadPageSize = 1000;
    private const int MaxConcurrentSchedules = 64;

    // What other processes wrote is seen by then.
    private static readonly TimeSpan ReadInterval = TimeSpan.FromSeconds(5);

    // A process that changes many schedules reads for them together.
    private static readonly TimeSpan Granularity = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<ScheduleKey, bool> _underWay = new();

    /// <summary>Sends what is due, and answers when to look again.</summary>
    public async Task<DateTimeOffset> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var next = now + ReadInterval;
        foreach (var schedule in await store.ReadDueSchedulesAsync(next, ReadPageSize, cancellationToken))
        {
            var due = cluster.Owns(schedule.Key.Slot) ? schedule.Deadline : schedule.Deadline + Grace;
            if (due > now)
            {
                next = due < next ? due : next;
            }
            else if (_underWay.TryAdd(schedule.Key, true))
            {
                await TakeSlotAsync(cancellationToken);
                _ = AdvanceAsync(schedule.Key, cancellationToken);
            }
        }

        return next;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var rung = alarm.Rung;
            var next = time.GetUtcNow() + RetryDelay;
            try
            {
                next = await RunOnceAsync(stoppingToken);
            }
            catch (StoreUnavailableException exception)
            {
                LogReadFailed(exception);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            var delay = next - time.GetUtcNow();
            if (delay > TimeSpan.Zero)
            {
                await rung.WaitAsync(delay > Granularity ? delay : Granularity, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task AdvanceAsync(ScheduleKey key, CancellationToken stoppingToken)
    {
        try
        {
            await actions.AdvanceAsync(key, CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogAdvanceFailed(key.ScheduleId, exception);
            await Task.Delay(RetryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            ReleaseSlot();
            alarm.Ring();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Due schedules cannot be read; trying again")]
    private partial void LogReadFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId}: its deadline could not be processed; trying again")]
    private partial void LogAdvanceFailed(string scheduleId, Exception exception);
}
