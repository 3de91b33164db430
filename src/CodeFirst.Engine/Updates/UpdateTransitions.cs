using CodeFirst.Engine.Activities;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Update.V1;

namespace CodeFirst.Engine.Updates;

// The life of an update, by its id:
//
//   from                  by                            to
//   none, rejected        admission                     admitted; in memory, or written with the next durable transition
//   admitted, in memory   five seconds                  admitted, written
//   admitted              workflow task starts          admitted; travels with the task, or was read from history
//   admitted              acceptance by the worker      accepted, UpdateAccepted
//   admitted              rejection, or no answer       rejected: no event
//   admitted              the run closes                none: nobody has seen it
//   accepted              response of the worker        completed, UpdateCompleted
//   accepted              the run closes                completed with a failure of the server
//   known                 admission of the same id      unchanged, also after the close
//
// An admission is refused while the run closes, while its workflow task keeps failing, and at the limits. Updates are not events that wait: they never
// hold up a close. The worker's messages are in UpdateMessages, the task that is made for updates alone in SpeculativeTask.

/// <summary>Updates, except for what workers say of them.</summary>
internal static class UpdateTransitions
{
    private const int MaximumInFlight = 10;
    private const int MaximumInFlightBytes = 20 * 1024 * 1024;
    private const int MaximumTotal = 2_000;
    private const int SuggestedTotal = MaximumTotal * 9 / 10;
    private const int KeptRejections = 10;
    private const int AttemptsBeforeUpdatesFail = 3;

    private static readonly TimeSpan MemoryOnly = TimeSpan.FromSeconds(5);

    public static Transition Admit(RunState state, AdmitUpdate command, DateTimeOffset now)
    {
        var request = command.Request;
        if (state.KnowsUpdate(request.Meta.UpdateId))
        {
            return Transition.Unchanged(state);
        }

        if (FindRefusal(state, request) is { } refusal)
        {
            return Transition.Refused(state, refusal);
        }

        var draft = new RunDraft(state, now);
        Add(draft, request);
        if (!command.MayBeSpeculative || state.IsHeldBack)
        {
            // A task that is started may not bring it: then the next one does.
            draft.RequireWorkflowTask();
            return draft.Commit();
        }

        if (state.WorkflowTask is null)
        {
            WorkflowTaskTransitions.Schedule(draft, attempt: 1, isSpeculative: true);
        }

        return draft.KeepInMemory();
    }

    /// <summary>Adds an admitted update. It travels with the next workflow task that starts.</summary>
    public static void Add(RunDraft draft, Request request)
    {
        var state = draft.State;
        if (state.RejectedUpdates.FirstOrDefault(rejected => rejected.UpdateId == request.Meta.UpdateId) is { } rejected)
        {
            state.RejectedUpdates.Remove(rejected);
        }

        state.Updates.Add(new UpdateState { UpdateId = request.Meta.UpdateId, Request = request, AdmittedTime = draft.Timestamp });
    }

