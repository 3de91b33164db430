namespace CodeFirst.Sdk;

/// <summary>The answer to a start.</summary>
public sealed record StartedWorkflow
{
    /// <summary>The business key.</summary>
    public required string WorkflowId { get; init; }

    /// <summary>The run that was started, or the open one that was used instead.</summary>
    public required string RunId { get; init; }

    /// <summary>Whether this call started the run; false where an open one was used.</summary>
    public required bool Started { get; init; }
}
