using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Schedules;
using CodeFirst.Storage;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Schedules;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Namespaces;

/// <summary>
/// Removes what deleted namespaces leave behind: their schedules and runs, page by page, then the row. The row in the store says what is to be done, so a removal that
/// was cut short goes on at the next start or on another node; several nodes at once do the same work twice and no harm.
/// </summary>
internal sealed partial class NamespaceRemovalLoop(IStore store, ScheduleBook schedules, TimeProvider time, ILogger<NamespaceRemovalLoop> logger) : BackgroundService
{
    private const int PageSize = 200;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>There is a namespace to remove.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Removes every namespace that is deleted by now.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var record in await store.ListNamespacesAsync(cancellationToken))
        {
            if (record.State == NamespaceState.Deleted)
            {
                await RemoveAsync(record, cancellationToken);
            }
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is StoreUnavailableException or ObjectDisposedException)
            {
                LogStoreUnavailable(exception);
            }

            using var interval = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            await Task.WhenAny(_wake.WaitAsync(interval.Token), Task.Delay(Interval, time, interval.Token));
            await interval.CancelAsync();
        }
    }

    private async Task RemoveAsync(NamespaceRecord record, CancellationToken cancellationToken)
    {
        do
        {
            foreach (var schedule in await store.ListSchedulesAsync(record.Id, filter: null, after: string.Empty, PageSize, cancellationToken))
            {
                await schedules.DeleteAsync(new ScheduleKey(record.Id, schedule.ScheduleId), cancellationToken);
            }

            var runs = await store.ListRunsAsync(record.Id, filter: null, after: null, PageSize, cancellationToken);
            foreach (var run in runs)
            {
                await store.DeleteRunAsync(run.Key, cancellationToken);
            }
        }
        while (!await store.DeleteNamespaceAsync(record.Id, cancellationToken) && await ExistsAsync(record, cancellationToken));

        LogRemoved(record.Name, record.Id);
    }

    private async Task<bool> ExistsAsync(NamespaceRecord record, CancellationToken cancellationToken) =>
        (await store.ListNamespacesAsync(cancellationToken)).Any(other => other.Id == record.Id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Namespace {Namespace} ({NamespaceId}) is removed")]
    private partial void LogRemoved(string @namespace, string namespaceId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deleted namespaces cannot be removed now: the store is not available")]
    private partial void LogStoreUnavailable(Exception exception);
}