    /// <summary>Admits an update again that a reset left out of history: by an event, because the new run has to know of it.</summary>
    public static void Reapply(RunDraft draft, Request request)
    {
        if (draft.State.KnowsUpdate(request.Meta.UpdateId))
        {
            return;
        }

        var admitted = draft.Write(new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionUpdateAdmitted,
            WorkflowExecutionUpdateAdmittedEventAttributes = new() { Request = request, Origin = UpdateAdmittedEventOrigin.Reapply },
        });
        Replay(draft.State, admitted);
        draft.RequireWorkflowTask();
    }

    /// <summary>Brings the state in line with an event of an update that is in history; does nothing for other events.</summary>
    public static void Replay(RunState state, HistoryEvent written)
    {
        switch (written.EventType)
        {
            case EventType.WorkflowExecutionUpdateAdmitted:
                var request = written.WorkflowExecutionUpdateAdmittedEventAttributes.Request;
                state.Updates.Add(new UpdateState
                {
                    UpdateId = request.Meta.UpdateId,
                    Request = request,
                    AdmittedTime = written.EventTime,
                    AdmittedEventId = written.EventId,
                    IsStored = true,
                });
                break;

            case EventType.WorkflowExecutionUpdateAccepted:
                Remove(state, written.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId);
                state.Updates.Add(new UpdateState
                {
                    UpdateId = written.WorkflowExecutionUpdateAcceptedEventAttributes.ProtocolInstanceId,
                    AcceptedEventId = written.EventId,
                    IsStored = true,
                });
                break;

            case EventType.WorkflowExecutionUpdateCompleted:
                var updateId = written.WorkflowExecutionUpdateCompletedEventAttributes.Meta.UpdateId;
                Remove(state, updateId);
                state.CompletedUpdates[updateId] = written.EventId;
                break;
        }
    }

    /// <summary>The updates that wait to be accepted or rejected.</summary>
    public static IEnumerable<UpdateState> Waiting(RunState state) => state.Updates.Where(update => update.AcceptedEventId == 0);

    /// <summary>Whether the run should soon go on as a new one, because of its updates.</summary>
    public static bool NearsLimit(RunState state) => Count(state) >= SuggestedTotal;

    /// <summary>When an update that lives in memory is to be written; null when there is none.</summary>
    public static DateTimeOffset? Deadline(RunState state)
    {
        DateTimeOffset? deadline = null;
        for (var i = 0; i < state.Updates.Count; i++)
        {
            if (state.Updates[i] is { IsStored: false } update)
            {
                deadline = ProtobufTime.Earlier(deadline, update.AdmittedTime.ToDateTimeOffset().Plus(MemoryOnly));
            }
        }

        return deadline;
    }

    /// <summary>Marks every update as one that the store has: the last step of every durable transition.</summary>
    public static void MarkStored(RunState state)
    {
        for (var i = 0; i < state.Updates.Count; i++)
        {
            if (!state.Updates[i].IsStored)
            {
                state.Updates[i] = state.Updates[i].Clone();
                state.Updates[i].IsStored = true;
            }
        }
    }

    /// <summary>Keeps the last rejections for those who wait for one elsewhere.</summary>
    public static void KeepRejected(RunState state, IEnumerable<RejectedUpdate> rejections)
    {
        foreach (var rejected in rejections)
        {
            state.RejectedUpdates.Add(new RejectedUpdate { UpdateId = rejected.UpdateId, Failure = FailureLimits.Shorten(rejected.Failure) });
        }

        while (state.RejectedUpdates.Count > KeptRejections)
        {
            state.RejectedUpdates.RemoveAt(0);
        }
    }

    /// <summary>Forgets the updates that nobody has seen, because the run closes.</summary>
    public static void Abort(RunState state)
    {
        foreach (var update in Waiting(state).ToList())
        {
            state.Updates.Remove(update);
        }
    }

    public static UpdateState? Find(RunState state, string updateId) => state.Updates.FirstOrDefault(update => update.UpdateId == updateId);

    public static void Remove(RunState state, string updateId)
    {
        if (Find(state, updateId) is { } update)
        {
            state.Updates.Remove(update);
        }
    }

    private static Refusal? FindRefusal(RunState state, Request request) => state switch
    {
        { IsRunning: false } => Refusals.RunClosed,
        { IsPaused: true } => Refusals.FailedPrecondition("Workflow is paused. Cannot update the workflow."),
        { WorkflowTask.Attempt: >= AttemptsBeforeUpdatesFail } => Refusals.WorkflowTaskFailing,
        { WorkflowTask: { ClosesRun: true, StartedEventId: > 0 } } => Refusals.RunClosing,
        { Updates.Count: >= MaximumInFlight } => Refusals.TooManyAtOnce(
            $"limit on number of concurrent in-flight updates has been reached ({MaximumInFlight})"),
        _ when Waiting(state).Sum(update => update.Request.CalculateSize()) + request.CalculateSize() > MaximumInFlightBytes => Refusals.TooManyAtOnce(
            $"limit on the size of in-flight updates has been reached ({MaximumInFlightBytes} bytes)"),
        _ when Count(state) >= MaximumTotal => Refusals.FailedPrecondition($"limit on number of total updates has been reached ({MaximumTotal})"),
        _ => null,
    };

    private static int Count(RunState state) => state.Updates.Count + state.CompletedUpdates.Count;
}
