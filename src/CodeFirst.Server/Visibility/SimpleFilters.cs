using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Filter.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Services;
using CodeFirst.Storage.Visibility;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Visibility;

/// <summary>The filters of the listing calls that are older than queries: a range of times and one more condition.</summary>
internal static class SimpleFilters
{
    private static readonly VisibilityFilter.Comparison Open = Equal(VisibilityField.ExecutionStatus, WorkflowExecutionStatus.Running);

    public static VisibilityFilter Of(ListOpenWorkflowExecutionsRequest request) =>
        Join(Open, Times(VisibilityField.StartTime, request.StartTimeFilter), Execution(request.ExecutionFilter), Type(request.TypeFilter));

    /// <summary>Of closed runs, the range is that of their close.</summary>
    public static VisibilityFilter Of(ListClosedWorkflowExecutionsRequest request) => Join(
        new VisibilityFilter.Not(Open),
        Times(VisibilityField.CloseTime, request.StartTimeFilter),
        Execution(request.ExecutionFilter),
        Type(request.TypeFilter),
        Status(request.StatusFilter));

    private static VisibilityFilter? Times(VisibilityField field, StartTimeFilter? range)
    {
        var (earliest, latest) = (ReadTime(range?.EarliestTime), ReadTime(range?.LatestTime));
        if (earliest > latest)
        {
            throw RequestChecks.Invalid("EarliestTime in StartTimeFilter should not be larger than LatestTime.");
        }

        VisibilityFilter? from = earliest is { } start ? new VisibilityFilter.Comparison(field, ComparisonOperator.GreaterOrEqual, start) : null;
        VisibilityFilter? until = latest is { } end ? new VisibilityFilter.Comparison(field, ComparisonOperator.LessOrEqual, end) : null;
        return from is null ? until : Join(from, until);
    }

    private static VisibilityFilter? Execution(WorkflowExecutionFilter? execution) => execution is null
        ? null
        : Join(
            Equal(VisibilityField.WorkflowId, execution.WorkflowId),
            execution.RunId.Length > 0 ? Equal(VisibilityField.RunId, execution.RunId) : null);

    private static VisibilityFilter.Comparison? Type(WorkflowTypeFilter? type) => type is null ? null : Equal(VisibilityField.WorkflowType, type.Name);

    private static VisibilityFilter.Comparison? Status(StatusFilter? filter) => filter switch
    {
        null => null,
        { Status: WorkflowExecutionStatus.Unspecified or WorkflowExecutionStatus.Running } =>
            throw RequestChecks.Invalid("StatusFilter must be specified and must be not Running."),
        _ => Equal(VisibilityField.ExecutionStatus, filter.Status),
    };

    private static DateTimeOffset? ReadTime(Timestamp? time)
    {
        if (time is null)
        {
            return null;
        }

        try
        {
            return time.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            throw RequestChecks.Invalid("StartTimeFilter has a time that does not exist.");
        }
    }

    private static VisibilityFilter.Comparison Equal(VisibilityField field, object value) => new(field, ComparisonOperator.Equal, value);

    private static VisibilityFilter Join(VisibilityFilter first, params ReadOnlySpan<VisibilityFilter?> others)
    {
        var all = first;
        foreach (var other in others)
        {
            all = other is null ? all : new VisibilityFilter.And(all, other);
        }

        return all;
    }
}
