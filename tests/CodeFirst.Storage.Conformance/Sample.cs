using System.Collections.Immutable;
using CodeFirst.Engine;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Runs;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;
using HistoryEvent = CodeFirst.Protocol.History.V1.HistoryEvent;

namespace CodeFirst.Storage.Conformance;

/// <summary>Rows for tests, made by hand: the engine has no part in a store's conformance.</summary>
public static class Sample
{
    public const string Namespace = "namespace-1";

    public static DateTimeOffset Time(double seconds) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    public static RunKey Key(string runId, string workflowId = "workflow-1", string namespaceId = Namespace) => new(namespaceId, workflowId, runId);

    public static RunWrite Write(RunKey key, long expectedVersion, WorkflowExecutionStatus status = WorkflowExecutionStatus.Running) => new()
    {
        Key = key,
        ExpectedVersion = expectedVersion,
        State = State(key, expectedVersion + 1).ToByteArray(),
        Status = status,
    };

    /// <summary>A state that tells which version it was written as.</summary>
    public static RunState State(RunKey key, long version) => new()
    {
        NamespaceId = key.NamespaceId,
        WorkflowId = key.WorkflowId,
        RunId = key.RunId,
        NextEventId = version,
    };

    public static RunCommit Commit(params ImmutableArray<RunWrite> runs) => new() { Runs = runs };

    public static ReadyTask Task(long scheduledEventId, double readySince = 0, string taskQueue = "queue-1", TaskKind kind = TaskKind.Activity, int attempt = 1) =>
        new(kind, taskQueue, scheduledEventId, attempt, Time(readySince));

    public static HistoryBatch Batch(long firstEventId, int count) =>
        HistoryBatch.From([.. Enumerable.Range(0, count).Select(i => new HistoryEvent { EventId = firstEventId + i, WorkerMayIgnore = true })])!;

    public static VisibilityRecord Record(
        RunKey key, double start = 0, double? close = null, WorkflowExecutionStatus? status = null, string type = "Order", string taskQueue = "queue-1") => new()
    {
        Key = key,
        WorkflowType = type,
        TaskQueue = taskQueue,
        Status = status ?? (close is null ? WorkflowExecutionStatus.Running : WorkflowExecutionStatus.Completed),
        StartTime = Time(start),
        ExecutionTime = Time(start),
        CloseTime = close is { } seconds ? Time(seconds) : null,
        FirstRunId = key.RunId,
    };
}
