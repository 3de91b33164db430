using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Sdk.Converters;

namespace CodeFirst.Sdk;

/// <summary>What the server knows about a run.</summary>
public sealed record WorkflowExecutionDescription
{
    private readonly WorkflowExecutionInfo _info;
    private readonly IPayloadConverter _converter;

    internal WorkflowExecutionDescription(WorkflowExecutionInfo info, IReadOnlyList<PendingActivityInfo> pendingActivities, IPayloadConverter converter)
    {
        _info = info;
        _converter = converter;
        PendingActivities = pendingActivities;
    }

    /// <summary>The business key.</summary>
    public string WorkflowId => _info.Execution.WorkflowId;

    /// <summary>The run.</summary>
    public string RunId => _info.Execution.RunId;

    /// <summary>The run that began the chain of retries and continuations; empty where the server does not say.</summary>
    public string FirstRunId => _info.FirstRunId;

    /// <summary>The workflow type as it was sent.</summary>
    public string WorkflowType => _info.Type.Name;

    /// <summary>Running, or how it ended.</summary>
    public WorkflowExecutionStatus Status => _info.Status;

    /// <summary>The task queue of its workflow tasks.</summary>
    public string TaskQueue => _info.TaskQueue;

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartTime => _info.StartTime.ToDateTimeOffset();

    /// <summary>When it was or will be due to run: later than its start where that was delayed. Null where the server does not say.</summary>
    public DateTimeOffset? ExecutionTime => _info.ExecutionTime?.ToDateTimeOffset();

    /// <summary>When it ended; null while it runs.</summary>
    public DateTimeOffset? CloseTime => _info.CloseTime?.ToDateTimeOffset();

    /// <summary>How many events its history has.</summary>
    public long HistoryLength => _info.HistoryLength;

    /// <summary>The names under which <see cref="TryGetMemo"/> finds something.</summary>
    public IReadOnlyCollection<string> MemoNames => _info.Memo is { } memo ? [.. memo.Fields.Keys] : [];

    /// <summary>Activities that are not finished. Empty in listings, which do not carry them.</summary>
    public IReadOnlyList<PendingActivityInfo> PendingActivities { get; }

    /// <summary>Decodes a value of the memo.</summary>
    /// <returns>False where the memo has no such name.</returns>
    /// <exception cref="InvalidOperationException">The value is of another type.</exception>
    public bool TryGetMemo<T>(string name, out T? value)
    {
        value = default;
        if (_info.Memo is null || !_info.Memo.Fields.TryGetValue(name, out var payload))
        {
            return false;
        }

        value = _converter.FromPayload<T>(payload);
        return true;
    }
}
