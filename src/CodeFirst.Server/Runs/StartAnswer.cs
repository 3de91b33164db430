using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Server.Runs;

/// <summary>Which run a start led to.</summary>
/// <param name="RunId">The run.</param>
/// <param name="FirstRunId">The first of its chain.</param>
/// <param name="IsStarted">Whether this request, now or when it came before, started it.</param>
/// <param name="Status">Of the run.</param>
internal sealed record StartAnswer(string RunId, string FirstRunId, bool IsStarted, WorkflowExecutionStatus Status)
{
    /// <summary>Whether the request's id is attached to a run that another request started.</summary>
    public bool IsAttached { get; init; }

    /// <summary>The first workflow task, started already, where the request asked for it.</summary>
    public WorkflowTaskHandout? EagerTask { get; init; }
}
