using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Visibility;
using Npgsql;

namespace CodeFirst.Storage.Postgres.Visibility;

internal static class VisibilityRows
{
    public static async Task<List<VisibilityRecord>> ListAsync(
        PostgresDatabase database, string namespaceId, VisibilityFilter? filter, VisibilityCursor? after, int limit, CancellationToken cancellationToken) =>
        Uuid.TryParse(namespaceId, out var id)
            ? await database.ReadAsync(VisibilityQuery.List(id, filter, after, limit).ToStatement(), row => ReadRecord(namespaceId, row), cancellationToken)
            : [];

    public static async Task<Dictionary<WorkflowExecutionStatus, long>> CountAsync(
        PostgresDatabase database, string namespaceId, VisibilityFilter? filter, CancellationToken cancellationToken)
    {
        if (!Uuid.TryParse(namespaceId, out var id))
        {
            return [];
        }

        var counts = await database.ReadAsync(
            VisibilityQuery.Count(id, filter).ToStatement(),
            static row => KeyValuePair.Create((WorkflowExecutionStatus)row.GetInt16(0), row.GetInt64(1)),
            cancellationToken);
        return new Dictionary<WorkflowExecutionStatus, long>(counts);
    }

    public static async Task<List<RunKey>> ReadExpiredAsync(
        PostgresDatabase database, string namespaceId, DateTimeOffset closedBefore, int limit, CancellationToken cancellationToken) =>
        Uuid.TryParse(namespaceId, out var id)
            ? await database.ReadAsync(
                new Statement(VisibilitySql.ReadExpired).Bind(id).Bind(closedBefore).Bind(limit),
                row => new RunKey(namespaceId, row.GetString(0), row.GetId(1)),
                cancellationToken)
            : [];

    private static VisibilityRecord ReadRecord(string namespaceId, NpgsqlDataReader row) => new()
    {
        Key = new RunKey(namespaceId, row.GetString(1), row.GetId(0)),
        WorkflowType = row.GetString(2),
        TaskQueue = row.GetString(3),
        Status = (WorkflowExecutionStatus)row.GetInt16(4),
        StartTime = row.GetTime(5),
        ExecutionTime = row.GetTime(6),
        CloseTime = row.GetOptionalTime(7),
        HistoryLength = row.GetInt64(8),
        HistorySizeBytes = row.GetInt64(9),
        FirstRunId = row.GetId(10),
        Memo = row.GetBytes(11),
        SearchAttributes = row.GetBytes(12),
        StateTransitionCount = row.GetInt64(13),
        Parent = row.IsDBNull(14) ? null : (row.GetString(14), row.GetId(15)),
        Root = row.IsDBNull(16) ? null : (row.GetString(16), row.GetId(17)),
    };
}
