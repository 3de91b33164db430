namespace CodeFirst.Sdk;

/// <summary>Why an attempt's token was cancelled.</summary>
public enum ActivityCancelReason
{
    /// <summary>It was not.</summary>
    None = 0,

    /// <summary>The workflow cancelled the activity, or was itself cancelled. An attempt that then ends with a cancellation is reported as cancelled.</summary>
    Requested = 1,

    /// <summary>The attempt took longer than its start-to-close timeout. What it returns is of no use any more.</summary>
    TimedOut = 2,

    /// <summary>The server no longer knows the attempt: its workflow ended, or it timed out. What it returns is of no use any more.</summary>
    Gone = 3,

    /// <summary>The worker stops, and its grace period is over. The attempt is reported as failed and retried.</summary>
    WorkerShutdown = 4,

    /// <summary>An operator paused the activity. The attempt is reported as failed and retried after the pause.</summary>
    Paused = 5,

    /// <summary>An operator reset the activity. The attempt is reported as failed and retried.</summary>
    Reset = 6,
}
