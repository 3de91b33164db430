using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Engine;

/// <summary>What the state knows of updates.</summary>
public sealed partial class RunState
{
    /// <summary>Whether an update was admitted, and not rejected since: its id cannot be admitted again.</summary>
    public bool KnowsUpdate(string updateId) => CompletedUpdates.ContainsKey(updateId) || UpdateTransitions.Find(this, updateId) is not null;

    /// <summary>How far an update is; null for an id that was never admitted, or was before the run closed.</summary>
    public UpdateStatus? FindUpdate(string updateId)
    {
        if (CompletedUpdates.TryGetValue(updateId, out var completedEventId))
        {
            return new UpdateStatus(UpdateWorkflowExecutionLifecycleStage.Completed, completedEventId);
        }

        if (UpdateTransitions.Find(this, updateId) is { } update)
        {
            return update.AcceptedEventId == 0
                ? new UpdateStatus(UpdateWorkflowExecutionLifecycleStage.Admitted)
                : IsRunning
                    ? new UpdateStatus(UpdateWorkflowExecutionLifecycleStage.Accepted)
                    : new UpdateStatus(UpdateWorkflowExecutionLifecycleStage.Completed, Failure: UpdateFailures.RunClosed);
        }

        return RejectedUpdates.FirstOrDefault(rejected => rejected.UpdateId == updateId) is { } rejected
            ? new UpdateStatus(UpdateWorkflowExecutionLifecycleStage.Completed, Failure: rejected.Failure)
            : null;
    }
}
