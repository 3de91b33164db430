using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine;

/// <summary>Forking, as <see cref="RunState"/> does it, and the beginning.</summary>
public sealed partial class ActivityState
{
    /// <summary>The state of an activity that waits for its first attempt.</summary>
    internal static ActivityState FirstAttempt(ActivityTaskScheduledEventAttributes scheduled, Timestamp time) => new()
    {
        Scheduled = scheduled,
        ScheduledTime = time,
        ReadyTime = time,
        Attempt = 1,
        Dispatchable = true,
    };

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
        Pause = Pause,
        ResetRequested = ResetRequested,
        RestartsCount = RestartsCount,
        RestartsHeartbeat = RestartsHeartbeat,
        Original = Original,
    };
}
