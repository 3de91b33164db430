using CodeFirst.Engine;
using CodeFirst.Engine.Children;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Externals;
using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.Schedules;
using CodeFirst.Engine.Signals;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Placement;
using CodeFirst.Server.Runs;
using CodeFirst.Server.Schedules;
using Grpc.Core;

namespace CodeFirst.Server.Outbox;

/// <summary>
/// Delivers one message and records its outcome with the run that sent it. A message can come more than once; the receiver makes it once. What the other
/// run refuses is an outcome too; whatever may succeed later is thrown.
/// </summary>
internal sealed class MessageDelivery(IPlacement placement, ScheduleActions schedules)
{
    private const string Identity = "server";
    private const string ClosePolicyReason = "by parent close policy";

    public Task DeliverAsync(OutboxItem item) => item.Message.ContentCase switch
    {
        OutboxMessage.ContentOneofCase.StartChild => StartChildAsync(item, item.Message.StartChild),
        OutboxMessage.ContentOneofCase.ConfirmStart => AskParentAsync(item, item.State.Parent),
        OutboxMessage.ContentOneofCase.Signal => SignalAsync(item),
        OutboxMessage.ContentOneofCase.Cancel => CancelAsync(item),
        OutboxMessage.ContentOneofCase.ChildClosed => TellParentAsync(item, item.State.Parent),
        OutboxMessage.ContentOneofCase.ScheduleClosed => TellScheduleAsync(item, item.Message.ScheduleClosed),
        _ => CloseChildAsync(item, item.Message.CloseChild),
    };

    // The child may run once its parent has recorded the start; whoever started it brings it the answer.
    private async Task StartChildAsync(OutboxItem item, ChildStart start)
    {
        var (result, childRunId) = await TryStartAsync(item, start);
        if (await RecordAsync(item, result, childRunId) is ChildStartAnswer { Status: not ChildStartStatus.Pending } answer)
        {
            await ConfirmAsync(Host(item, start.Attributes.WorkflowId), childRunId, answer.Status);
        }
    }

    private async Task<(DeliveryResult Result, string RunId)> TryStartAsync(OutboxItem item, ChildStart start)
    {
        var workflowId = start.Attributes.WorkflowId;
        if (workflowId == item.Source.WorkflowId)
        {
            return (DeliveryResult.AlreadyExists, string.Empty);
        }

        try
        {
            var answer = await Host(item, workflowId).StartAsync(ChildStarts.ToStart(item, start), CancellationToken.None);
            return (DeliveryResult.Delivered, answer.RunId);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.AlreadyExists)
        {
            return (DeliveryResult.AlreadyExists, string.Empty);
        }
    }

    private async Task AskParentAsync(OutboxItem item, ParentLink parent)
    {
        var status = ChildStartStatus.Unknown;
        try
        {
            var question = new CheckChildStart(parent.InitiatedEventId, item.Source.RunId);
            var answer = await ParentHost(parent).ExecuteAsync(new RunTarget(parent.RunId), question, CancellationToken.None);
            status = ((ChildStartAnswer)answer!).Status;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            // The parent was deleted, and with it whatever it knew.
        }

        if (status != ChildStartStatus.Pending)
        {
            await ConfirmAsync(Host(item, item.Source.WorkflowId), item.Source.RunId, status);
        }
    }

    private static async Task ConfirmAsync(IWorkflowHost child, string runId, ChildStartStatus status)
    {
        var result = status == ChildStartStatus.Started ? DeliveryResult.Delivered : DeliveryResult.NotFound;
        await child.ExecuteAsync(new RunTarget(runId), new RecordDelivery(RunState.StartedEventId, result), CancellationToken.None);
    }

    private async Task SignalAsync(OutboxItem item)
    {
        var signal = item.Message.Signal;
        var execution = signal.WorkflowExecution;
        var requestId = item.RequestId;
        var isDelivered = item.Message.Attempt > 1
            && await ReceivedSignals.ContainsAsync(Host(item, execution.WorkflowId), execution.RunId, requestId, item.Message.CreatedTime);
        var command = new SignalRun(
            new()
            {
                Namespace = signal.Namespace,
                WorkflowExecution = execution,
                SignalName = signal.SignalName,
                Input = signal.Input,
                Header = signal.Header,
                Identity = Identity,
                RequestId = requestId,
            },
            Caller: Caller(item, signal.ChildWorkflowOnly));
        await RecordAsync(item, isDelivered ? DeliveryResult.Delivered : await SendToOtherAsync(item, execution, command));
    }

