using CodeFirst.Engine.Children;
using CodeFirst.Engine.Reset;
using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Tests;

/// <summary>What holds of every run after every decision.</summary>
internal static class RunInvariants
{
    private static readonly Dictionary<EventType, WorkflowExecutionStatus> ClosingEvents = new()
    {
        [EventType.WorkflowExecutionCompleted] = WorkflowExecutionStatus.Completed,
        [EventType.WorkflowExecutionFailed] = WorkflowExecutionStatus.Failed,
        [EventType.WorkflowExecutionCanceled] = WorkflowExecutionStatus.Canceled,
        [EventType.WorkflowExecutionTerminated] = WorkflowExecutionStatus.Terminated,
        [EventType.WorkflowExecutionTimedOut] = WorkflowExecutionStatus.TimedOut,
        [EventType.WorkflowExecutionContinuedAsNew] = WorkflowExecutionStatus.ContinuedAsNew,
    };

    public static void Check(RunDriver run)
    {
        var state = run.State;
        List<HistoryEvent> events = [.. run.History, .. state.UnwrittenEvents];
        Assert.All(events.Index(), indexed => Assert.Equal(indexed.Index + 1, indexed.Item.EventId));
        Assert.Equal(events.Count + 1, state.NextEventId);
        Assert.Equal(events.Sum(written => written.CalculateSize()), state.HistorySizeBytes);
        Assert.All(state.BufferedEvents, buffered => Assert.Equal(0, buffered.EventId));
        CheckStatus(state, events);
        CheckWorkflowTask(state, events);
        CheckTimers(state, events);
        CheckActivities(state, events);
        CheckChildren(state, events);
        CheckOutbox(state, events);
        CheckReadyTasks(state);
        CheckUpdates(state, events);
        CheckReplay(state, events);
    }

    // An update is accepted once and completed once at most.
    private static void CheckUpdates(RunState state, List<HistoryEvent> events)
    {
        var accepted = new Dictionary<string, long>();
        var completed = new Dictionary<string, long>();
        foreach (var written in events)
        {
            if (written.WorkflowExecutionUpdateAcceptedEventAttributes is { } acceptance)
            {
                accepted.Add(acceptance.ProtocolInstanceId, written.EventId);
            }
            else if (written.WorkflowExecutionUpdateCompletedEventAttributes is { } completion)
            {
                completed.Add(completion.Meta.UpdateId, written.EventId);
                Assert.Equal(completion.AcceptedEventId, accepted[completion.Meta.UpdateId]);
                accepted.Remove(completion.Meta.UpdateId);
            }
        }

        Assert.Equal(accepted, state.Updates.Where(update => update.AcceptedEventId > 0).ToDictionary(update => update.UpdateId, update => update.AcceptedEventId));
        Assert.Equal(completed, state.CompletedUpdates.ToDictionary());
        Assert.True(state.IsRunning || state.Updates.All(update => update.AcceptedEventId > 0));
    }

    /// <summary>The same input gives the same output.</summary>
    public static void CheckSame(Transition first, Transition second)
    {
        Assert.Equal(first.State, second.State);
        Assert.True(first.Events.SequenceEqual(second.Events), "The same command appended other events.");
        Assert.Equal(first.IsDurable, second.IsDurable);
        Assert.Equal(first.Refusal, second.Refusal);
        Assert.Equal(first.Successor?.State, second.Successor?.State);
    }

    private static void CheckStatus(RunState state, List<HistoryEvent> events)
    {
        var closing = events.FindAll(written => ClosingEvents.ContainsKey(written.EventType));
        if (state.IsRunning)
        {
            Assert.Empty(closing);
            return;
        }

        Assert.Same(events[^1], Assert.Single(closing));
        Assert.Equal(ClosingEvents[events[^1].EventType], state.Status);
        Assert.NotNull(state.CloseTime);
        Assert.Equal(state.Outbox.Count == 0, state.GetNextDeadline() is null);
        Assert.Empty(state.GetReadyTasks());
        Assert.Null(state.WorkflowTask);
        Assert.Empty(state.BufferedEvents);
    }

