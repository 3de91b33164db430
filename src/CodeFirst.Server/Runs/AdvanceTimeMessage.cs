using CodeFirst.Engine.Timers;

namespace CodeFirst.Server.Runs;

/// <summary>A deadline of a run has come, or seemed to: the next one is set in any case.</summary>
/// <param name="runId">The run.</param>
/// <param name="recoversHandouts">Whether a task that the store knows as handed out was handed out by nobody who lives.</param>
internal sealed class AdvanceTimeMessage(string runId, bool recoversHandouts = false)
    : CommandMessage(new RunTarget(runId), new AdvanceTime(Guid.NewGuid().ToString()) { RecoversHandouts = recoversHandouts })
{
    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        if (!await base.DecideAsync(draft))
        {
            return false;
        }

        (await draft.FindAsync(RunId))!.RenewDeadline(draft.Now);
        return true;
    }

    public override void Complete(WorkflowHost host)
    {
        base.Complete(host);
        host.SetDeadline(RunId);
        if (recoversHandouts)
        {
            host.OfferSticky(RunId);
        }
    }
}
