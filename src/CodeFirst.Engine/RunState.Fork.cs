using Google.Protobuf.Collections;

namespace CodeFirst.Engine;

/// <summary>Forking: a decision works on a copy that shares every message it does not change.</summary>
public sealed partial class RunState
{
    /// <summary>A copy with collections of its own. Messages inside are shared: whoever changes one forks or clones it first.</summary>
    internal RunState Fork()
    {
        var fork = new RunState
        {
            NamespaceId = NamespaceId,
            WorkflowId = WorkflowId,
            RunId = RunId,
            WorkflowType = WorkflowType,
            TaskQueue = TaskQueue,
            FirstRunId = FirstRunId,
            Status = Status,
            StartTime = StartTime,
            ExecutionTime = ExecutionTime,
            CloseTime = CloseTime,
            ExecutionTimeout = ExecutionTimeout,
            RunTimeout = RunTimeout,
            WorkflowTaskTimeout = WorkflowTaskTimeout,
            RunExpiration = RunExpiration,
            ExecutionExpiration = ExecutionExpiration,
            Attempt = Attempt,
            StartRequestId = StartRequestId,
            Memo = Memo,
            SearchAttributes = SearchAttributes,
            UserMetadata = UserMetadata,
            NextEventId = NextEventId,
            HistorySizeBytes = HistorySizeBytes,
            UnwrittenEvents = { UnwrittenEvents },
            BufferedEvents = { BufferedEvents },
            WorkflowTask = WorkflowTask,
            PreviousStartedEventId = PreviousStartedEventId,
            Sticky = Sticky,
            ReceivedSignals = ReceivedSignals,
            CancelRequested = CancelRequested,
            CancelRequestId = CancelRequestId,
            SuccessorRunId = SuccessorRunId,
            RetryableStart = RetryableStart,
            WorkflowTaskBackoffUntil = WorkflowTaskBackoffUntil,
            SignalCount = SignalCount,
            Priority = Priority,
            Callbacks = { Callbacks },
            Pause = Pause,
            WorkflowTaskProblems = WorkflowTaskProblems,
            Parent = Parent,
            PreviousRunId = PreviousRunId,
            OriginalRunId = OriginalRunId,
            OriginalStartTime = OriginalStartTime,
            ResetRunId = ResetRunId,
            Updates = { Updates },
            RejectedUpdates = { RejectedUpdates },
        };
        Copy(Activities, fork.Activities);
        Copy(Timers, fork.Timers);
        Copy(RequestIds, fork.RequestIds);
        Copy(Children, fork.Children);
        Copy(Outbox, fork.Outbox);
        Copy(CompletedUpdates, fork.CompletedUpdates);
        return fork;
    }

    // To add an empty map enumerates it, which costs more than to ask.
    private static void Copy<TKey, TValue>(MapField<TKey, TValue> from, MapField<TKey, TValue> to)
        where TKey : notnull
    {
        if (from.Count > 0)
        {
            to.Add(from);
        }
    }
}
