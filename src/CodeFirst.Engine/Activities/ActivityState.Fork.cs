namespace CodeFirst.Engine;

/// <summary>Forking, as <see cref="RunState"/> does it.</summary>
public sealed partial class ActivityState
{
    /// <summary>A copy that shares payloads and failures.</summary>
    internal ActivityState Fork() => new()
    {
        Scheduled = Scheduled,
        ScheduledTime = ScheduledTime,
        Attempt = Attempt,
        ReadyTime = ReadyTime,
        StartedTime = StartedTime,
        StartRequestId = StartRequestId,
        Identity = Identity,
        CancelRequested = CancelRequested,
        CancelRequestedEventId = CancelRequestedEventId,
        LastHeartbeatTime = LastHeartbeatTime,
        HeartbeatDetails = HeartbeatDetails,
        LastFailure = LastFailure,
        CurrentRetryInterval = CurrentRetryInterval,
        Dispatchable = Dispatchable,
        LastAttemptCompleteTime = LastAttemptCompleteTime,
        LastWorkerIdentity = LastWorkerIdentity,
    };
}
