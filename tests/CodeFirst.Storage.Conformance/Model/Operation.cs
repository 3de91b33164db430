using System.Collections.Immutable;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Storage.History;
using CodeFirst.Storage.Runs;
using CsCheck;

namespace CodeFirst.Storage.Conformance.Model;

/// <summary>
/// One random commit, before it is known what is stored: small numbers that turn into a start, a transition or a continuation of one of a few workflows,
/// now and then on a version or current run that is not the stored one.
/// </summary>
public sealed record Operation(int Workflow, int Kind, int Staleness, int Time, int Events, int Task, bool Removes)
{
    private const int QueueCount = 2;

    public static Gen<Operation> Generator { get; } =
        from workflow in Gen.Int[0, 3]
        from kind in Gen.Int[0, 4]
        from staleness in Gen.Int[0, 7]
        from time in Gen.Int[0, 5]
        from events in Gen.Int[0, 3]
        from task in Gen.Int[0, 5]
        from removes in Gen.Bool
        select new Operation(workflow, kind, staleness, time, events, task, removes);

    public static string Queue(int number) => $"queue-{number % QueueCount}";

    /// <summary>The commit on what the model holds now. <paramref name="newRunId"/> is used when it makes a run.</summary>
    internal RunCommit ToCommit(ModelStore model, string namespaceId, string newRunId)
    {
        var workflowId = $"workflow-{Workflow}";
        var current = model.FindCurrent(workflowId);
        var created = new RunKey(namespaceId, workflowId, newRunId);
        if (current is null || Kind == 0)
        {
            return new RunCommit { Runs = [Write(model, created)], CurrentRun = new(Staleness == 1 ? Sample.Id("stale") : current, newRunId) };
        }

        var existing = new RunKey(namespaceId, workflowId, current);
        return Kind == 1
            ? new RunCommit { Runs = [Write(model, existing, closes: true), Write(model, created)], CurrentRun = new(current, newRunId) }
            : new RunCommit { Runs = [Write(model, existing, closes: Kind == 2)] };
    }

    private RunWrite Write(ModelStore model, RunKey key, bool closes = false)
    {
        var run = model.Find(key);
        var version = (run?.Version ?? 0) + (Staleness == 0 ? 1 : 0);
        var task = Sample.Task(1 + (Task / 2), Time, Queue(Time), (TaskKind)(1 + (Task % 2)), attempt: 1 + Events);
        return Sample.Write(key, version, closes ? WorkflowExecutionStatus.Completed : WorkflowExecutionStatus.Running) with
        {
            History = GetHistory(run is { History: [.., var last] } ? last.NextEventId : 1),
            RemovedTasks = Removes ? [task] : [],
            AddedTasks = Removes ? [] : [task],
            Deadline = Time switch { 0 => DeadlineChange.To(null), 1 => DeadlineChange.Keep, _ => DeadlineChange.To(Sample.Time(Time)) },
            Visibility = run is null || closes ? Sample.Record(key, Time, closes ? Time + Events : null) : null,
        };
    }

    /// <summary>Three events are two batches.</summary>
    private ImmutableArray<HistoryBatch> GetHistory(long nextEventId) => Events switch
    {
        0 => [],
        3 => [Sample.Batch(nextEventId, 2), Sample.Batch(nextEventId + 2, 1)],
        _ => [Sample.Batch(nextEventId, Events)],
    };
}
