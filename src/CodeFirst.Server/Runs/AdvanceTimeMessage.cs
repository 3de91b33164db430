using CodeFirst.Engine.Timers;

namespace CodeFirst.Server.Runs;

/// <summary>A deadline of a run has come, or seemed to: the next one is set in any case.</summary>
internal sealed class AdvanceTimeMessage(string runId) : CommandMessage(new RunTarget(runId), new AdvanceTime(Guid.NewGuid().ToString()))
{
    public override void Complete(WorkflowHost host)
    {
        base.Complete(host);
        host.SetDeadline(RunId);
    }
}
