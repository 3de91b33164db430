using System.Collections.Immutable;
using CodeFirst.Engine.Queries;
using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Engine;

/// <summary>What follows from the state alone. Rows that index a run are derived here, so they cannot contradict it.</summary>
public sealed partial class RunState
{
    /// <summary>Whether the run still runs.</summary>
    public bool IsRunning => Status == WorkflowExecutionStatus.Running;

    /// <summary>The tasks that wait for a worker, in the order they became ready.</summary>
    public ImmutableArray<ReadyTask> GetReadyTasks() => throw new NotSupportedException();

    /// <summary>When <see cref="Timers.AdvanceTime"/> next has something to do; null while the run only waits for messages.</summary>
    public DateTimeOffset? GetNextDeadline() => throw new NotSupportedException();

    /// <summary>How a query would reach the workflow now.</summary>
    public QueryRoute GetQueryRoute(out Refusal? refusal) => throw new NotSupportedException();
}
