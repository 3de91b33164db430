using System.Collections.Immutable;
using System.Text;
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
    /// <summary>The id of the namespace that tests use when one is enough.</summary>
    public static string Namespace { get; } = Id("namespace-1");

    public static DateTimeOffset Time(double seconds) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    /// <summary>The UUID whose bytes are a name's text, at most 16: different names are different ids, in the same order.</summary>
    public static string Id(string name)
    {
        Span<byte> bytes = stackalloc byte[16];
        Encoding.ASCII.GetBytes(name, bytes);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>The name that an id was made of.</summary>
    public static string Name(string id) => Encoding.ASCII.GetString(Guid.Parse(id).ToByteArray(bigEndian: true)).TrimEnd('\0');

    /// <summary>A run with the ids of these names.</summary>
    public static RunKey Key(string run, string workflowId = "workflow-1", string @namespace = "namespace-1") => new(Id(@namespace), workflowId, Id(run));

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
