namespace CodeFirst.Server.Matching;

/// <summary>Finds task queues.</summary>
internal interface ITaskQueues
{
    /// <summary>The task queue of this name, wherever it lives.</summary>
    ITaskQueue Get(TaskQueueKey key);
}
