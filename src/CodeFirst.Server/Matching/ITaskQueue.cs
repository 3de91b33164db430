namespace CodeFirst.Server.Matching;

/// <summary>Where ready tasks and waiting pollers meet.</summary>
internal interface ITaskQueue
{
    /// <summary>Brings an item.</summary>
    ValueTask<OfferOutcome> OfferAsync(QueueItem item);

    /// <summary>Whether a poller waits in this process, or one did a moment ago and may be back at once.</summary>
    bool IsPolledHere { get; }

    /// <summary>Takes a poller that waits in this process out of line; null when none does.</summary>
    PollerReservation? TryReserve();

    /// <summary>Waits for an item; null when the time is over. An item that comes at the moment of the cancellation is returned: see <see cref="ReturnAsync"/>.</summary>
    ValueTask<QueueItem?> PollAsync(string identity, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Takes back an item that its poller could not use.</summary>
    ValueTask ReturnAsync(QueueItem item);

    /// <summary>The only worker of the queue is leaving: its polls end empty, and what waited for it is handed back.</summary>
    ValueTask<IReadOnlyList<QueueItem>> DesertAsync();

    /// <summary>Who polled lately, and what waits in memory.</summary>
    ValueTask<TaskQueueView> ReadAsync();
}
