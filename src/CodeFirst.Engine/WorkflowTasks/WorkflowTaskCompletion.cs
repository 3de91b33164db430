using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Updates;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Failure.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.WorkflowTasks;

// A completion appends, in this order: the events of a transient attempt, WorkflowTaskCompleted, the events of the commands, the buffered events,
// and the next WorkflowTaskScheduled. Commands that cannot be carried out undo all of it:
//
//   attempt       fault                 outcome
//   any           out of order          nothing happens, the attempt ends by timeout; refused
//   any           too large             the run is terminated; refused
//   1             any                   WorkflowTaskFailed with its cause; refused
//   2 and later   unhandled command     the task is scheduled anew, with the events it did not know; refused
//   2 and later   any other             nothing happens, the attempt ends by timeout; refused
//
// "Out of order" is a list that goes on after a command that closes the run, or that has a command of an unknown type: its worker is beyond repair by
// another attempt.
//
// A completion that only asks for another task prolongs it, because local activities take longer. Half an hour after the first of these tasks was
// scheduled the worker is not believed any more: the task times out and another worker may take the run; refused.

/// <summary>The completion of a workflow task by its worker.</summary>
internal static class WorkflowTaskCompletion
{
    private static readonly TimeSpan LongestProlongation = TimeSpan.FromMinutes(30);
    private static readonly Duration DefaultStickyTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(10));

    public static Transition Complete(RunState stored, CompleteWorkflowTask command, DateTimeOffset now)
    {
        var state = HandedOutTask.Adopt(stored, command.Token);
        if (!WorkflowTaskTransitions.IsStarted(state, command.Token))
        {
            return Transition.Refused(state, Refusals.WorkflowTaskNotFound);
        }

        if (CommandSequence.Check(command.Request.Commands) is { } disorder)
        {
            return Transition.Refused(state, Refusals.InvalidArgument(disorder));
        }

        if (SpeculativeTask.Discard(state, command, now) is { } discarded)
        {
            return discarded;
        }

        var request = command.Request;
        var prolongs = request is { ForceCreateNewWorkflowTask: true, Commands.Count: 0, Messages.Count: 0 };
        if (prolongs && now > state.WorkflowTask.OriginalScheduledTime.ToDateTimeOffset() + LongestProlongation)
        {
            return GiveUp(state, now);
        }

        var draft = new RunDraft(state, now);
        var completedEventId = EndTask(draft, request);
        var updates = new UpdateMessages(draft, request.Messages);
        var commands = new CommandSequence(draft, completedEventId, command, updates);
        if ((command.Fault ?? commands.Apply(request.Commands)) is { } fault)
        {
            return Reject(state, fault, request.Identity, now);
        }

        updates.RejectUnanswered(command.Token.UpdateIds);
        UpdateTransitions.KeepRejected(draft.State, updates.Rejected);
        draft.FlushBufferedEvents();
        if (UpdateTransitions.Waiting(draft.State).Any())
        {
            draft.RequireWorkflowTask();
        }

        if (request.ForceCreateNewWorkflowTask)
        {
            draft.ProlongedSince = prolongs ? state.WorkflowTask.OriginalScheduledTime : null;
            draft.RequireWorkflowTask();
        }

        return draft.Commit(new WorkflowTaskCompleted { Rejected = updates.Rejected }, successor: commands.Successor);
    }

    private static Transition GiveUp(RunState state, DateTimeOffset now)
    {
        var draft = new RunDraft(state, now);
        WorkflowTaskTransitions.TimeOut(draft);
        return draft.Commit(refusal: Refusals.WorkflowTaskProlongedTooLong);
    }

    private static long EndTask(RunDraft draft, RespondWorkflowTaskCompletedRequest request)
    {
        var state = draft.State;
        var task = state.WorkflowTask;
        if (task.IsTransient)
        {
            foreach (var transient in state.GetUnstoredEvents())
            {
                draft.Write(transient, transient.EventTime);
            }
        }

        var completed = draft.Write(new HistoryEvent
        {
            EventType = EventType.WorkflowTaskCompleted,
            WorkflowTaskCompletedEventAttributes = new()
            {
                ScheduledEventId = task.ScheduledEventId,
                StartedEventId = task.StartedEventId,
                Identity = request.Identity,
                SdkMetadata = request.SdkMetadata,
            },
        });
        state.WorkflowTask = null;
        ReportedProblems.Clear(state);
        state.PreviousStartedEventId = task.StartedEventId;
        state.Sticky = ToSticky(request.StickyAttributes);
        return completed.EventId;
    }

    private static Transition Reject(RunState state, CommandFault fault, string identity, DateTimeOffset now)
    {
        var refusal = Refusals.InvalidArgument(fault.Text);
        if (fault.TerminatesRun)
        {
            var closing = new RunDraft(state, now);
            RunTransitions.Terminate(closing, new() { Reason = fault.Text, Identity = "server" });
            return closing.Commit(refusal: refusal);
        }

        var closesRun = fault.Cause == WorkflowTaskFailedCause.UnhandledCommand;
        if (state.WorkflowTask.Attempt > 1 && !closesRun)
        {
            return Transition.Refused(state, refusal);
        }

        var draft = new RunDraft(state, now) { ClosesRun = closesRun };
        var failure = new Failure { Message = fault.Text, ServerFailureInfo = new ServerFailureInfo() };
        WorkflowTaskTransitions.Fail(draft, fault.Cause, failure, identity);
        return draft.Commit(refusal: refusal);
    }

    private static StickyState? ToSticky(StickyExecutionAttributes? attributes) => string.IsNullOrEmpty(attributes?.WorkerTaskQueue?.Name)
        ? null
        : new StickyState
        {
            TaskQueue = attributes.WorkerTaskQueue.Name,
            ScheduleToStartTimeout = attributes.ScheduleToStartTimeout.ToSpan() > TimeSpan.Zero ? attributes.ScheduleToStartTimeout : DefaultStickyTimeout,
        };
}
