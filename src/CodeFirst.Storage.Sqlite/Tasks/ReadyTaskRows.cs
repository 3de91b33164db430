using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Tasks;

namespace CodeFirst.Storage.Sqlite.Tasks;

internal static class ReadyTaskRows
{
    public static void Add(SqliteSession session, int slot, RunKey key, ReadyTask task) =>
        session.Prepare(ReadyTasksSql.Add)
            .Bind(slot).Bind(key.RunId).Bind((int)task.Kind).Bind(task.ScheduledEventId)
            .Bind(key.NamespaceId).Bind(key.WorkflowId).Bind(task.TaskQueue).Bind(task.Attempt).Bind(task.ReadySince)
            .Execute();

    public static void Remove(SqliteSession session, int slot, string runId, ReadyTask task) =>
        session.Prepare(ReadyTasksSql.Remove).Bind(slot).Bind(runId).Bind((int)task.Kind).Bind(task.ScheduledEventId).Execute();

    public static void RemoveAll(SqliteSession session, int slot, string runId) => session.Prepare(ReadyTasksSql.RemoveAll).Bind(slot).Bind(runId).Execute();

    public static List<StoredTask> Read(SqliteSession session, string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit)
    {
        var tasks = new List<StoredTask>();
        using var rows = session.Prepare(ReadyTasksSql.Read)
            .Bind(namespaceId).Bind((int)kind).Bind(taskQueue)
            .Bind(after.ReadySince).Bind(after.RunId).Bind(after.ScheduledEventId)
            .Bind(limit)
            .Query();
        while (rows.Read())
        {
            var key = new RunKey(namespaceId, rows.GetText(0), rows.GetText(1));
            var task = new ReadyTask(kind, taskQueue, rows.GetInt64(2), rows.GetInt32(3), rows.GetTime(4));
            tasks.Add(new StoredTask(key, task, new TaskCursor(task.ReadySince, key.RunId, task.ScheduledEventId)));
        }

        return tasks;
    }

    public static (long Count, DateTimeOffset? Oldest) Count(SqliteSession session, string namespaceId, TaskKind kind, string taskQueue)
    {
        using var rows = session.Prepare(ReadyTasksSql.Count).Bind(namespaceId).Bind((int)kind).Bind(taskQueue).Query();
        rows.Read();
        return (rows.GetInt64(0), rows.GetOptionalTime(1));
    }
}
