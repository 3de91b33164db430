namespace CodeFirst.Server.Matching;

/// <summary>
/// A waiting poller that was taken out of line for a task whose commit is under way: the task is started in the commit that makes it, which saves
/// a commit and the rows of a ready task. Ends with exactly one of its methods.
/// </summary>
internal sealed class PollerReservation(string identity, Action<QueueItem> deliver, Action release)
{
    /// <summary>Of the worker that polls.</summary>
    public string Identity => identity;

    /// <summary>The same for the start and its repetition after a conflict.</summary>
    public string RequestId { get; } = Guid.NewGuid().ToString();

    /// <summary>Gives the poller its started task, after the commit.</summary>
    public void Deliver(QueueItem item) => deliver(item);

    /// <summary>Puts the poller back in line.</summary>
    public void Release() => release();
}
