using CodeFirst.Engine;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Runs;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Describing a run and its pending work.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<DescribeWorkflowExecutionResponse> DescribeWorkflowExecution(
        DescribeWorkflowExecutionRequest request,
        ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        var view = await host.ReadAsync(request.Execution.RunId, context.CancellationToken);
        var state = view.State;
        var response = new DescribeWorkflowExecutionResponse
        {
            ExecutionConfig = new WorkflowExecutionConfig
            {
                TaskQueue = new TaskQueue { Name = state.TaskQueue, Kind = TaskQueueKind.Normal },
                WorkflowExecutionTimeout = state.ExecutionTimeout,
                WorkflowRunTimeout = state.RunTimeout,
                DefaultWorkflowTaskTimeout = state.WorkflowTaskTimeout,
                UserMetadata = state.UserMetadata,
            },
            WorkflowExecutionInfo = ToInfo(view),
            WorkflowExtendedInfo = new WorkflowExecutionExtendedInfo
            {
                ExecutionExpirationTime = state.ExecutionExpiration,
                RunExpirationTime = state.RunExpiration,
                CancelRequested = state.CancelRequested,
                OriginalStartTime = state.OriginalStartTime ?? state.StartTime,
                LastResetTime = state.OriginalStartTime is null ? null : state.StartTime,
                ResetRunId = state.ResetRunId,
                PauseInfo = state.IsPaused
                    ? new WorkflowExecutionPauseInfo { Identity = state.Pause.Identity, Reason = state.Pause.Reason, PausedTime = state.Pause.PausedTime }
                    : null,
                RequestIdInfos =
                {
                    state.RequestIds,
                    { state.StartRequestId, new RequestIdInfo { EventType = EventType.WorkflowExecutionStarted, EventId = 1 } },
                },
            },
            // Internal ones are the server's own.
            Callbacks = { state.Callbacks.Where(callback => callback.Callback.VariantCase != Callback.VariantOneofCase.Internal) },
        };
        if (state.IsRunning)
        {
            response.PendingActivities.Add(state.Activities.OrderBy(activity => activity.Key).Select(activity => ToInfo(activity.Value)));
            response.PendingChildren.Add(state.Children.OrderBy(child => child.Key).Select(child => ToInfo(child.Key, child.Value)));
            response.PendingWorkflowTask = state.WorkflowTask is { } task ? ToInfo(task) : null;
        }

        return response;
    }

    private static WorkflowExecutionInfo ToInfo(RunView view)
    {
        var state = view.State;
        return new WorkflowExecutionInfo
        {
            Execution = new WorkflowExecution { WorkflowId = state.WorkflowId, RunId = state.RunId },
            Type = new WorkflowType { Name = state.WorkflowType },
            StartTime = state.StartTime,
            ExecutionTime = state.ExecutionTime,
            CloseTime = state.CloseTime,
            ExecutionDuration = state.CloseTime is null ? null : state.CloseTime - state.ExecutionTime,
            Status = state.Status,
            HistoryLength = view.EndEventId - 1,
            HistorySizeBytes = state.HistorySizeBytes,
            StateTransitionCount = view.TransitionCount,
            Memo = state.Memo,
            SearchAttributes = state.SearchAttributes,
            TaskQueue = state.TaskQueue,
            FirstRunId = state.FirstRunId,
            Priority = state.Priority,
            ParentNamespaceId = state.Parent?.NamespaceId ?? string.Empty,
            ParentExecution = state.Parent is { } parent ? new WorkflowExecution { WorkflowId = parent.WorkflowId, RunId = parent.RunId } : null,
            RootExecution = state.Parent?.Root ?? new WorkflowExecution { WorkflowId = state.WorkflowId, RunId = state.RunId },
        };
    }

    private static PendingActivityInfo ToInfo(ActivityState activity)
    {
        var scheduled = activity.Scheduled;
        var isStarted = activity.StartedTime is not null;
        var expiration = scheduled.ScheduleToCloseTimeout is { } timeout && timeout.ToTimeSpan() > TimeSpan.Zero
            ? activity.ScheduledTime + timeout
            : null;
        return new PendingActivityInfo
        {
            ActivityId = scheduled.ActivityId,
            ActivityType = scheduled.ActivityType,
            State = (activity.CancelRequested, activity.Pause is not null, isStarted) switch
            {
                (true, _, _) => PendingActivityState.CancelRequested,
                (_, true, true) => PendingActivityState.PauseRequested,
                (_, true, false) => PendingActivityState.Paused,
                (_, _, true) => PendingActivityState.Started,
                _ => PendingActivityState.Scheduled,
            },
            HeartbeatDetails = activity.HeartbeatDetails,
            LastHeartbeatTime = activity.LastHeartbeatTime,
            LastStartedTime = activity.StartedTime,
            Attempt = activity.Attempt,
            MaximumAttempts = scheduled.RetryPolicy?.MaximumAttempts ?? 0,
            ScheduledTime = isStarted ? null : activity.ReadyTime,
            ExpirationTime = expiration,
            LastFailure = activity.LastFailure,
            LastWorkerIdentity = isStarted ? activity.Identity : activity.LastWorkerIdentity,
            CurrentRetryInterval = activity.CurrentRetryInterval,
            LastAttemptCompleteTime = activity.LastAttemptCompleteTime,
            NextAttemptScheduleTime = isStarted || activity.Dispatchable || activity.Pause is not null ? null : activity.ReadyTime,
            Priority = scheduled.Priority,
            Paused = activity.Pause is not null,
            PauseInfo = activity.Pause is { } pause ? ToInfo(pause) : null,
            ActivityOptions = activity.Options,
        };
    }

    private static PendingActivityInfo.Types.PauseInfo ToInfo(ActivityPause pause) => new()
    {
        PauseTime = pause.PausedTime,
        Manual = new PendingActivityInfo.Types.PauseInfo.Types.Manual { Identity = pause.Identity, Reason = pause.Reason },
    };

    private static PendingChildExecutionInfo ToInfo(long initiatedEventId, ChildState child) => new()
    {
        WorkflowId = child.WorkflowId,
        RunId = child.RunId,
        WorkflowTypeName = child.WorkflowType,
        InitiatedId = initiatedEventId,
        ParentClosePolicy = child.ParentClosePolicy,
    };

    private static PendingWorkflowTaskInfo ToInfo(WorkflowTaskState task) => new()
    {
        State = task.StartedEventId > 0 ? PendingWorkflowTaskState.Started : PendingWorkflowTaskState.Scheduled,
        ScheduledTime = task.ScheduledTime,
        OriginalScheduledTime = task.OriginalScheduledTime,
        StartedTime = task.StartedTime,
        Attempt = task.Attempt,
    };
}
