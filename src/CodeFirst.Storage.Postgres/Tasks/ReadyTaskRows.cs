using CodeFirst.Engine.Tasks;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Tasks;

namespace CodeFirst.Storage.Postgres.Tasks;

internal static class ReadyTaskRows
{
    public static async Task<List<StoredTask>> ReadAsync(
        PostgresDatabase database, string namespaceId, TaskKind kind, string taskQueue, TaskCursor after, int limit, CancellationToken cancellationToken)
    {
        if (!Uuid.TryParse(namespaceId, out var id))
        {
            return [];
        }

        var statement = new Statement(ReadyTasksSql.Read)
            .Bind(id).Bind((short)kind).Bind(taskQueue)
            .Bind(after.ReadySince).Bind(after.RunId.Length == 0 ? Guid.Empty : Uuid.Parse(after.RunId)).Bind(after.ScheduledEventId)
            .Bind(limit);
        return await database.ReadAsync(
            statement,
            row =>
            {
                var key = new RunKey(namespaceId, row.GetString(0), row.GetId(1));
                var task = new ReadyTask(kind, taskQueue, row.GetInt64(2), row.GetInt32(3), row.GetTime(4));
                return new StoredTask(key, task, new TaskCursor(task.ReadySince, key.RunId, task.ScheduledEventId));
            },
            cancellationToken);
    }

    public static async Task<(long Count, DateTimeOffset? Oldest)> CountAsync(
        PostgresDatabase database, string namespaceId, TaskKind kind, string taskQueue, CancellationToken cancellationToken)
    {
        if (!Uuid.TryParse(namespaceId, out var id))
        {
            return (0, null);
        }

        var statement = new Statement(ReadyTasksSql.Count).Bind(id).Bind((short)kind).Bind(taskQueue);
        return (await database.ReadAsync(statement, static row => (row.GetInt64(0), row.GetOptionalTime(1)), cancellationToken)).Single();
    }
}