    // History tells of one workflow task at a time, and the state agrees on the one that is open.
    private static void CheckWorkflowTask(RunState state, List<HistoryEvent> events)
    {
        long scheduled = 0;
        long started = 0;
        long completed = 0;
        foreach (var written in events)
        {
            switch (written.EventType)
            {
                case EventType.WorkflowTaskScheduled:
                    Assert.Equal(0, scheduled);
                    scheduled = written.EventId;
                    break;
                case EventType.WorkflowTaskStarted:
                    Assert.Equal(scheduled, written.WorkflowTaskStartedEventAttributes.ScheduledEventId);
                    Assert.Equal(0, started);
                    started = written.EventId;
                    break;
                case EventType.WorkflowTaskCompleted:
                    Assert.Equal((scheduled, started), (written.WorkflowTaskCompletedEventAttributes.ScheduledEventId, written.WorkflowTaskCompletedEventAttributes.StartedEventId));
                    completed = started;
                    (scheduled, started) = (0, 0);
                    break;
                case EventType.WorkflowTaskFailed:
                    Assert.Equal((scheduled, started), (written.WorkflowTaskFailedEventAttributes.ScheduledEventId, written.WorkflowTaskFailedEventAttributes.StartedEventId));
                    (scheduled, started) = (0, 0);
                    break;
                case EventType.WorkflowTaskTimedOut:
                    Assert.Equal((scheduled, started), (written.WorkflowTaskTimedOutEventAttributes.ScheduledEventId, written.WorkflowTaskTimedOutEventAttributes.StartedEventId));
                    (scheduled, started) = (0, 0);
                    break;
                default:
                    break;
            }
        }

        Assert.Equal(completed, state.PreviousStartedEventId);
        if (!state.IsRunning)
        {
            Assert.Equal(0, started);
        }
        else if (state.WorkflowTask is { IsUnrecorded: false } task)
        {
            Assert.Equal((scheduled, started, 1), (task.ScheduledEventId, task.StartedEventId, task.Attempt));
        }
        else
        {
            Assert.Equal((0, 0), (scheduled, started));
            Assert.True(state.WorkflowTask is null || (state.WorkflowTask.ScheduledEventId == state.NextEventId && (state.WorkflowTask.IsSpeculative || state.WorkflowTask.Attempt > 1)));
        }

        if (state.WorkflowTask is not { StartedEventId: > 0 })
        {
            Assert.Empty(state.BufferedEvents);
        }
    }

    private static void CheckTimers(RunState state, List<HistoryEvent> events)
    {
        var pending = new SortedDictionary<long, string>();
        foreach (var happened in events.Concat(state.BufferedEvents))
        {
            switch (happened.EventType)
            {
                case EventType.TimerStarted:
                    pending.Add(happened.EventId, happened.TimerStartedEventAttributes.TimerId);
                    break;
                case EventType.TimerFired:
                    Assert.True(pending.Remove(happened.TimerFiredEventAttributes.StartedEventId, out var fired));
                    Assert.Equal(fired, happened.TimerFiredEventAttributes.TimerId);
                    break;
                case EventType.TimerCanceled:
                    Assert.True(pending.Remove(happened.TimerCanceledEventAttributes.StartedEventId, out var canceled));
                    Assert.Equal(canceled, happened.TimerCanceledEventAttributes.TimerId);
                    break;
                default:
                    break;
            }
        }

        Assert.Equal(state.IsRunning ? pending.Keys : [], state.Timers.Values.Select(timer => timer.StartedEventId).Order());
    }

    private static void CheckActivities(RunState state, List<HistoryEvent> events)
    {
        var pending = new SortedSet<long>();
        var started = new Dictionary<long, long>();
        foreach (var written in events)
        {
            switch (written.EventType)
            {
                case EventType.ActivityTaskScheduled:
                    pending.Add(written.EventId);
                    break;
                case EventType.ActivityTaskStarted:
                    started.Add(written.ActivityTaskStartedEventAttributes.ScheduledEventId, written.EventId);
                    break;
                default:
                    if (Ending(written) is { } ending)
                    {
                        Assert.True(pending.Remove(ending.Scheduled));
                        Assert.Equal(started.GetValueOrDefault(ending.Scheduled), ending.Started);
                    }

                    break;
            }
        }

        foreach (var buffered in state.BufferedEvents)
        {
            if (Ending(buffered) is { } ending)
            {
                Assert.True(pending.Remove(ending.Scheduled));
            }
        }

        Assert.Equal(state.IsRunning ? pending : [], state.Activities.Keys.Order());
    }

    private static void CheckChildren(RunState state, List<HistoryEvent> events)
    {
        var pending = new SortedSet<long>();
        var started = new Dictionary<long, long>();
        foreach (var happened in events.Concat(state.BufferedEvents))
        {
            switch (happened.EventType)
            {
                case EventType.StartChildWorkflowExecutionInitiated:
                    pending.Add(happened.EventId);
                    break;
                case EventType.ChildWorkflowExecutionStarted:
                    Assert.Contains(happened.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId, pending);
                    started.Add(happened.ChildWorkflowExecutionStartedEventAttributes.InitiatedEventId, happened.EventId);
                    break;
                case EventType.StartChildWorkflowExecutionFailed:
                    Assert.True(pending.Remove(happened.StartChildWorkflowExecutionFailedEventAttributes.InitiatedEventId));
                    break;
                case EventType.ChildWorkflowExecutionCompleted:
                    var completed = happened.ChildWorkflowExecutionCompletedEventAttributes;
                    Assert.True(pending.Remove(completed.InitiatedEventId));
                    Assert.Equal(started[completed.InitiatedEventId], completed.StartedEventId);
                    break;
                default:
                    Assert.True(ChildEvents.EndedChild(happened) is var ended && (ended == 0 || pending.Remove(ended)));
                    break;
            }
        }

        if (state.IsRunning)
        {
            Assert.Equal(pending, state.Children.Keys.Order());
            Assert.All(state.Children, child => Assert.Equal(started.ContainsKey(child.Key), child.Value.RunId.Length > 0));
            Assert.All(state.Children, child => Assert.Equal(started.GetValueOrDefault(child.Key), child.Value.StartedEventId));
        }
        else
        {
            Assert.All(state.Children.Values, child => Assert.NotEmpty(child.RunId));
        }
    }

