using CodeFirst.Storage.Postgres.Connections;
using CodeFirst.Storage.Visibility;
using NpgsqlTypes;

namespace CodeFirst.Storage.Postgres.Visibility;

/// <summary>Visibility rows to add or replace: vis_ of commit_runs.</summary>
internal sealed class VisibilityColumns
{
    private readonly List<int> _commits = [];
    private readonly List<Guid> _runIds = [];
    private readonly List<Guid> _namespaceIds = [];
    private readonly List<string> _workflowIds = [];
    private readonly List<string> _workflowTypes = [];
    private readonly List<string> _taskQueues = [];
    private readonly List<short> _statuses = [];
    private readonly List<long> _startTimes = [];
    private readonly List<long> _executionTimes = [];
    private readonly List<long?> _closeTimes = [];
    private readonly List<long> _historyLengths = [];
    private readonly List<long> _historySizes = [];
    private readonly List<Guid> _firstRunIds = [];
    private readonly List<ReadOnlyMemory<byte>> _memos = [];
    private readonly List<ReadOnlyMemory<byte>> _searchAttributes = [];
    private readonly List<long> _stateTransitionCounts = [];
    private readonly List<string?> _parentWorkflowIds = [];
    private readonly List<Guid?> _parentRunIds = [];
    private readonly List<string?> _rootWorkflowIds = [];
    private readonly List<Guid?> _rootRunIds = [];
    private readonly List<string?> _attributes = [];

    public void Add(int place, Guid runId, Guid namespaceId, VisibilityRecord record)
    {
        _commits.Add(place);
        _runIds.Add(runId);
        _namespaceIds.Add(namespaceId);
        _workflowIds.Add(record.Key.WorkflowId.ToStorable());
        _workflowTypes.Add(record.WorkflowType.ToStorable());
        _taskQueues.Add(record.TaskQueue.ToStorable());
        _statuses.Add((short)record.Status);
        _startTimes.Add(record.StartTime.UtcTicks);
        _executionTimes.Add(record.ExecutionTime.UtcTicks);
        _closeTimes.Add(record.CloseTime?.UtcTicks);
        _historyLengths.Add(record.HistoryLength);
        _historySizes.Add(record.HistorySizeBytes);
        _firstRunIds.Add(Uuid.Parse(record.FirstRunId));
        _memos.Add(record.Memo);
        _searchAttributes.Add(record.SearchAttributes);
        _stateTransitionCounts.Add(record.StateTransitionCount);
        _parentWorkflowIds.Add(record.Parent?.WorkflowId.ToStorable());
        _parentRunIds.Add(record.Parent is { } parent ? Uuid.Parse(parent.RunId) : null);
        _rootWorkflowIds.Add(record.Root?.WorkflowId.ToStorable());
        _rootRunIds.Add(record.Root is { } root ? Uuid.Parse(root.RunId) : null);
        _attributes.Add(AttributeDocument.Write(record.Attributes));
    }

    public void BindTo(Statement statement) => statement
        .Bind(_commits, NpgsqlDbType.Integer).Bind(_runIds, NpgsqlDbType.Uuid).Bind(_namespaceIds, NpgsqlDbType.Uuid).Bind(_workflowIds, NpgsqlDbType.Text)
        .Bind(_workflowTypes, NpgsqlDbType.Text).Bind(_taskQueues, NpgsqlDbType.Text).Bind(_statuses, NpgsqlDbType.Smallint)
        .Bind(_startTimes, NpgsqlDbType.Bigint).Bind(_executionTimes, NpgsqlDbType.Bigint).Bind(_closeTimes, NpgsqlDbType.Bigint)
        .Bind(_historyLengths, NpgsqlDbType.Bigint).Bind(_historySizes, NpgsqlDbType.Bigint).Bind(_firstRunIds, NpgsqlDbType.Uuid)
        .Bind(_memos, NpgsqlDbType.Bytea).Bind(_searchAttributes, NpgsqlDbType.Bytea)
        .Bind(_stateTransitionCounts, NpgsqlDbType.Bigint).Bind(_parentWorkflowIds, NpgsqlDbType.Text).Bind(_parentRunIds, NpgsqlDbType.Uuid)
        .Bind(_rootWorkflowIds, NpgsqlDbType.Text).Bind(_rootRunIds, NpgsqlDbType.Uuid).Bind(_attributes, NpgsqlDbType.Jsonb);
}
