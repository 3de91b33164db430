using System.Diagnostics;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Storage.Sqlite.Visibility;

/// <summary>The columns as fixed text.</summary>
internal static class VisibilityColumns
{
    public static string Get(VisibilityColumn column) => column switch
    {
        VisibilityColumn.WorkflowId => "workflow_id",
        VisibilityColumn.RunId => "run_id",
        VisibilityColumn.WorkflowType => "workflow_type",
        VisibilityColumn.TaskQueue => "task_queue",
        VisibilityColumn.ExecutionStatus => "status",
        VisibilityColumn.StartTime => "start_time",
        VisibilityColumn.ExecutionTime => "execution_time",
        VisibilityColumn.CloseTime => "close_time",
        VisibilityColumn.ExecutionDuration => "(close_time - execution_time)",
        VisibilityColumn.HistoryLength => "iif(close_time IS NULL, NULL, history_length)",
        VisibilityColumn.HistorySizeBytes => "iif(close_time IS NULL, NULL, history_size_bytes)",
        VisibilityColumn.StateTransitionCount => "iif(close_time IS NULL, NULL, state_transition_count)",
        VisibilityColumn.ParentWorkflowId => "parent_workflow_id",
        VisibilityColumn.ParentRunId => "parent_run_id",
        VisibilityColumn.RootWorkflowId => "coalesce(root_workflow_id, workflow_id)",
        VisibilityColumn.RootRunId => "coalesce(root_run_id, run_id)",
        _ => throw new UnreachableException(),
    };
}
