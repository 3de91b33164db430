using CodeFirst.Engine.Chains;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Outbox;
using CodeFirst.Engine.Retries;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Children;

/// <summary>The command that starts a child. The table of its life is in ChildTransitions.</summary>
internal static class ChildCommands
{
    private const int MaximumPendingChildren = 2_000;

    public static CommandFault? Start(CommandSequence sequence, Command command)
    {
        var attributes = command.StartChildWorkflowExecutionCommandAttributes;
        if (FindFault(sequence, attributes) is { } found)
        {
            return new CommandFault(WorkflowTaskFailedCause.BadStartChildExecutionAttributes, found);
        }

        var draft = sequence.Draft;
        var state = draft.State;
        if (state.Children.Count >= MaximumPendingChildren)
        {
            return new CommandFault(
                WorkflowTaskFailedCause.PendingChildWorkflowsLimitExceeded,
                $"the number of pending child workflow executions, {state.Children.Count}, has reached the limit of {MaximumPendingChildren}");
        }

        var initiated = ToInitiated(sequence, attributes);
        var initiatedEvent = sequence.Write(
            new HistoryEvent { EventType = EventType.StartChildWorkflowExecutionInitiated, StartChildWorkflowExecutionInitiatedEventAttributes = initiated },
            command);
        state.Children[initiatedEvent.EventId] = ChildTransitions.Initiated(initiated);
        var start = new ChildStart { Attributes = initiated, UserMetadata = command.UserMetadata };
        OutboxTransitions.Add(draft, initiatedEvent.EventId, new OutboxMessage { StartChild = start });
        sequence.InitiatedChildren.Add(initiated.WorkflowId);
        return null;
    }

    private static string? FindFault(CommandSequence sequence, StartChildWorkflowExecutionCommandAttributes? attributes)
    {
        var fault = CommandLimits.CheckId("WorkflowId", attributes?.WorkflowId)
            ?? CommandLimits.CheckId("WorkflowType", attributes?.WorkflowType?.Name)
            ?? CommandLimits.CheckOptionalId("TaskQueue", attributes?.TaskQueue?.Name)
            ?? CommandLimits.CheckNamespace(sequence.Namespace, attributes?.Namespace)
            ?? Priorities.FindFault(attributes?.Priority);
        if (fault is not null)
        {
            return fault;
        }

        if (attributes!.WorkflowExecutionTimeout.ToSpan() < TimeSpan.Zero
            || attributes.WorkflowRunTimeout.ToSpan() < TimeSpan.Zero
            || attributes.WorkflowTaskTimeout.ToSpan() < TimeSpan.Zero)
        {
            return $"A timeout on StartChildWorkflowExecutionCommand is negative. WorkflowId={attributes.WorkflowId}";
        }

        if (!System.Enum.IsDefined(attributes.ParentClosePolicy) || !System.Enum.IsDefined(attributes.WorkflowIdReusePolicy))
        {
            return $"ParentClosePolicy or WorkflowIdReusePolicy has a value this server does not know. WorkflowId={attributes.WorkflowId}";
        }

        if (attributes.CronSchedule.Length > 0 && CronSchedule.FindFault(attributes.CronSchedule, sequence.Draft.Now) is { } cronFault)
        {
            return $"Invalid CronSchedule. {cronFault} WorkflowId={attributes.WorkflowId}";
        }

        return attributes.RetryPolicy is null ? null : RetryPolicies.Validate(RetryPolicies.WithDefaults(attributes.RetryPolicy));
    }

    private static StartChildWorkflowExecutionInitiatedEventAttributes ToInitiated(
        CommandSequence sequence,
        StartChildWorkflowExecutionCommandAttributes attributes)
    {
        var state = sequence.Draft.State;
        var runTimeout = RunStart.NormalizeRunTimeout(attributes.WorkflowRunTimeout.ToSpan(), attributes.WorkflowExecutionTimeout.ToSpan());
        var taskTimeout = RunStart.NormalizeWorkflowTaskTimeout(attributes.WorkflowTaskTimeout.ToSpan(), runTimeout);
        return new StartChildWorkflowExecutionInitiatedEventAttributes
        {
            Namespace = sequence.Namespace,
            NamespaceId = state.NamespaceId,
            WorkflowId = attributes.WorkflowId,
            WorkflowType = attributes.WorkflowType,
            TaskQueue = RunStart.NormalQueue(string.IsNullOrEmpty(attributes.TaskQueue?.Name) ? state.TaskQueue : attributes.TaskQueue.Name),
            Input = attributes.Input,
            WorkflowExecutionTimeout = Duration.FromTimeSpan(attributes.WorkflowExecutionTimeout.ToSpan()),
            WorkflowRunTimeout = Duration.FromTimeSpan(runTimeout),
            WorkflowTaskTimeout = Duration.FromTimeSpan(taskTimeout),
            ParentClosePolicy = attributes.ParentClosePolicy == ParentClosePolicy.Unspecified ? ParentClosePolicy.Terminate : attributes.ParentClosePolicy,
            WorkflowTaskCompletedEventId = sequence.CompletedEventId,
            WorkflowIdReusePolicy = attributes.WorkflowIdReusePolicy == WorkflowIdReusePolicy.Unspecified
                ? WorkflowIdReusePolicy.AllowDuplicate
                : attributes.WorkflowIdReusePolicy,
            RetryPolicy = attributes.RetryPolicy is null ? null : RetryPolicies.WithDefaults(attributes.RetryPolicy),
            CronSchedule = attributes.CronSchedule,
            Header = attributes.Header,
            Memo = attributes.Memo,
            SearchAttributes = attributes.SearchAttributes,
            Priority = attributes.Priority,
        };
    }
}
