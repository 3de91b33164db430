namespace CodeFirst.Sdk;

/// <summary>How an activity is called. What is null comes from the activity's attribute, then from the server.</summary>
public sealed record ActivityOptions
{
    /// <summary>Unique among the run's activities. Default: made by the run.</summary>
    public string? ActivityId { get; init; }

    /// <summary>Default: the attribute's, then the workflow's own.</summary>
    public string? TaskQueue { get; init; }

    /// <summary>How long one attempt may take. This or <see cref="ScheduleToCloseTimeout"/> is needed.</summary>
    public TimeSpan? StartToCloseTimeout { get; init; }

    /// <summary>How long the activity may take with all its attempts. Default: as long as the run.</summary>
    public TimeSpan? ScheduleToCloseTimeout { get; init; }

    /// <summary>How long it may wait for a worker. Default: as long as the whole activity.</summary>
    public TimeSpan? ScheduleToStartTimeout { get; init; }

    /// <summary>How long an attempt may stay silent between heartbeats. Default: no heartbeats are expected.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }

    /// <summary>Default: the server's, which retries without limit.</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>What happens to the call when it is cancelled. Default: <see cref="ActivityCancellation.TryCancel"/>.</summary>
    public ActivityCancellation? Cancellation { get; init; }

    /// <summary>A line for people, shown with the activity. At most 400 bytes.</summary>
    public string? Summary { get; init; }
}
