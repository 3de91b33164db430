using System.Collections.Immutable;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Queries;
using CodeFirst.Server.Updates;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.Runs;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Runs;

/// <summary>
/// The host of one workflow id: a mailbox and the runs at hand. Messages that wait together are decided together and committed as one. Nobody is
/// answered before the commit that makes the answer true. A host that loses a race, or whose commit ends unknown, forgets its runs and loads again.
/// </summary>
internal sealed partial class WorkflowHost
{
    private const int MaxWaitingMessages = 10_000;
    private const int MaxConflicts = 10;
    private static readonly TimeSpan RecoveryDelay = TimeSpan.FromSeconds(1);

    private readonly WorkflowKey _key;
    private readonly HostContext _context;
    private readonly RunCache _cache;
    private readonly Lock _gate = new();
    private readonly List<WatchMessage> _watches = [];
    private List<HostMessage> _inbox = [];
    private List<HostMessage> _spareInbox = [];
    private bool _isWorking;
    private bool _isRetired;
    private volatile bool _isWatched;

    public WorkflowHost(WorkflowKey key, HostContext context)
    {
        _key = key;
        _context = context;
        _cache = new RunCache(key, context.Store);
        LastUsed = context.Time.GetTimestamp();
        Queries = new HostQueries(key, context, message => TryPost(message));
        Updates = new HostUpdates(TryPost);
    }

    /// <summary>The queries that wait for an answer of the workflow's code.</summary>
    public HostQueries Queries { get; }

    /// <summary>Those who wait for an update.</summary>
    public HostUpdates Updates { get; }

    /// <summary>When it last had work; see <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long LastUsed { get; private set; }

    /// <summary>Takes a message; false when the host is retired and another one has to be found.</summary>
    public bool TryPost(HostMessage message)
    {
        lock (_gate)
        {
            if (_isRetired)
            {
                return false;
            }

            if (_inbox.Count >= MaxWaitingMessages)
            {
                message.Fail(Refusals.Busy("too many requests wait for this workflow; try again later").ToException());
                return true;
            }

            _inbox.Add(message);
            if (_isWorking)
            {
                return true;
            }

            _isWorking = true;
        }

        _ = WorkAsync();
        return true;
    }

    /// <summary>Retires an idle host that would forget nothing; false when it has to stay.</summary>
    public bool TryRetire()
    {
        lock (_gate)
        {
            return _isRetired = !_isWorking && !_cache.IsAhead && !Queries.HasWaiting && !Updates.HasWaiting && _watches.TrueForAll(watch => watch.IsDone);
        }
    }

    /// <summary>The run as of now. Only for messages under way, on a run they found.</summary>
    public RunView View(string runId) => _cache.Peek(runId)!.ToView();

    /// <summary>A started workflow task with everything that travels with it. Only once its start is true.</summary>
    public WorkflowTaskHandout HandOut(WorkflowTaskStarted started, string runId)
    {
        var view = View(runId);
        return new WorkflowTaskHandout(started, view, Queries.Attach(view.State));
    }

    /// <summary>Leaves queries to other processes where no worker polls for them here any more.</summary>
    public void LeaveUnpolledQueries() => Queries.LeaveUnpolled(runId => _cache.Peek(runId)?.Current);

    /// <summary>Keeps a watch until the run has come that far.</summary>
    public void Watch(WatchMessage watch)
    {
        _watches.RemoveAll(other => other.IsDone);
        _watches.Add(watch);
    }

    /// <summary>A run is deleted: nobody waits for its time any more.</summary>
    public void Forget(string runId) => _context.Deadlines.Set(_key.Run(runId), null);

    /// <summary>Whether somebody here waits for something to happen to its runs, so that changes by other processes matter at once.</summary>
    public bool IsWatched => _isWatched;

    /// <summary>Sets the run's deadline as it is now, changed or not.</summary>
    public void SetDeadline(string runId)
    {
        var run = _cache.Peek(runId)!;
        _context.Deadlines.Set(run.Key, run.Current.GetNextDeadline());
    }

