namespace CodeFirst.Storage.Visibility;

/// <summary>The fields a filter can name.</summary>
public enum VisibilityField
{
    /// <summary>WorkflowId: text.</summary>
    WorkflowId = 1,

    /// <summary>RunId: text.</summary>
    RunId = 2,

    /// <summary>WorkflowType: text.</summary>
    WorkflowType = 3,

    /// <summary>TaskQueue: text.</summary>
    TaskQueue = 4,

    /// <summary>ExecutionStatus.</summary>
    ExecutionStatus = 5,

    /// <summary>StartTime.</summary>
    StartTime = 6,

    /// <summary>ExecutionTime.</summary>
    ExecutionTime = 7,

    /// <summary>CloseTime; absent while the run runs.</summary>
    CloseTime = 8,
}
