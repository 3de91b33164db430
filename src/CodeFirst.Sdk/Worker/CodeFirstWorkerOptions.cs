using Microsoft.Extensions.Logging;

namespace CodeFirst.Sdk;

/// <summary>What a worker polls, and how much it takes on at a time.</summary>
public sealed record CodeFirstWorkerOptions
{
    /// <summary>The task queue it polls.</summary>
    public required string TaskQueue { get; init; }

    /// <summary>How many activity attempts run at a time. Default: 100.</summary>
    public int MaxConcurrentActivities { get; init; } = 100;

    /// <summary>How many workflow tasks are worked on at a time. Default: 100.</summary>
    public int MaxConcurrentWorkflowTasks { get; init; } = 100;

    /// <summary>How many calls wait for activity tasks. Default: 5.</summary>
    public int ActivityTaskPollers { get; init; } = 5;

    /// <summary>How many calls wait for workflow tasks; most of them for tasks of cached runs. Default: 5.</summary>
    public int WorkflowTaskPollers { get; init; } = 5;

    /// <summary>How many runs are kept in memory between their tasks, so that these need no replay. Default: 10,000; 0 replays each task from the beginning.</summary>
    public int MaxCachedWorkflows { get; init; } = 10_000;

    /// <summary>How long a task of a cached run waits for this worker before any worker may take it. Default: 10 s.</summary>
    public TimeSpan StickyScheduleToStartTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long running activities may go on when the worker stops; then their token is cancelled, and after as long again they are left behind, and the server
    /// gives them to another worker when their time is up. Default: 10 s.
    /// </summary>
    public TimeSpan GracefulShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where activity classes and what they need come from, with a scope for each attempt. Default: none, which does for instances and static methods.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>Default: the client's.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of timeouts, heartbeats and retries. Default: the client's.</summary>
    public TimeProvider? TimeProvider { get; init; }

    internal void Validate()
    {
        if (string.IsNullOrEmpty(TaskQueue))
        {
            throw new ArgumentException($"A worker needs a {nameof(TaskQueue)}: the one its workflows are started on.");
        }

        RequireAtLeast(1, MaxConcurrentActivities, nameof(MaxConcurrentActivities));
        RequireAtLeast(1, MaxConcurrentWorkflowTasks, nameof(MaxConcurrentWorkflowTasks));
        RequireAtLeast(1, ActivityTaskPollers, nameof(ActivityTaskPollers));
        RequireAtLeast(1, WorkflowTaskPollers, nameof(WorkflowTaskPollers));
        RequireAtLeast(0, MaxCachedWorkflows, nameof(MaxCachedWorkflows));
        if (StickyScheduleToStartTimeout <= TimeSpan.Zero)
        {
            throw new ArgumentException($"The worker's {nameof(StickyScheduleToStartTimeout)} is {StickyScheduleToStartTimeout}; it has to be positive. Set {nameof(MaxCachedWorkflows)} to 0 to keep no runs in memory.");
        }

        if (GracefulShutdownTimeout < TimeSpan.Zero)
        {
            throw new ArgumentException($"The worker's {nameof(GracefulShutdownTimeout)} is {GracefulShutdownTimeout}; it cannot be negative.");
        }
    }

    private static void RequireAtLeast(int minimum, int value, string name)
    {
        if (value < minimum)
        {
            throw new ArgumentException($"The worker's {name} is {value}; it has to be at least {minimum}.");
        }
    }
}
