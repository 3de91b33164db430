using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Externals;

// A signal to another run, and a request to cancel one, by initiated event id:
//
//   from        by                         to
//   none        the command                initiated; a message goes to the other run
//   initiated   it is delivered            gone: ExternalWorkflowExecutionSignaled, ExternalWorkflowExecutionCancelRequested
//   initiated   it is refused              gone: SignalExternalWorkflowExecutionFailed, RequestCancelExternalWorkflowExecutionFailed
//   initiated   this run closes            the message still goes
//
// What became of it is recorded in ExternalTransitions.

/// <summary>The commands about other runs.</summary>
internal static class ExternalCommands
{
    private const int MaximumPending = 2_000;

    public static CommandFault? Signal(CommandSequence sequence, Command command)
    {
        var attributes = command.SignalExternalWorkflowExecutionCommandAttributes;
        var fault = FindFault(sequence, attributes?.Execution?.WorkflowId, attributes?.Execution?.RunId, attributes?.Namespace)
            ?? CommandLimits.CheckId("SignalName", attributes?.SignalName);
        if (fault is not null)
        {
            return new CommandFault(WorkflowTaskFailedCause.BadSignalWorkflowExecutionAttributes, fault);
        }

        var draft = sequence.Draft;
        if (CountPending(draft.State, OutboxMessage.ContentOneofCase.Signal) is >= MaximumPending and var pending)
        {
            return new CommandFault(
                WorkflowTaskFailedCause.PendingSignalsLimitExceeded,
                $"the number of pending signals to external workflows, {pending}, has reached the limit of {MaximumPending}");
        }

        var initiated = new SignalExternalWorkflowExecutionInitiatedEventAttributes
        {
            WorkflowTaskCompletedEventId = sequence.CompletedEventId,
            Namespace = sequence.Namespace,
            NamespaceId = draft.State.NamespaceId,
            WorkflowExecution = attributes!.Execution,
            SignalName = attributes.SignalName,
            Input = attributes.Input,
            ChildWorkflowOnly = attributes.ChildWorkflowOnly,
            Header = attributes.Header,
        };
        var initiatedEvent = sequence.Write(
            new HistoryEvent { EventType = EventType.SignalExternalWorkflowExecutionInitiated, SignalExternalWorkflowExecutionInitiatedEventAttributes = initiated },
            command);
        OutboxTransitions.Add(draft, initiatedEvent.EventId, new OutboxMessage { Signal = initiated });
        return null;
    }

    public static CommandFault? RequestCancel(CommandSequence sequence, Command command)
    {
        var attributes = command.RequestCancelExternalWorkflowExecutionCommandAttributes;
        var fault = FindFault(sequence, attributes?.WorkflowId, attributes?.RunId, attributes?.Namespace);
        if (fault is null && sequence.InitiatedChildren.Contains(attributes!.WorkflowId))
        {
            fault = $"Start and RequestCancel for child workflow is not allowed in same workflow task. WorkflowId={attributes.WorkflowId}";
        }

        if (fault is not null)
        {
            return new CommandFault(WorkflowTaskFailedCause.BadRequestCancelExternalWorkflowExecutionAttributes, fault);
        }

        var draft = sequence.Draft;
        if (CountPending(draft.State, OutboxMessage.ContentOneofCase.Cancel) is >= MaximumPending and var pending)
        {
            return new CommandFault(
                WorkflowTaskFailedCause.PendingRequestCancelLimitExceeded,
                $"the number of pending requests to cancel external workflows, {pending}, has reached the limit of {MaximumPending}");
        }

        var initiated = new RequestCancelExternalWorkflowExecutionInitiatedEventAttributes
        {
            WorkflowTaskCompletedEventId = sequence.CompletedEventId,
            Namespace = sequence.Namespace,
            NamespaceId = draft.State.NamespaceId,
            WorkflowExecution = new WorkflowExecution { WorkflowId = attributes!.WorkflowId, RunId = attributes.RunId },
            ChildWorkflowOnly = attributes.ChildWorkflowOnly,
            Reason = attributes.Reason,
        };
        var initiatedEvent = sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.RequestCancelExternalWorkflowExecutionInitiated,
                RequestCancelExternalWorkflowExecutionInitiatedEventAttributes = initiated,
            },
            command);
        OutboxTransitions.Add(draft, initiatedEvent.EventId, new OutboxMessage { Cancel = initiated });
        return null;
    }

    private static string? FindFault(CommandSequence sequence, string? workflowId, string? runId, string? @namespace) =>
        CommandLimits.CheckId("WorkflowId", workflowId)
        ?? CommandLimits.CheckNamespace(sequence.Namespace, @namespace)
        ?? (string.IsNullOrEmpty(runId) || Guid.TryParse(runId, out _) ? null : $"Invalid RunId: it is not a UUID. WorkflowId={workflowId} RunId={runId}");

    private static int CountPending(RunState state, OutboxMessage.ContentOneofCase content) =>
        state.Outbox.Values.Count(message => message.ContentCase == content);
}
