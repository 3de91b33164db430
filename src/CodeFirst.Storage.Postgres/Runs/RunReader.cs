using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;
using Npgsql;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Runs;

internal static class RunReader
{
    public static async Task<StoredRun?> LoadAsync(PostgresDatabase database, RunKey key, CancellationToken cancellationToken)
    {
        if (!Uuid.TryParse(key.RunId, out var runId) || !Uuid.TryParse(key.NamespaceId, out var namespaceId))
        {
            return null;
        }

        var statement = new Statement(RunsSql.Load).Bind((short)key.Slot).Bind(runId).Bind(namespaceId).Bind(key.WorkflowId);
        return (await database.ReadAsync(statement, ReadRun, cancellationToken)).FirstOrDefault();
    }

    public static async Task<StoredRun?> LoadCurrentAsync(PostgresDatabase database, string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        Uuid.TryParse(namespaceId, out var id)
            ? (await database.ReadAsync(OfWorkflow(RunsSql.LoadCurrent, namespaceId, id, workflowId), ReadRun, cancellationToken)).FirstOrDefault()
            : null;

    public static async Task<string?> FindCurrentAsync(PostgresDatabase database, string namespaceId, string workflowId, CancellationToken cancellationToken) =>
        Uuid.TryParse(namespaceId, out var id)
            ? (await database.ReadAsync(OfWorkflow(RunsSql.FindCurrent, namespaceId, id, workflowId), static row => row.GetId(0), cancellationToken)).FirstOrDefault()
            : null;

    public static async Task<WorkflowVersions> ReadVersionsAsync(
        PostgresDatabase database, string namespaceId, string workflowId, IReadOnlyList<string> runIds, CancellationToken cancellationToken)
    {
        if (!Uuid.TryParse(namespaceId, out var id))
        {
            return new WorkflowVersions(null, [.. Enumerable.Repeat(0L, runIds.Count)]);
        }

        var asked = runIds.Select(runId => Uuid.TryParse(runId, out var parsed) ? parsed : (Guid?)null).ToList();
        var statement = OfWorkflow(RunsSql.ReadVersions, namespaceId, id, workflowId).Bind(asked, NpgsqlDbType.Uuid);
        return (await database.ReadAsync(statement, ReadVersions, cancellationToken)).Single();
    }

    public static Task<List<DueRun>> ReadDueAsync(PostgresDatabase database, DateTimeOffset until, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            new Statement(RunsSql.ReadDue).Bind(until).Bind(limit),
            static row => new DueRun(new RunKey(row.GetId(0), row.GetString(1), row.GetId(2)), row.GetTime(3)),
            cancellationToken);

    private static Statement OfWorkflow(string sql, string namespaceId, Guid id, string workflowId) =>
        new Statement(sql).Bind((short)Slots.Of(namespaceId, workflowId)).Bind(id).Bind(workflowId);

    private static StoredRun ReadRun(NpgsqlDataReader row) => new(row.GetInt64(0), RunState.Parser.ParseFrom(row.GetBytes(1)), row.GetOptionalTime(2));

    private static WorkflowVersions ReadVersions(NpgsqlDataReader row) =>
        new(row.IsDBNull(0) ? null : row.GetId(0), ImmutableArray.Create(row.GetFieldValue<long[]>(1)));
}
