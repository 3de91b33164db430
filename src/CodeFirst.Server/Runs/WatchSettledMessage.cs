namespace CodeFirst.Server.Runs;

/// <summary>Waits until a run is closed and nothing is left that it has to tell others: then nobody needs it any more.</summary>
internal sealed class WatchSettledMessage(string wantedRunId) : WatchMessage(wantedRunId, long.MaxValue)
{
    public override bool TryComplete(RunView view) => view.State.Outbox.Count == 0 && base.TryComplete(view);
}
