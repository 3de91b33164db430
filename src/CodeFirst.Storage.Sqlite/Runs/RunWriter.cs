using System.Collections.Immutable;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Sqlite.History;
using CodeFirst.Storage.Sqlite.Tasks;
using CodeFirst.Storage.Sqlite.Visibility;

namespace CodeFirst.Storage.Sqlite.Runs;

/// <summary>
/// Writes the commits of a batch inside the writer's transaction. Nobody else can write meanwhile, so a commit whose expectations hold is written without
/// further conditions, and one whose expectations fail has written nothing that needs to be undone.
/// </summary>
internal static class RunWriter
{
    public static ImmutableArray<CommitResult> Write(SqliteSession session, IReadOnlyList<RunCommit> batch)
    {
        var results = ImmutableArray.CreateBuilder<CommitResult>(batch.Count);
        foreach (var commit in batch)
        {
            results.Add(Write(session, commit));
        }

        return results.MoveToImmutable();
    }

    private static CommitResult Write(SqliteSession session, RunCommit commit)
    {
        var slot = commit.Runs[0].Key.Slot;
        if (!IsAsExpected(session, slot, commit))
        {
            return CommitResult.Conflict;
        }

        foreach (var run in commit.Runs)
        {
            WriteRun(session, slot, run);
        }

        if (commit.CurrentRun is { } change)
        {
            var (namespaceId, workflowId, _) = commit.Runs[0].Key;
            session.Prepare(RunsSql.SetCurrent).Bind(slot).Bind(namespaceId).Bind(workflowId).Bind(change.NewRunId).Execute();
        }

        return CommitResult.Committed;
    }

    private static bool IsAsExpected(SqliteSession session, int slot, RunCommit commit)
    {
        foreach (var run in commit.Runs)
        {
            if (RunReader.ReadVersion(session, slot, run.Key.RunId) != run.ExpectedVersion)
            {
                return false;
            }
        }

        var (namespaceId, workflowId, _) = commit.Runs[0].Key;
        return commit.CurrentRun is not { } change || RunReader.FindCurrent(session, slot, namespaceId, workflowId) == change.ExpectedRunId;
    }

    private static void WriteRun(SqliteSession session, int slot, RunWrite run)
    {
        if (run.ExpectedVersion == 0)
        {
            session.Prepare(RunsSql.Insert)
                .Bind(slot).Bind(run.Key.RunId).Bind(run.Key.NamespaceId).Bind(run.Key.WorkflowId)
                .Bind((int)run.Status).Bind(run.Deadline.Value).Bind(run.State.Span)
                .Execute();
        }
        else if (run.Deadline.IsKept)
        {
            session.Prepare(RunsSql.UpdateKeepingDeadline)
                .Bind(run.ExpectedVersion + 1).Bind((int)run.Status).Bind(run.State.Span)
                .Bind(slot).Bind(run.Key.RunId)
                .Execute();
        }
        else
        {
            session.Prepare(RunsSql.Update)
                .Bind(run.ExpectedVersion + 1).Bind((int)run.Status).Bind(run.Deadline.Value).Bind(run.State.Span)
                .Bind(slot).Bind(run.Key.RunId)
                .Execute();
        }

        foreach (var batch in run.History)
        {
            HistoryRows.Append(session, slot, run.Key.RunId, batch);
        }

        foreach (var task in run.RemovedTasks)
        {
            ReadyTaskRows.Remove(session, slot, run.Key.RunId, task);
        }

        foreach (var task in run.AddedTasks)
        {
            ReadyTaskRows.Add(session, slot, run.Key, task);
        }

        if (run.Visibility is { } record)
        {
            VisibilityRows.Write(session, slot, record);
        }
    }
}