    /// <summary>Offers the run's sticky task again, which goes to any worker if its own does not poll.</summary>
    public void OfferSticky(string runId)
    {
        var run = _cache.Peek(runId)!;
        if (run.Current.WorkflowTask is { IsSticky: true })
        {
            Publish(run, run.Current.GetReadyTasks().RemoveAll(task => task.Kind != TaskKind.Workflow));
        }
    }

    private async Task WorkAsync()
    {
        while (true)
        {
            List<HostMessage> messages;
            lock (_gate)
            {
                LastUsed = _context.Time.GetTimestamp();
                if (_inbox.Count == 0)
                {
                    _isWorking = false;
                    return;
                }

                (messages, _inbox) = (_inbox, _spareInbox);
            }

            for (var next = 0; next < messages.Count;)
            {
                next = await ProcessAsync(messages, next);
            }

            // Others may ask at any time; what waits is this loop's own.
            _isWatched = Queries.HasWaiting || Updates.HasWaiting || _watches.Exists(watch => !watch.IsDone);

            messages.Clear();
            _spareInbox = messages;
        }
    }

    /// <summary>Decides as many messages as fit into one commit, from <paramref name="start"/> on, and returns where to go on.</summary>
    private async Task<int> ProcessAsync(List<HostMessage> messages, int start)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            _cache.BeginRound();
            var draft = new WorkflowDraft(_key, _cache, _context.Time.GetUtcNow(), _context.Cluster.IsAlone, OnFoundAgain);
            var end = await DecideAsync(messages, start, draft);
            var decided = messages[start..end];
            if (await IsStaleAsync(draft, decided))
            {
                LoseTrack(draft);
                continue;
            }

