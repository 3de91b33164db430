namespace CodeFirst.Storage.Visibility;

/// <summary>What the visibility row of a run has a column for, or computes from its columns.</summary>
public enum VisibilityColumn
{
    /// <summary>The workflow id.</summary>
    WorkflowId = 1,

    /// <summary>The run id.</summary>
    RunId = 2,

    /// <summary>The workflow type's name.</summary>
    WorkflowType = 3,

    /// <summary>The task queue.</summary>
    TaskQueue = 4,

    /// <summary>The status.</summary>
    ExecutionStatus = 5,

    /// <summary>When the run was created.</summary>
    StartTime = 6,

    /// <summary>When its code first could run.</summary>
    ExecutionTime = 7,

    /// <summary>When it closed; absent while it runs.</summary>
    CloseTime = 8,

    /// <summary>From its execution time to its close; absent while it runs.</summary>
    ExecutionDuration = 9,

    /// <summary>Events in its history; absent while it runs.</summary>
    HistoryLength = 10,

    /// <summary>Bytes in its history; absent while it runs.</summary>
    HistorySizeBytes = 11,

    /// <summary>How many transitions it took; absent while it runs.</summary>
    StateTransitionCount = 12,

    /// <summary>The parent's workflow id; absent without a parent.</summary>
    ParentWorkflowId = 13,

    /// <summary>The parent's run id; absent without a parent.</summary>
    ParentRunId = 14,

    /// <summary>The workflow id at the top of its family: its own without a parent.</summary>
    RootWorkflowId = 15,

    /// <summary>The run id at the top of its family: its own without a parent.</summary>
    RootRunId = 16,
}