    private static void CheckOutbox(RunState state, List<HistoryEvent> events)
    {
        var starting = state.Outbox.Where(message => message.Value.ContentCase == OutboxMessage.ContentOneofCase.StartChild).Select(message => message.Key);
        Assert.Equal(state.Children.Where(child => child.Value.RunId.Length == 0).Select(child => child.Key).Order(), starting.Order());
        if (!state.IsRunning)
        {
            return;
        }

        var signals = new SortedSet<long>(events
            .Where(written => written.EventType == EventType.SignalExternalWorkflowExecutionInitiated)
            .Select(written => written.EventId));
        foreach (var happened in events.Concat(state.BufferedEvents))
        {
            var ended = happened.ExternalWorkflowExecutionSignaledEventAttributes?.InitiatedEventId
                ?? happened.SignalExternalWorkflowExecutionFailedEventAttributes?.InitiatedEventId;
            Assert.True(ended is null || signals.Remove(ended.Value));
        }

        var sending = state.Outbox.Where(message => message.Value.ContentCase == OutboxMessage.ContentOneofCase.Signal).Select(message => message.Key);
        Assert.Equal(signals, sending.Order());
    }

    private static void CheckReadyTasks(RunState state)
    {
        var ready = state.GetReadyTasks();
        Assert.Equal(ready.OrderBy(task => task.ReadySince), ready);
        foreach (var task in ready)
        {
            if (task.Kind == TaskKind.Workflow)
            {
                Assert.Equal(0, state.WorkflowTask.StartedEventId);
                Assert.Equal((state.WorkflowTask.ScheduledEventId, state.WorkflowTask.Attempt), (task.ScheduledEventId, task.Attempt));
            }
            else
            {
                Assert.Null(state.Activities[task.ScheduledEventId].StartedTime);
                Assert.Equal(state.Activities[task.ScheduledEventId].Attempt, task.Attempt);
            }
        }
    }

    // The state is the fold of its events, except for what history does not tell.
    private static void CheckReplay(RunState state, List<HistoryEvent> events)
    {
        if (state.BufferedEvents.Count == 0)
        {
            Assert.Equal(ToTold(state), ToTold(HistoryReplay.Rebuild(state.NamespaceId, state.RunId, events)));
        }
    }

    private static RunState ToTold(RunState state)
    {
        var told = state.Clone();
        told.StartRequestId = string.Empty;
        told.CancelRequestId = string.Empty;
        told.Sticky = null;
        told.ResetRunId = string.Empty;
        ReportedProblems.Clear(told);
        told.RejectedUpdates.Clear();
        told.Updates.Clear();
        told.Updates.AddRange(state.Updates.Where(update => update.AcceptedEventId > 0));
        told.UnwrittenEvents.Clear();
        foreach (var (id, activity) in state.Activities)
        {
            var first = ActivityState.FirstAttempt(activity.Original ?? activity.Scheduled, activity.ScheduledTime);
            first.CancelRequested = activity.CancelRequested;
            first.CancelRequestedEventId = activity.CancelRequestedEventId;
            told.Activities[id] = first;
        }

        if (!state.IsRunning)
        {
            told.Children.Clear();
            told.Outbox.Clear();
        }

        told.Outbox.Remove(RunState.StartedEventId);
        foreach (var message in told.Outbox.Values)
        {
            message.Attempt = 1;
            message.DueTime = null;
        }

        if (told.WorkflowTask is { IsUnrecorded: true })
        {
            told.WorkflowTask = null;
        }
        else if (told.WorkflowTask is { } task)
        {
            task.TaskQueue = string.Empty;
            task.IsSticky = false;
            task.ScheduleToStartTimeout = null;
            task.OriginalScheduledTime = null;
            task.ClosesRun = false;
        }

        return told;
    }

    private static (long Scheduled, long Started)? Ending(HistoryEvent historyEvent) => historyEvent.EventType switch
    {
        EventType.ActivityTaskCompleted => (historyEvent.ActivityTaskCompletedEventAttributes.ScheduledEventId, historyEvent.ActivityTaskCompletedEventAttributes.StartedEventId),
        EventType.ActivityTaskFailed => (historyEvent.ActivityTaskFailedEventAttributes.ScheduledEventId, historyEvent.ActivityTaskFailedEventAttributes.StartedEventId),
        EventType.ActivityTaskTimedOut => (historyEvent.ActivityTaskTimedOutEventAttributes.ScheduledEventId, historyEvent.ActivityTaskTimedOutEventAttributes.StartedEventId),
        EventType.ActivityTaskCanceled => (historyEvent.ActivityTaskCanceledEventAttributes.ScheduledEventId, historyEvent.ActivityTaskCanceledEventAttributes.StartedEventId),
        _ => null,
    };
}
