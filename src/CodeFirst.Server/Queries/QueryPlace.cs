namespace CodeFirst.Server.Queries;

/// <summary>Where a query waits for its answer.</summary>
internal enum QueryPlace
{
    /// <summary>For the next workflow task.</summary>
    Buffered = 1,

    /// <summary>With a worker, beside the workflow task it has.</summary>
    WithTask = 2,

    /// <summary>In a task queue.</summary>
    InQueue = 3,

    /// <summary>With the worker that took it from a task queue.</summary>
    WithWorker = 4,

    /// <summary>With another process, which has pollers for it.</summary>
    Elsewhere = 5,
}
