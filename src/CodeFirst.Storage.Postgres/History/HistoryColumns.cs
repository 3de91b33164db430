using CodeFirst.Storage.History;
using CodeFirst.Storage.Postgres.Connections;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.History;

/// <summary>Batches to append: his_ of commit_runs.</summary>
internal sealed class HistoryColumns
{
    private readonly List<int> _commits = [];
    private readonly List<Guid> _runIds = [];
    private readonly List<long> _firstEventIds = [];
    private readonly List<int> _eventCounts = [];
    private readonly List<ReadOnlyMemory<byte>> _events = [];

    public void Add(int place, Guid runId, HistoryBatch batch)
    {
        _commits.Add(place);
        _runIds.Add(runId);
        _firstEventIds.Add(batch.FirstEventId);
        _eventCounts.Add(batch.EventCount);
        _events.Add(batch.Events);
    }

    public void BindTo(Statement statement) => statement
        .Bind(_commits, NpgsqlDbType.Integer).Bind(_runIds, NpgsqlDbType.Uuid).Bind(_firstEventIds, NpgsqlDbType.Bigint)
        .Bind(_eventCounts, NpgsqlDbType.Integer).Bind(_events, NpgsqlDbType.Bytea);
}
