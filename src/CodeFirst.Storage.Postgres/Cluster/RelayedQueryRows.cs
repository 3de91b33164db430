using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Storage.Cluster;
using CodeFirst.Storage.Postgres.Connections;
using Google.Protobuf;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Cluster;

internal static class RelayedQueryRows
{
    public static Task AskAsync(PostgresDatabase database, RelayedQuery query, CancellationToken cancellationToken)
    {
        var statement = new Statement(RelayedQueriesSql.Ask)
            .Bind(query.Patience).Bind(Uuid.Parse(query.Id)).Bind(Uuid.Parse(query.NamespaceId))
            .Bind(query.TaskQueue).Bind(query.StickyTaskQueue).Bind(query.Request.ToByteArray());
        return database.WriteRepeatablyAsync(statement, static _ => true, cancellationToken);
    }

    public static Task<List<RelayedQuery>> TakeAsync(
        PostgresDatabase database,
        string nodeId,
        IReadOnlyList<(string NamespaceId, string TaskQueue)> polled,
        TimeSpan stickyPatience,
        int limit,
        CancellationToken cancellationToken)
    {
        var statement = new Statement(RelayedQueriesSql.Take)
            .Bind(nodeId)
            .Bind(polled.Select(queue => Uuid.Parse(queue.NamespaceId)).ToList(), NpgsqlDbType.Uuid)
            .Bind(polled.Select(queue => queue.TaskQueue.ToStorable()).ToList(), NpgsqlDbType.Text)
            .Bind(stickyPatience).Bind(limit);
        return database.WriteAsync(
            statement,
            static row => new RelayedQuery
            {
                Id = row.GetId(0),
                NamespaceId = row.GetId(1),
                TaskQueue = row.GetString(2),
                StickyTaskQueue = row.GetString(3),
                Request = QueryWorkflowRequest.Parser.ParseFrom(row.GetBytes(4)),
                Patience = row.GetTimeSpan(5),
            },
            cancellationToken);
    }

    public static Task GiveBackAsync(PostgresDatabase database, string nodeId, string queryId, CancellationToken cancellationToken) =>
        database.WriteRepeatablyAsync(new Statement(RelayedQueriesSql.GiveBack).Bind(Uuid.Parse(queryId)).Bind(nodeId), static _ => true, cancellationToken);

    public static Task AnswerAsync(PostgresDatabase database, string queryId, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken) =>
        Uuid.TryParse(queryId, out var id)
            ? database.WriteRepeatablyAsync(new Statement(RelayedQueriesSql.Answer).Bind(id).Bind(answer), static _ => true, cancellationToken)
            : Task.CompletedTask;

    public static Task<List<(string QueryId, ReadOnlyMemory<byte> Answer)>> TakeAnswersAsync(
        PostgresDatabase database, IReadOnlyList<string> queryIds, CancellationToken cancellationToken)
    {
        var statement = new Statement(RelayedQueriesSql.TakeAnswers).Bind(queryIds.Select(Uuid.Parse).ToList(), NpgsqlDbType.Uuid);
        return database.WriteAsync(statement, static row => (row.GetId(0), (ReadOnlyMemory<byte>)row.GetBytes(1)), cancellationToken);
    }

    public static Task WithdrawAsync(PostgresDatabase database, string queryId, CancellationToken cancellationToken) =>
        database.WriteRepeatablyAsync(new Statement(RelayedQueriesSql.Withdraw).Bind(Uuid.Parse(queryId)), static _ => true, cancellationToken);
}