    private async Task CancelAsync(OutboxItem item)
    {
        var cancel = item.Message.Cancel;
        var execution = cancel.WorkflowExecution;
        var command = new RequestCancelRun(
            new() { Namespace = cancel.Namespace, WorkflowExecution = execution, Identity = Identity, RequestId = item.RequestId, Reason = cancel.Reason },
            Caller(item, cancel.ChildWorkflowOnly));
        await RecordAsync(item, await SendToOtherAsync(item, execution, command));
    }

    private async Task TellParentAsync(OutboxItem item, ParentLink parent)
    {
        var state = item.State;
        var command = new RecordChildClosed
        {
            InitiatedEventId = parent.InitiatedEventId,
            Execution = new WorkflowExecution { WorkflowId = state.WorkflowId, RunId = state.RunId },
            FirstRunId = state.FirstRunId,
            WorkflowType = state.WorkflowType,
            Namespace = parent.Namespace,
            Closing = item.Message.ChildClosed,
        };
        var result = await SendAsync(ParentHost(parent), new RunTarget(parent.RunId), command);
        if (result == DeliveryResult.NotFound)
        {
            await TellReplacementAsync(ParentHost(parent), parent.RunId, command);
        }

        await RecordAsync(item, result);
    }

    // A reset took the parent's place, maybe several did, and the last one may know the child.
    private static async Task TellReplacementAsync(IWorkflowHost parent, string runId, RecordChildClosed command)
    {
        try
        {
            while ((await parent.ReadAsync(runId, CancellationToken.None)).State.ResetRunId is { Length: > 0 } replacement)
            {
                runId = replacement;
                var question = new CheckChildStart(command.InitiatedEventId, command.FirstRunId);
                if (await parent.ExecuteAsync(new RunTarget(runId), question, CancellationToken.None) is ChildStartAnswer { Status: ChildStartStatus.Started })
                {
                    await SendAsync(parent, new RunTarget(runId), command);
                }
            }
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            // The parent was deleted.
        }
    }

    // The child's chain may have gone on: its current run is meant, as long as it is of that chain.
    private async Task CloseChildAsync(OutboxItem item, ChildState child)
    {
        var execution = new WorkflowExecution { WorkflowId = child.WorkflowId };
        var caller = Caller(item, isChildOnly: true);
        RunCommand command = child.ParentClosePolicy == ParentClosePolicy.RequestCancel
            ? new RequestCancelRun(new() { WorkflowExecution = execution, FirstExecutionRunId = child.RunId, Reason = ClosePolicyReason, Identity = Identity }, caller)
            : new TerminateRun(new() { WorkflowExecution = execution, FirstExecutionRunId = child.RunId, Reason = ClosePolicyReason, Identity = Identity }, caller);
        await RecordAsync(item, await SendAsync(Host(item, child.WorkflowId), new RunTarget(string.Empty, child.RunId), command));
    }

    private async Task TellScheduleAsync(OutboxItem item, ScheduleNotice notice)
    {
        await schedules.RecordClosedAsync(notice.Schedule, ScheduleNotices.ToCommand(notice, item.State.FirstRunId, item.State.Status));
        await RecordAsync(item, DeliveryResult.Delivered);
    }

    // A workflow does not reach itself by a message: it is told that there is no such workflow.
    private Task<DeliveryResult> SendToOtherAsync(OutboxItem item, WorkflowExecution target, RunCommand command) => target.WorkflowId == item.Source.WorkflowId
        ? Task.FromResult(DeliveryResult.NotFound)
        : SendAsync(Host(item, target.WorkflowId), new RunTarget(target.RunId), command);

    private static async Task<DeliveryResult> SendAsync(IWorkflowHost host, RunTarget target, RunCommand command)
    {
        try
        {
            await host.ExecuteAsync(target, command, CancellationToken.None);
            return DeliveryResult.Delivered;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            return DeliveryResult.NotFound;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.InvalidArgument)
        {
            return DeliveryResult.LimitReached;
        }
    }

    private async Task<CommandReply?> RecordAsync(OutboxItem item, DeliveryResult result, string childRunId = "")
    {
        try
        {
            return await Host(item, item.Source.WorkflowId)
                .ExecuteAsync(new RunTarget(item.Source.RunId), new RecordDelivery(item.MessageId, result, childRunId), CancellationToken.None);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            // The source was deleted: nobody wants to know any more.
            return null;
        }
    }

    private static ExternalCaller Caller(OutboxItem item, bool isChildOnly) =>
        new(new WorkflowExecution { WorkflowId = item.Source.WorkflowId, RunId = item.Source.RunId }, item.State.OriginalRunId, item.MessageId, isChildOnly);

    private IWorkflowHost Host(OutboxItem item, string workflowId) => placement.GetWorkflow(new WorkflowKey(item.Source.NamespaceId, workflowId));

    private IWorkflowHost ParentHost(ParentLink parent) => placement.GetWorkflow(new WorkflowKey(parent.NamespaceId, parent.WorkflowId));
}
