namespace CodeFirst.Server.Runs;

/// <summary>Another process may have changed a run: what is at hand is compared with the store, and whoever waits here hears of what is new. Pollers may have gone to it as well.</summary>
internal sealed class RecheckMessage : HostMessage<bool>
{
    /// <summary>Nothing is refused, but nothing may be taken from memory unchecked either.</summary>
    public override bool IsRefused => true;

    public override async ValueTask<bool> DecideAsync(WorkflowDraft draft)
    {
        await draft.FindAllAsync();
        return true;
    }

    public override void Complete(WorkflowHost host)
    {
        host.LeaveUnpolledQueries();
        Reply(true);
    }
}
