namespace CodeFirst.Sdk;

/// <summary>What happens to an activity call when its token is cancelled.</summary>
public enum ActivityCancellation
{
    /// <summary>Ask the activity to stop and resolve the call as cancelled at once.</summary>
    TryCancel = 0,

    /// <summary>Ask the activity to stop and wait for how it ends.</summary>
    WaitCancellationCompleted = 1,

    /// <summary>Resolve the call as cancelled at once and let the activity run on.</summary>
    Abandon = 2,
}
