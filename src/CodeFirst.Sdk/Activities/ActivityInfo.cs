using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Sdk;

/// <summary>Which attempt of which activity runs.</summary>
public sealed record ActivityInfo
{
    /// <summary>Unique among the run's activities. Together with the workflow and run ids it makes a key under which effects can be found to be done already.</summary>
    public required string ActivityId { get; init; }

    /// <summary>The activity type as it is sent.</summary>
    public required string ActivityType { get; init; }

    /// <summary>1 for the first.</summary>
    public required int Attempt { get; init; }

    /// <summary>The namespace of the workflow that called it.</summary>
    public required string Namespace { get; init; }

    /// <summary>The id of the workflow that called it.</summary>
    public required string WorkflowId { get; init; }

    /// <summary>The run that called it.</summary>
    public required string WorkflowRunId { get; init; }

    /// <summary>The type of the workflow that called it.</summary>
    public required string WorkflowType { get; init; }

    /// <summary>The task queue it came by.</summary>
    public required string TaskQueue { get; init; }

    /// <summary>When it was scheduled first.</summary>
    public required DateTimeOffset ScheduledTime { get; init; }

    /// <summary>When this attempt was scheduled.</summary>
    public required DateTimeOffset CurrentAttemptScheduledTime { get; init; }

    /// <summary>When this attempt was handed out.</summary>
    public required DateTimeOffset StartedTime { get; init; }

    /// <summary>How long it may take with all its attempts; null for without limit.</summary>
    public TimeSpan? ScheduleToCloseTimeout { get; init; }

    /// <summary>How long this attempt may take; null for without limit.</summary>
    public TimeSpan? StartToCloseTimeout { get; init; }

    /// <summary>How long it may stay silent between heartbeats; null where none are expected.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }

    internal static ActivityInfo Create(PollActivityTaskQueueResponse task, string taskQueue) => new()
    {
        ActivityId = task.ActivityId,
        ActivityType = task.ActivityType.Name,
        Attempt = task.Attempt,
        Namespace = task.WorkflowNamespace,
        WorkflowId = task.WorkflowExecution?.WorkflowId ?? "",
        WorkflowRunId = task.WorkflowExecution?.RunId ?? "",
        WorkflowType = task.WorkflowType?.Name ?? "",
        TaskQueue = taskQueue,
        ScheduledTime = ToTime(task.ScheduledTime),
        CurrentAttemptScheduledTime = ToTime(task.CurrentAttemptScheduledTime),
        StartedTime = ToTime(task.StartedTime),
        ScheduleToCloseTimeout = ToTimeout(task.ScheduleToCloseTimeout),
        StartToCloseTimeout = ToTimeout(task.StartToCloseTimeout),
        HeartbeatTimeout = ToTimeout(task.HeartbeatTimeout),
    };

    private static DateTimeOffset ToTime(Timestamp? time) => time?.ToDateTimeOffset() ?? default;

    /// <summary>Zero stands for no limit on the wire.</summary>
    private static TimeSpan? ToTimeout(Duration? timeout) => timeout is null or { Seconds: 0, Nanos: 0 } ? null : timeout.ToTimeSpan();
}
