using CodeFirst.Engine.Chains;
using CodeFirst.Engine.Retries;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Execution;

/// <summary>The commands that close a run. None may pass over events that the worker has not seen.</summary>
internal static class RunCommands
{
    public static bool Closes(CommandType type) => type
        is CommandType.CompleteWorkflowExecution
        or CommandType.FailWorkflowExecution
        or CommandType.CancelWorkflowExecution
        or CommandType.ContinueAsNewWorkflowExecution;

    public static WorkflowTaskFailedCause FaultCause(CommandType type) => type switch
    {
        CommandType.CompleteWorkflowExecution => WorkflowTaskFailedCause.BadCompleteWorkflowExecutionAttributes,
        CommandType.FailWorkflowExecution => WorkflowTaskFailedCause.BadFailWorkflowExecutionAttributes,
        CommandType.CancelWorkflowExecution => WorkflowTaskFailedCause.BadCancelWorkflowExecutionAttributes,
        CommandType.ContinueAsNewWorkflowExecution => WorkflowTaskFailedCause.BadContinueAsNewAttributes,
        _ => WorkflowTaskFailedCause.Unspecified,
    };

    public static CommandFault? Complete(CommandSequence sequence, Command command)
    {
        var attributes = command.CompleteWorkflowExecutionCommandAttributes;
        if (Check(sequence, command, attributes is not null) is { } fault)
        {
            return fault;
        }

        var draft = sequence.Draft;
        var next = RunChain.AfterCompletion(draft.State, draft.Now);
        sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionCompleted,
                WorkflowExecutionCompletedEventAttributes = new()
                {
                    Result = attributes!.Result,
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                    NewExecutionRunId = next.Continues ? sequence.SuccessorRunId : string.Empty,
                },
            },
            command);
        RunTransitions.Close(draft, WorkflowExecutionStatus.Completed);
        sequence.Successor = next.Continues ? RunChain.Continue(draft, sequence.SuccessorRunId, next, failure: null, attributes.Result) : null;
        return null;
    }

    public static CommandFault? Fail(CommandSequence sequence, Command command)
    {
        var attributes = command.FailWorkflowExecutionCommandAttributes;
        if (Check(sequence, command, attributes?.Failure is not null) is { } fault)
        {
            return fault;
        }

        var draft = sequence.Draft;
        var next = RunChain.AfterFailure(draft.State, attributes!.Failure, draft.Now);
        sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionFailed,
                WorkflowExecutionFailedEventAttributes = new()
                {
                    Failure = attributes.Failure,
                    RetryState = next.RetryState,
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                    NewExecutionRunId = next.Continues ? sequence.SuccessorRunId : string.Empty,
                },
            },
            command);
        RunTransitions.Close(draft, WorkflowExecutionStatus.Failed);
        sequence.Successor = next.Continues ? RunChain.Continue(draft, sequence.SuccessorRunId, next, attributes.Failure) : null;
        return null;
    }

    public static CommandFault? Cancel(CommandSequence sequence, Command command)
    {
        var attributes = command.CancelWorkflowExecutionCommandAttributes;
        if (Check(sequence, command, attributes is not null) is { } fault)
        {
            return fault;
        }

        sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionCanceled,
                WorkflowExecutionCanceledEventAttributes = new()
                {
                    Details = attributes!.Details,
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                },
            },
            command);
        RunTransitions.Close(sequence.Draft, WorkflowExecutionStatus.Canceled);
        return null;
    }

    public static CommandFault? ContinueAsNew(CommandSequence sequence, Command command)
    {
        var attributes = command.ContinueAsNewWorkflowExecutionCommandAttributes;
        if (Check(sequence, command, attributes is not null) is { } fault)
        {
            return fault;
        }

        if (FindFault(attributes!, sequence.Draft.Now) is { } found)
        {
            return new CommandFault(FaultCause(command.CommandType), found);
        }

        var draft = sequence.Draft;
        var started = ToStarted(draft, attributes!);
        sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.WorkflowExecutionContinuedAsNew,
                WorkflowExecutionContinuedAsNewEventAttributes = new()
                {
                    NewExecutionRunId = sequence.SuccessorRunId,
                    WorkflowType = started.WorkflowType,
                    TaskQueue = started.TaskQueue,
                    Input = started.Input,
                    WorkflowRunTimeout = started.WorkflowRunTimeout,
                    WorkflowTaskTimeout = started.WorkflowTaskTimeout,
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                    BackoffStartInterval = started.FirstWorkflowTaskBackoff,
                    Initiator = started.Initiator,
                    Failure = started.ContinuedFailure,
                    LastCompletionResult = started.LastCompletionResult,
                    Header = started.Header,
                    Memo = started.Memo,
                    SearchAttributes = started.SearchAttributes,
                },
            },
            command);
        draft.State.SuccessorRunId = sequence.SuccessorRunId;
        RunTransitions.Close(draft, WorkflowExecutionStatus.ContinuedAsNew);
        sequence.Successor = RunStart.Continue(draft.State, sequence.SuccessorRunId, started, draft.Now);
        return null;
    }

    // What the command leaves out stays as it is in this run, except what the worker copies itself: retry policy, header, memo and search attributes.
    private static WorkflowExecutionStartedEventAttributes ToStarted(RunDraft draft, ContinueAsNewWorkflowExecutionCommandAttributes attributes)
    {
        var state = draft.State;
        var runTimeout = RunStart.NormalizeRunTimeout(Either(attributes.WorkflowRunTimeout, state.RunTimeout), state.ExecutionTimeout.ToSpan());
        var taskTimeout = RunStart.NormalizeWorkflowTaskTimeout(Either(attributes.WorkflowTaskTimeout, state.WorkflowTaskTimeout), runTimeout);
        return new WorkflowExecutionStartedEventAttributes
        {
            WorkflowType = string.IsNullOrEmpty(attributes.WorkflowType?.Name) ? new WorkflowType { Name = state.WorkflowType } : attributes.WorkflowType,
            TaskQueue = RunStart.NormalQueue(string.IsNullOrEmpty(attributes.TaskQueue?.Name) ? state.TaskQueue : attributes.TaskQueue.Name),
            Input = attributes.Input,
            WorkflowRunTimeout = Duration.FromTimeSpan(runTimeout),
            WorkflowTaskTimeout = Duration.FromTimeSpan(taskTimeout),
            Initiator = attributes.Initiator == ContinueAsNewInitiator.Unspecified ? ContinueAsNewInitiator.Workflow : attributes.Initiator,
            ContinuedFailure = attributes.Failure,
            LastCompletionResult = attributes.LastCompletionResult,
            RetryPolicy = attributes.RetryPolicy is null ? null : RetryPolicies.WithDefaults(attributes.RetryPolicy),
            CronSchedule = attributes.CronSchedule,
            Attempt = 1,
            FirstWorkflowTaskBackoff = Duration.FromTimeSpan(RunChain.Space(state, attributes.BackoffStartInterval.ToSpan(), draft.Now)),
            Memo = attributes.Memo,
            SearchAttributes = attributes.SearchAttributes,
            Header = attributes.Header,
        };
    }

    private static string? FindFault(ContinueAsNewWorkflowExecutionCommandAttributes attributes, DateTimeOffset now)
    {
        var idFault = CommandLimits.CheckOptionalId("WorkflowType", attributes.WorkflowType?.Name)
            ?? CommandLimits.CheckOptionalId("TaskQueue", attributes.TaskQueue?.Name);
        if (idFault is not null)
        {
            return idFault;
        }

        if (attributes.WorkflowRunTimeout.ToSpan() < TimeSpan.Zero
            || attributes.WorkflowTaskTimeout.ToSpan() < TimeSpan.Zero
            || attributes.BackoffStartInterval.ToSpan() < TimeSpan.Zero)
        {
            return "A timeout or backoff on ContinueAsNewWorkflowExecutionCommand is negative.";
        }

        if (attributes.CronSchedule.Length > 0 && CronSchedule.FindFault(attributes.CronSchedule, now) is { } cronFault)
        {
            return $"Invalid CronSchedule. {cronFault}";
        }

        return attributes.RetryPolicy is null ? null : RetryPolicies.Validate(RetryPolicies.WithDefaults(attributes.RetryPolicy));
    }

    private static TimeSpan Either(Duration? wanted, Duration? otherwise) => wanted.ToSpan() > TimeSpan.Zero ? wanted.ToSpan() : otherwise.ToSpan();

    private static CommandFault? Check(CommandSequence sequence, Command command, bool hasAttributes)
    {
        if (sequence.Draft.State.BufferedEvents.Count > 0)
        {
            return new CommandFault(WorkflowTaskFailedCause.UnhandledCommand);
        }

        return hasAttributes
            ? null
            : new CommandFault(FaultCause(command.CommandType), $"The attributes of {command.CommandType} are not set or incomplete.");
    }
}
