using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Updates;

/// <summary>Those who wait for an update of one host.</summary>
internal sealed class HostUpdates(Func<HostMessage, bool> post)
{
    // Changed by the host's work loop only, and looked at by others.
    private ImmutableArray<UpdateWait> _waiting = [];

    public bool HasWaiting => _waiting.Any(wait => !wait.IsDone);

    /// <summary>Keeps somebody until the update has come that far.</summary>
    public void Add(UpdateWait wait, RunView view)
    {
        // What the run does not know was decided on in the same commit: the review that follows looks at it.
        wait.TryAdvance(view);
        if (!wait.IsDone)
        {
            _waiting = _waiting.Add(wait);
        }
    }

    /// <summary>Tells of rejections, which the run may not remember.</summary>
    public void Reject(RunView view, IEnumerable<RejectedUpdate> rejections)
    {
        foreach (var rejected in rejections)
        {
            foreach (var wait in _waiting.Where(wait => wait.RunId == view.Key.RunId && wait.UpdateId == rejected.UpdateId))
            {
                wait.Reject(view, rejected.Failure);
            }
        }
    }

    /// <summary>Tells of a run that changed.</summary>
    public void Review(RunView view)
    {
        if (_waiting.IsEmpty)
        {
            return;
        }

        foreach (var wait in _waiting.Where(wait => wait.RunId == view.Key.RunId && !wait.IsDone))
        {
            if (!wait.TryAdvance(view) && wait.TryAgain(view))
            {
                _waiting = _waiting.Remove(wait);
                post(wait);
            }
        }

        _waiting = _waiting.RemoveAll(wait => wait.IsDone);
    }

    /// <summary>What lived in memory is gone: whoever waits is sent once more.</summary>
    public void SendAgain()
    {
        var waiting = _waiting;
        _waiting = [];
        foreach (var wait in waiting.Where(wait => !wait.IsDone))
        {
            post(wait);
        }
    }
}
