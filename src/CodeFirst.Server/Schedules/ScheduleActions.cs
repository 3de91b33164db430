using CodeFirst.Engine;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Placement;
using CodeFirst.Server.Runs;
using CodeFirst.Storage;
using CodeFirst.Storage.Schedules;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server.Schedules;

/// <summary>
/// Does what was decided on schedules, after it was written, and records the outcome, which may decide more. What may succeed later stays in the schedule
/// and comes up again by its deadline, on this process or another; a start that was made but not recorded is then made with the same request id.
/// </summary>
internal sealed partial class ScheduleActions(ScheduleBook book, IPlacement placement, NamespaceRegistry namespaces, ILogger<ScheduleActions> logger)
{
    private const string ClosingReason = "by the overlap policy of its schedule";

    /// <summary>Takes what is due of a schedule.</summary>
    public async Task AdvanceAsync(ScheduleKey key, CancellationToken cancellationToken)
    {
        if (await book.DecideAsync(key, new AdvanceSchedule(), cancellationToken) is { } decision)
        {
            await CarryOutAsync(key, decision);
        }
    }

    /// <summary>Takes note that a workflow closed, and does what follows.</summary>
    public async Task RecordClosedAsync(ScheduleLink link, RecordActionClosed command)
    {
        var key = new ScheduleKey(link.NamespaceId, link.ScheduleId);
        var known = await book.FindAsync(key, CancellationToken.None);
        if (known?.Id == link.Id && await book.DecideAsync(key, command, CancellationToken.None) is { } decision)
        {
            // Whoever brings the news need not wait for the next workflow.
            Begin(key, decision);
        }
    }

    /// <summary>Lets be done what was decided, without waiting for it.</summary>
    public void Begin(ScheduleKey key, ScheduleDecision decision) => _ = CarryOutAsync(key, decision);

    private async Task CarryOutAsync(ScheduleKey key, ScheduleDecision first)
    {
        var decisions = new Queue<ScheduleDecision>([first]);
        while (decisions.TryDequeue(out var decision))
        {
            foreach (var start in decision.Starts)
            {
                await AddFollowingAsync(key, decisions, start.WorkflowId, () => StartAsync(decision.Data, start));
            }

            foreach (var closing in decision.Closings)
            {
                await AddFollowingAsync(key, decisions, closing.Execution.WorkflowId, () => CloseAsync(decision.Data, closing));
            }
        }
    }

    private async Task AddFollowingAsync(ScheduleKey key, Queue<ScheduleDecision> decisions, string workflowId, Func<Task<ScheduleCommand>> act)
    {
        try
        {
            if (await book.DecideAsync(key, await act(), CancellationToken.None) is { } following)
            {
                decisions.Enqueue(following);
            }
        }
        catch (Exception exception) when (exception is RpcException or StoreUnavailableException or ObjectDisposedException)
        {
            LogNotDone(key.ScheduleId, workflowId, exception.Message);
        }
        catch (Exception exception)
        {
            LogFailed(key.ScheduleId, workflowId, exception);
        }
    }

    private async Task<ScheduleCommand> StartAsync(ScheduleData schedule, PendingStart start)
    {
        try
        {
            var record = await namespaces.GetByIdAsync(schedule.NamespaceId, CancellationToken.None);
            NamespaceChecks.TakesNewRuns(record);
            var host = placement.GetWorkflow(new WorkflowKey(schedule.NamespaceId, start.WorkflowId));
            var answer = await host.StartAsync(ScheduledStarts.ToStart(schedule, start, record.Name), CancellationToken.None);
            return new RecordStart(start.RequestId, answer.FirstRunId);
        }
        catch (RpcException refusal) when (IsFinal(refusal))
        {
            LogNotStarted(schedule.ScheduleId, start.WorkflowId, refusal.Status.Detail);
            return new RecordStart(start.RequestId, RunId: null);
        }
        catch (RpcException refusal)
        {
            LogNotDone(schedule.ScheduleId, start.WorkflowId, refusal.Status.Detail);
            return new RecordDelayedStart(start.RequestId);
        }
    }

    private async Task<ScheduleCommand> CloseAsync(ScheduleData schedule, RunningAction action)
    {
        var execution = new WorkflowExecution { WorkflowId = action.Execution.WorkflowId };
        var (runId, identity) = (action.Execution.RunId, $"schedule-{schedule.ScheduleId}");
        RunCommand command = action.Closing == RunningAction.Types.Closing.Cancel
            ? new RequestCancelRun(new() { WorkflowExecution = execution, FirstExecutionRunId = runId, Reason = ClosingReason, Identity = identity })
            : new TerminateRun(new() { WorkflowExecution = execution, FirstExecutionRunId = runId, Reason = ClosingReason, Identity = identity });
        try
        {
            var host = placement.GetWorkflow(new WorkflowKey(schedule.NamespaceId, execution.WorkflowId));
            await host.ExecuteAsync(new RunTarget(string.Empty, runId), command, CancellationToken.None);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            // It closed in between: its news are on their way.
        }

        return new RecordClosing(action.RequestId, action.Closing);
    }

    private static bool IsFinal(RpcException refusal) => refusal.StatusCode
        is StatusCode.AlreadyExists
        or StatusCode.NotFound
        or StatusCode.InvalidArgument
        or StatusCode.FailedPrecondition
        or StatusCode.PermissionDenied;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {ScheduleId}: {WorkflowId} is not started: {Reason}")]
    private partial void LogNotStarted(string scheduleId, string workflowId, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Schedule {ScheduleId}: {WorkflowId} is not started or told to end yet: {Reason}")]
    private partial void LogNotDone(string scheduleId, string workflowId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Schedule {ScheduleId}: {WorkflowId} cannot be started or told to end; it is tried again when it is due")]
    private partial void LogFailed(string scheduleId, string workflowId, Exception exception);
}
