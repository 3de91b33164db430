using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Tasks;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Conformance.Model;

/// <summary>What a store promises, written as plainly as possible: dictionaries, sorted when asked. Real stores are compared with it.</summary>
internal sealed class ModelStore
{
    private readonly Dictionary<RunKey, ModelRun> _runs = [];
    private readonly Dictionary<string, string> _currentRuns = [];

    public IEnumerable<ModelRun> Runs => _runs.Values;

    public CommitResult Commit(RunCommit commit)
    {
        var workflowId = commit.Runs[0].Key.WorkflowId;
        if (commit.Runs.Any(write => GetVersion(write.Key) != write.ExpectedVersion)
            || (commit.CurrentRun is { } expected && FindCurrent(workflowId) != expected.ExpectedRunId))
        {
            return CommitResult.Conflict;
        }

        foreach (var write in commit.Runs)
        {
            _runs[write.Key] = (Find(write.Key) ?? new ModelRun(write.Key)).Apply(write);
        }

        if (commit.CurrentRun is { } change)
        {
            _currentRuns[workflowId] = change.NewRunId;
        }

        return CommitResult.Committed;
    }

    public ModelRun? Find(RunKey key) => _runs.GetValueOrDefault(key);

    public long GetVersion(RunKey key) => Find(key)?.Version ?? 0;

    public string? FindCurrent(string workflowId) => _currentRuns.GetValueOrDefault(workflowId);

    public IEnumerable<StoredTask> ReadReadyTasks(TaskKind kind, string taskQueue) =>
        from run in Runs
        from task in run.Tasks.Values
        where task.Kind == kind && task.TaskQueue == taskQueue
        orderby task.ReadySince, run.Key.RunId, task.ScheduledEventId
        select new StoredTask(run.Key, task, new TaskCursor(task.ReadySince, run.Key.RunId, task.ScheduledEventId));

    public IEnumerable<DueRun> ReadDue(DateTimeOffset until) =>
        from run in Runs
        where run.Deadline <= until
        orderby run.Deadline
        select new DueRun(run.Key, run.Deadline!.Value);

    public IEnumerable<VisibilityRecord> List() =>
        from run in Runs
        where run.Visibility is not null
        let record = run.Visibility
        orderby record.CloseTime ?? DateTimeOffset.MaxValue descending, record.StartTime descending, record.Key.RunId descending
        select record;
}
