using CodeFirst.Server.Errors;

namespace CodeFirst.Server.Runs;

/// <summary>Waits until a run has an event at or after a given id, or is closed. Answers at once where that is so already.</summary>
/// <param name="wantedRunId">Empty for the current run.</param>
/// <param name="eventId">The event to wait for; the largest number waits for the close.</param>
internal class WatchMessage(string wantedRunId, long eventId) : HostMessage<RunView>
{
    public string RunId { get; private set; } = string.Empty;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        var run = await draft.FindAsync(wantedRunId) ?? throw Refusals.WorkflowNotFound(draft.Key.WorkflowId, wantedRunId).ToException();
        RunId = run.Key.RunId;
        return true;
    }

    public override void Complete(WorkflowHost host)
    {
        var view = host.View(RunId);
        if (!TryComplete(view))
        {
            host.Watch(this);
        }
    }

    /// <summary>Answers when the run has come that far.</summary>
    public virtual bool TryComplete(RunView view)
    {
        if (view.State.IsRunning && view.EndEventId <= eventId)
        {
            return false;
        }

        Reply(view);
        return true;
    }
}
