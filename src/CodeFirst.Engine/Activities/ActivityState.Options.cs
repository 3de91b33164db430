using CodeFirst.Protocol.Activity.V1;

namespace CodeFirst.Engine;

/// <summary>What can be changed of an activity that is under way.</summary>
public sealed partial class ActivityState
{
    /// <summary>The options as they are now.</summary>
    public ActivityOptions Options => new()
    {
        TaskQueue = Scheduled.TaskQueue,
        ScheduleToCloseTimeout = Scheduled.ScheduleToCloseTimeout,
        ScheduleToStartTimeout = Scheduled.ScheduleToStartTimeout,
        StartToCloseTimeout = Scheduled.StartToCloseTimeout,
        HeartbeatTimeout = Scheduled.HeartbeatTimeout,
        RetryPolicy = Scheduled.RetryPolicy,
        Priority = Scheduled.Priority,
    };
}
