using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.Activities;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Runs;

/// <summary>
/// Decisions about the runs of one workflow id that are committed together. Each is made on the outcome of the ones before. A commit holds three
/// runs at most and changes the current run once: a decision that does not fit waits for the next commit.
/// </summary>
internal sealed class WorkflowDraft(WorkflowKey key, RunCache cache, DateTimeOffset now, bool isAlone, Action<CachedRun> onFoundAgain)
{
    private const int MaxWrites = 3;

    private readonly List<RunDraft> _runs = [];
    private CurrentRunChange? _currentChange;

    public WorkflowKey Key => key;

    public DateTimeOffset Now => now;

    public IReadOnlyList<RunDraft> Runs => _runs;

    /// <summary>Whether there is something to commit.</summary>
    public bool IsDurable => _runs.Exists(static run => run.IsDurable);

    public string? NewCurrentRunId => _currentChange?.NewRunId;

    /// <summary>Finds a run by id; an empty id means the current one.</summary>
    public async ValueTask<RunDraft?> FindAsync(string runId)
    {
        if (runId.Length == 0)
        {
            runId = _currentChange?.NewRunId ?? await cache.FindCurrentRunIdAsync(onFoundAgain) ?? string.Empty;
            if (runId.Length == 0)
            {
                return null;
            }
        }

        foreach (var known in _runs)
        {
            if (known.Key.RunId == runId)
            {
                return known;
            }
        }

        if (await cache.FindAsync(runId, onFoundAgain) is not { } cached)
        {
            return null;
        }

        var draft = new RunDraft(cached);
        _runs.Add(draft);
        return draft;
    }

    /// <summary>Finds every run that was at hand when the host last lost track, or is now.</summary>
    public async ValueTask FindAllAsync()
    {
        foreach (var runId in cache.RunIds.Concat(cache.LostRunIds).ToList())
        {
            await FindAsync(runId);
        }
    }

    /// <summary>Finds the current run, except of a workflow id that this process never heard of: that is taken to be new, and the commit says whether it is.</summary>
    public async ValueTask<RunDraft?> FindForStartAsync() =>
        _currentChange is null && cache.MayBeNew ? null : await FindAsync(string.Empty);

    /// <summary>Adds a decision about a run; false when it does not fit and nothing was added.</summary>
    public bool TryApply(RunDraft run, Transition transition)
    {
        if (transition.Successor is not { } successor)
        {
            if (!Fits(run, transition, newRuns: 0))
            {
                return false;
            }

            run.Apply(transition);
            return true;
        }

        return TryReplace(run, transition, successor);
    }

    /// <summary>Adds a new run as the current one, together with what closes the one before, where it still runs.</summary>
    public bool TryReplace(RunDraft? current, Transition? closing, Transition first)
    {
        if (_currentChange is not null || !Fits(current, closing, newRuns: 1))
        {
            return false;
        }

        if (closing is not null)
        {
            current!.Apply(closing);
        }

        var draft = new RunDraft(key.Run(first.State.RunId), first);
        _runs.Add(draft);
        _currentChange = new CurrentRunChange(current?.Key.RunId, draft.Key.RunId);
        return true;
    }

    /// <summary>Starts the workflow task that a run has scheduled, in the commit that scheduled it. While no other process has to know, the start lives in memory.</summary>
    public WorkflowTaskStarted StartWorkflowTask(RunDraft run, string requestId, string identity)
    {
        var task = run.State.WorkflowTask;
        var start = new StartWorkflowTask(task.TaskQueue, task.ScheduledEventId, task.Attempt, requestId, identity) { IsDurable = !isAlone };
        var transition = RunEngine.Decide(run.State, start, now);
        run.Start(transition, now);
        return (WorkflowTaskStarted)transition.Reply!;
    }

    /// <summary>Starts an attempt of an activity that is ready, in the commit that made it so.</summary>
    public ActivityStarted StartActivity(RunDraft run, long scheduledEventId, int attempt, string requestId, string identity)
    {
        var transition = RunEngine.Decide(run.State, new StartActivity(scheduledEventId, attempt, requestId, identity), now);
        run.Apply(transition);
        return (ActivityStarted)transition.Reply!;
    }

    /// <summary>Deletes a run of which nothing is to be committed, at once: what is decided afterwards finds none.</summary>
    public async Task DeleteAsync(RunDraft run)
    {
        _runs.Remove(run);
        await cache.DeleteAsync(run.Key.RunId);
    }

    /// <summary>What to commit; null when everything lives in memory.</summary>
    public RunCommit? BuildCommit()
    {
        if (!IsDurable)
        {
            return null;
        }

        var writes = ImmutableArray.CreateBuilder<RunWrite>(_runs.Count);
        foreach (var run in _runs)
        {
            if (run.IsDurable)
            {
                writes.Add(run.BuildWrite(now));
            }
        }

        return new RunCommit { Runs = writes.DrainToImmutable(), CurrentRun = _currentChange };
    }

    private bool Fits(RunDraft? run, Transition? transition, int newRuns)
    {
        var addsWrite = run is { IsDurable: false } && transition is { IsDurable: true };
        return _runs.Count(other => other.IsDurable) + (addsWrite ? 1 : 0) + newRuns <= MaxWrites;
    }
}
