using System.Collections;

namespace CodeFirst.Sdk.Activities;

/// <summary>The ids of an attempt for each line that its code logs.</summary>
internal sealed class ActivityLogScope(ActivityInfo info) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 6;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("ActivityType", info.ActivityType),
        1 => new("ActivityId", info.ActivityId),
        2 => new("Attempt", info.Attempt),
        3 => new("WorkflowType", info.WorkflowType),
        4 => new("WorkflowId", info.WorkflowId),
        5 => new("RunId", info.WorkflowRunId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    public override string ToString() => $"Activity {info.ActivityType} {info.ActivityId}, attempt {info.Attempt}, of {info.WorkflowType} '{info.WorkflowId}' (run {info.WorkflowRunId})";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
