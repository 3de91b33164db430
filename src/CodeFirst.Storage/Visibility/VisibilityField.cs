using CodeFirst.Protocol.Enums.V1;

namespace CodeFirst.Storage.Visibility;

/// <summary>A field that a filter can name: a column of the visibility row, or a search attribute of the run.</summary>
public sealed record VisibilityField
{
    private VisibilityField(string name, IndexedValueType type, VisibilityColumn? column)
    {
        Name = name;
        Type = type;
        Column = column;
    }

    /// <summary>WorkflowId: text.</summary>
    public static VisibilityField WorkflowId { get; } = Of(VisibilityColumn.WorkflowId, IndexedValueType.Keyword);

    /// <summary>RunId: text.</summary>
    public static VisibilityField RunId { get; } = Of(VisibilityColumn.RunId, IndexedValueType.Keyword);

    /// <summary>WorkflowType: text.</summary>
    public static VisibilityField WorkflowType { get; } = Of(VisibilityColumn.WorkflowType, IndexedValueType.Keyword);

    /// <summary>TaskQueue: text.</summary>
    public static VisibilityField TaskQueue { get; } = Of(VisibilityColumn.TaskQueue, IndexedValueType.Keyword);

    /// <summary>ExecutionStatus: a <see cref="WorkflowExecutionStatus"/>.</summary>
    public static VisibilityField ExecutionStatus { get; } = Of(VisibilityColumn.ExecutionStatus, IndexedValueType.Keyword);

    /// <summary>StartTime.</summary>
    public static VisibilityField StartTime { get; } = Of(VisibilityColumn.StartTime, IndexedValueType.Datetime);

    /// <summary>ExecutionTime.</summary>
    public static VisibilityField ExecutionTime { get; } = Of(VisibilityColumn.ExecutionTime, IndexedValueType.Datetime);

    /// <summary>CloseTime; absent while the run runs.</summary>
    public static VisibilityField CloseTime { get; } = Of(VisibilityColumn.CloseTime, IndexedValueType.Datetime);

    /// <summary>ExecutionDuration: a <see cref="TimeSpan"/>; absent while the run runs.</summary>
    public static VisibilityField ExecutionDuration { get; } = Of(VisibilityColumn.ExecutionDuration, IndexedValueType.Int);

    /// <summary>HistoryLength; absent while the run runs.</summary>
    public static VisibilityField HistoryLength { get; } = Of(VisibilityColumn.HistoryLength, IndexedValueType.Int);

    /// <summary>HistorySizeBytes; absent while the run runs.</summary>
    public static VisibilityField HistorySizeBytes { get; } = Of(VisibilityColumn.HistorySizeBytes, IndexedValueType.Int);

    /// <summary>StateTransitionCount; absent while the run runs.</summary>
    public static VisibilityField StateTransitionCount { get; } = Of(VisibilityColumn.StateTransitionCount, IndexedValueType.Int);

    /// <summary>ParentWorkflowId; absent without a parent.</summary>
    public static VisibilityField ParentWorkflowId { get; } = Of(VisibilityColumn.ParentWorkflowId, IndexedValueType.Keyword);

    /// <summary>ParentRunId; absent without a parent.</summary>
    public static VisibilityField ParentRunId { get; } = Of(VisibilityColumn.ParentRunId, IndexedValueType.Keyword);

    /// <summary>RootWorkflowId.</summary>
    public static VisibilityField RootWorkflowId { get; } = Of(VisibilityColumn.RootWorkflowId, IndexedValueType.Keyword);

    /// <summary>RootRunId.</summary>
    public static VisibilityField RootRunId { get; } = Of(VisibilityColumn.RootRunId, IndexedValueType.Keyword);

    /// <summary>Every field that has a column.</summary>
    public static IReadOnlyList<VisibilityField> Columns { get; } =
    [
        WorkflowId, RunId, WorkflowType, TaskQueue, ExecutionStatus, StartTime, ExecutionTime, CloseTime, ExecutionDuration,
        HistoryLength, HistorySizeBytes, StateTransitionCount, ParentWorkflowId, ParentRunId, RootWorkflowId, RootRunId,
    ];

    /// <summary>What queries call it.</summary>
    public string Name { get; }

    /// <summary>What it holds.</summary>
    public IndexedValueType Type { get; }

    /// <summary>The column; null for a search attribute.</summary>
    public VisibilityColumn? Column { get; }

    /// <summary>A search attribute. One of the same name and another type is another field, which runs may have from before.</summary>
    public static VisibilityField Attribute(string name, IndexedValueType type) => new(name, type, column: null);

    private static VisibilityField Of(VisibilityColumn column, IndexedValueType type) => new(column.ToString(), type, column);
}
