namespace CodeFirst.Engine;

/// <summary>Forking: a decision works on a copy that shares every message it does not change.</summary>
public sealed partial class RunState
{
    /// <summary>A copy with collections of its own. Messages inside are shared: whoever changes one forks or clones it first.</summary>
    internal RunState Fork() => new()
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
        Activities = { Activities },
        Timers = { Timers },
        SignalRequestIds = { SignalRequestIds },
        CancelRequested = CancelRequested,
        CancelRequestId = CancelRequestId,
        SuccessorRunId = SuccessorRunId,
        RetryableStart = RetryableStart,
        WorkflowTaskBackoffUntil = WorkflowTaskBackoffUntil,
        SignalCount = SignalCount,
        Priority = Priority,
        ResetRunId = ResetRunId,
        Updates = { Updates },
        CompletedUpdates = { CompletedUpdates },
        RejectedUpdates = { RejectedUpdates },
    };
}