            if (await TryCommitAsync(draft, decided, isLastTry: conflicts >= MaxConflicts))
            {
                return end;
            }
        }
    }

    /// <summary>
    /// Whether the draft was decided on what another process has changed since. A commit finds out by itself; what is answered without one has to ask.
    /// A process that is alone on its database asks only before it refuses: it may have been thought dead, and not know it.
    /// </summary>
    private async Task<bool> IsStaleAsync(WorkflowDraft draft, List<HostMessage> messages)
    {
        var isAnsweredFromMemory = messages.Exists(message => message.IsRefused) || (!_context.Cluster.IsAlone && !draft.IsDurable);
        if (!isAnsweredFromMemory)
        {
            return false;
        }

        try
        {
            return await _cache.IsStaleAsync();
        }
        catch (Exception exception)
        {
            messages.ForEach(message => message.Fail(exception));
            return true;
        }
    }

    private static async Task<int> DecideAsync(List<HostMessage> messages, int start, WorkflowDraft draft)
    {
        for (var i = start; i < messages.Count; i++)
        {
            if (messages[i].IsDone)
            {
                continue;
            }

            messages[i].Failure = null;
            try
            {
                if (!await messages[i].DecideAsync(draft))
                {
                    return i;
                }
            }
            catch (Exception exception)
            {
                messages[i].Failure = exception;
            }
        }

        return messages.Count;
    }

    private async Task<bool> TryCommitAsync(WorkflowDraft draft, List<HostMessage> messages, bool isLastTry)
    {
        var assignments = new TaskAssignments(_context);
        try
        {
            assignments.Reserve(draft);
            if (draft.BuildCommit() is { } commit && await _context.Commits.CommitAsync(commit) == CommitResult.Conflict)
            {
                LogConflict(_context.Logger, _key.WorkflowId);
                assignments.Release();
                LoseTrack(draft);
                if (isLastTry)
                {
                    throw Refusals.Unavailable("the workflow is being changed by others all the time; try again");
                }

                return false;
            }

            Adopt(draft);
            assignments.Deliver(this);
            foreach (var message in messages.Where(message => !message.IsDone))
            {
                if (message.Failure is { } failure)
                {
                    message.Fail(failure);
                }
                else
                {
                    message.Complete(this);
                }
            }

            foreach (var run in draft.Runs.Where(run => run.IsChanged))
            {
                Queries.Review(run.State);
                Updates.Review(View(run.Key.RunId));
            }

            _cache.Trim();
        }
        catch (Exception exception)
        {
            assignments.Release();
            LoseTrack(draft);
            messages.ForEach(message => message.Fail(exception));
        }

        return true;
    }

    private void Adopt(WorkflowDraft draft)
    {
        if (draft.NewCurrentRunId is { } current)
        {
            _cache.SetCurrent(current);
        }

        if (draft.IsDurable)
        {
            _context.Cluster.Tell(new StoreHint.RunChanged(_key.NamespaceId, _key.WorkflowId));
        }

        foreach (var run in draft.Runs.Where(run => run.IsChanged))
        {
            var cached = run.ToCached();
            _cache.Put(cached);
            Announce(cached);
            foreach (var written in run.Events)
            {
                _context.Metrics.CountOutcome(written, cached.Current.WorkflowType);
            }

            if (run.IsDurable)
            {
                Publish(cached, run.Write!.AddedTasks);
                _context.Outbox.Send(cached.Key, run.Before, cached.Stored);
            }
            else
            {
                // A workflow task for updates alone lives in memory.
                Publish(cached, run.GetNewTasks());
            }
        }
    }

    /// <summary>Tells of a change everybody who waits for it in this process.</summary>
    private void Announce(CachedRun run)
    {
        _context.Deadlines.Set(run.Key, run.Current.GetNextDeadline());
        if (_watches.Count > 0)
        {
            var view = run.ToView();
            _watches.RemoveAll(watch => watch.IsDone || (watch.RunId == run.Key.RunId && watch.TryComplete(view)));
        }
    }

    private void Publish(CachedRun run, ImmutableArray<ReadyTask> tasks)
    {
        foreach (var task in tasks)
        {
            _ = PublishAsync(run, task);
        }
    }

    private async Task PublishAsync(CachedRun run, ReadyTask task)
    {
        var isSticky = task.Kind == TaskKind.Workflow && run.Current.WorkflowTask is { IsSticky: true };
        var queue = _context.TaskQueues.Get(new TaskQueueKey(_key.NamespaceId, task.Kind, task.TaskQueue));
        var outcome = await queue.OfferAsync(new ReadyItem(run.Key, task, isSticky));
        if (outcome == OfferOutcome.HandedOver)
        {
            return;
        }

        if (_context.Cluster.IsAlone)
        {
            if (isSticky && outcome == OfferOutcome.Unpolled)
            {
                TryPost(new CommandMessage(new RunTarget(run.Key.RunId), new ResetSticky()));
            }
        }
        else
        {
            // Its worker may poll another process; the ready row is there for that one to find.
            _context.Cluster.Tell(new StoreHint.TaskReady(_key.NamespaceId, task.Kind, task.TaskQueue));
        }
    }

    /// <summary>
    /// Forgets every run at hand: what the store holds is unknown, and what lived in memory only is gone. The deadline loop looks at them soon, and
    /// whoever loads them first tells everybody what it found.
    /// </summary>
    private void LoseTrack(WorkflowDraft draft)
    {
        _cache.Lose(draft.Runs.Select(run => run.Key.RunId));
        Updates.SendAgain();
        var recoverAt = _context.Time.GetUtcNow() + RecoveryDelay;
        foreach (var runId in _cache.LostRunIds)
        {
            _context.Deadlines.Set(_key.Run(runId), recoverAt);
        }
    }

    private void OnFoundAgain(CachedRun run)
    {
        Announce(run);
        Publish(run, run.Current.GetReadyTasks());
        _context.Outbox.Send(run.Key, before: null, run.Stored);
        if (run.Current.WorkflowTask is { HandedOutTime: not null })
        {
            // Its poller heard nothing of the commit that was thought lost.
            TryPost(new AdvanceTimeMessage(run.Key.RunId, recoversHandouts: true));
        }

        Queries.Review(run.Current);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{WorkflowId}: another process was faster; deciding again")]
    private static partial void LogConflict(ILogger logger, string workflowId);
}
