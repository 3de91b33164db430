namespace CodeFirst.Sdk;

/// <summary>What the next run of a continue-as-new does differently. What is null stays as it is.</summary>
public sealed record ContinueAsNewOptions
{
    /// <summary>Default: the same task queue.</summary>
    public string? TaskQueue { get; init; }

    /// <summary>How long the next run may take. Default: as this one.</summary>
    public TimeSpan? RunTimeout { get; init; }

    /// <summary>How long one of its workflow tasks may take. Default: as this one.</summary>
    public TimeSpan? TaskTimeout { get; init; }
}
