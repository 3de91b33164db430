using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Sqlite.Connections;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Sqlite.Visibility;

internal static class VisibilityRows
{
    public static void Write(SqliteSession session, int slot, VisibilityRecord record)
    {
        session.Prepare(VisibilitySql.Write)
            .Bind(slot).Bind(record.Key.RunId).Bind(record.Key.NamespaceId).Bind(record.Key.WorkflowId)
            .Bind(record.WorkflowType).Bind(record.TaskQueue).Bind((int)record.Status)
            .Bind(record.StartTime).Bind(record.ExecutionTime).Bind(record.CloseTime)
            .Bind(record.HistoryLength).Bind(record.HistorySizeBytes).Bind(record.FirstRunId)
            .Bind(record.Memo.Span).Bind(record.SearchAttributes.Span).Bind(record.StateTransitionCount)
            .BindOptional(record.Parent?.WorkflowId).BindOptional(record.Parent?.RunId)
            .BindOptional(record.Root?.WorkflowId).BindOptional(record.Root?.RunId)
            .Execute();
        SearchAttributeRows.Replace(session, slot, record.Key.RunId, record.Key.NamespaceId, record.Attributes);
    }

    public static List<VisibilityRecord> List(SqliteSession session, string namespaceId, VisibilityQuery query)
    {
        var records = new List<VisibilityRecord>();
        using var statement = session.PrepareOnce(query.Sql);
        query.BindTo(statement);
        using var rows = statement.Query();
        while (rows.Read())
        {
            records.Add(new VisibilityRecord
            {
                Key = new RunKey(namespaceId, rows.GetText(1), rows.GetText(0)),
                WorkflowType = rows.GetText(2),
                TaskQueue = rows.GetText(3),
                Status = (WorkflowExecutionStatus)rows.GetInt32(4),
                StartTime = rows.GetTime(5),
                ExecutionTime = rows.GetTime(6),
                CloseTime = rows.GetOptionalTime(7),
                HistoryLength = rows.GetInt64(8),
                HistorySizeBytes = rows.GetInt64(9),
                FirstRunId = rows.GetText(10),
                Memo = rows.GetBytes(11).ToArray(),
                SearchAttributes = rows.GetBytes(12).ToArray(),
                StateTransitionCount = rows.GetInt64(13),
                Parent = rows.GetOptionalText(14) is { } parent ? (parent, rows.GetText(15)) : null,
                Root = rows.GetOptionalText(16) is { } root ? (root, rows.GetText(17)) : null,
            });
        }

        return records;
    }

    public static List<RunKey> ReadExpired(SqliteSession session, string namespaceId, DateTimeOffset closedBefore, int limit)
    {
        var keys = new List<RunKey>();
        using var rows = session.Prepare(VisibilitySql.ReadExpired).Bind(namespaceId).Bind(closedBefore).Bind(limit).Query();
        while (rows.Read())
        {
            keys.Add(new RunKey(namespaceId, rows.GetText(0), rows.GetText(1)));
        }

        return keys;
    }

    public static void Delete(SqliteSession session, int slot, string runId)
    {
        session.Prepare(VisibilitySql.Delete).Bind(slot).Bind(runId).Execute();
        SearchAttributeRows.Delete(session, slot, runId);
    }

    public static Dictionary<WorkflowExecutionStatus, long> Count(SqliteSession session, VisibilityQuery query)
    {
        var counts = new Dictionary<WorkflowExecutionStatus, long>();
        using var statement = session.PrepareOnce(query.Sql);
        query.BindTo(statement);
        using var rows = statement.Query();
        while (rows.Read())
        {
            counts.Add((WorkflowExecutionStatus)rows.GetInt32(0), rows.GetInt64(1));
        }

        return counts;
    }
}
