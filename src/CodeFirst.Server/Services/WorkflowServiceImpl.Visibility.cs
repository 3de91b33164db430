using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Services.Tokens;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Listing and counting runs.</summary>
internal sealed partial class WorkflowServiceImpl
{
    private const int MaxListPageSize = 1000;

    private static readonly ByteString JsonPlain = ByteString.CopyFromUtf8("json/plain");
    private static readonly ByteString Keyword = ByteString.CopyFromUtf8("Keyword");

    public override async Task<ListWorkflowExecutionsResponse> ListWorkflowExecutions(ListWorkflowExecutionsRequest request, ServerCallContext context)
    {
        var (runs, token) = await ListAsync(request.Namespace, request.Query, request.PageSize, request.NextPageToken, context.CancellationToken);
        return new ListWorkflowExecutionsResponse { Executions = { runs }, NextPageToken = token };
    }

    public override async Task<ScanWorkflowExecutionsResponse> ScanWorkflowExecutions(ScanWorkflowExecutionsRequest request, ServerCallContext context)
    {
        var (runs, token) = await ListAsync(request.Namespace, request.Query, request.PageSize, request.NextPageToken, context.CancellationToken);
        return new ScanWorkflowExecutionsResponse { Executions = { runs }, NextPageToken = token };
    }

    public override async Task<ListOpenWorkflowExecutionsResponse> ListOpenWorkflowExecutions(
        ListOpenWorkflowExecutionsRequest request,
        ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        var filter = SimpleFilters.Of(request);
        var (runs, token) = await ListAsync(record, filter, request.MaximumPageSize, request.NextPageToken, context.CancellationToken);
        return new ListOpenWorkflowExecutionsResponse { Executions = { runs }, NextPageToken = token };
    }

    public override async Task<ListClosedWorkflowExecutionsResponse> ListClosedWorkflowExecutions(
        ListClosedWorkflowExecutionsRequest request,
        ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        var filter = SimpleFilters.Of(request);
        var (runs, token) = await ListAsync(record, filter, request.MaximumPageSize, request.NextPageToken, context.CancellationToken);
        return new ListClosedWorkflowExecutionsResponse { Executions = { runs }, NextPageToken = token };
    }

    public override async Task<CountWorkflowExecutionsResponse> CountWorkflowExecutions(CountWorkflowExecutionsRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        var query = VisibilityQueryParser.ParseQuery(request.Query);
        var filter = await BindAsync(record, query, context.CancellationToken);
        using var place = await limits.Reads.EnterAsync(context.CancellationToken);
        var counts = await store.CountRunsAsync(record.Id, filter, context.CancellationToken);
        var response = new CountWorkflowExecutionsResponse { Count = counts.Values.Sum() };
        if (query.GroupsByStatus)
        {
            response.Groups.Add(counts.Where(count => count.Value > 0).OrderBy(count => count.Key).Select(count => ToGroup(count.Key, count.Value)));
        }

        return response;
    }

    private async Task<(IEnumerable<WorkflowExecutionInfo> Runs, ByteString NextPageToken)> ListAsync(
        string @namespace, string text, int pageSize, ByteString pageToken, CancellationToken cancellationToken)
    {
        var record = await FindNamespaceAsync(@namespace, cancellationToken);
        var query = VisibilityQueryParser.ParseQuery(text);
        if (query.GroupsByStatus)
        {
            throw RequestChecks.Invalid("invalid query: GROUP BY is for counting, not for listing.");
        }

        return await ListAsync(record, await BindAsync(record, query, cancellationToken), pageSize, pageToken, cancellationToken);
    }

    private async Task<(IEnumerable<WorkflowExecutionInfo> Runs, ByteString NextPageToken)> ListAsync(
        NamespaceRecord record, VisibilityFilter filter, int pageSize, ByteString pageToken, CancellationToken cancellationToken)
    {
        RequestChecks.PageSize(pageSize);
        var limit = pageSize is > 0 and <= MaxListPageSize ? pageSize : MaxListPageSize;
        using var place = await limits.Reads.EnterAsync(cancellationToken);
        var runs = await store.ListRunsAsync(record.Id, filter, ToCursor(pageToken), limit, cancellationToken);
        return (runs.Select(run => ToInfo(record, run)), runs.Count == limit ? ToPageToken(runs[^1]) : ByteString.Empty);
    }

    /// <summary>The query as the store is asked it.</summary>
    private async ValueTask<VisibilityFilter> BindAsync(NamespaceRecord record, ParsedQuery query, CancellationToken cancellationToken) =>
        query.ToFilter(await FindScopeAsync(record, query, QueryScope.OfRuns, cancellationToken));

    /// <summary>What the query's names mean. One that the cached namespace does not have may have been added by another process.</summary>
    private async ValueTask<QueryScope> FindScopeAsync(
        NamespaceRecord record, ParsedQuery query, Func<IReadOnlyDictionary<string, IndexedValueType>, QueryScope> toScope, CancellationToken cancellationToken)
    {
        var scope = toScope(record.SearchAttributes);
        return query.Names.All(scope.Knows) ? scope : toScope((await namespaces.ReadAsync(record.Name, cancellationToken)).SearchAttributes);
    }

    private static VisibilityCursor? ToCursor(ByteString pageToken)
    {
        if (pageToken.IsEmpty)
        {
            return null;
        }

        var token = RequestChecks.PageToken(RunListPageToken.Parser, pageToken);
        return IsTime(token.StartTime) && (token.CloseTime is null || IsTime(token.CloseTime))
            ? new VisibilityCursor(token.CloseTime?.ToDateTimeOffset(), token.StartTime.ToDateTimeOffset(), token.RunId)
            : throw RequestChecks.Invalid("NextPageToken is invalid: it was not made by this server.");
    }

    private static bool IsTime(Timestamp? time) =>
        time is { Nanos: >= 0 and < 1_000_000_000 }
        && time.Seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && time.Seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private static ByteString ToPageToken(VisibilityRecord last) => new RunListPageToken
    {
        RunId = last.Key.RunId,
        StartTime = last.StartTime.ToTimestamp(),
        CloseTime = last.CloseTime?.ToTimestamp(),
    }.ToByteString();

    private static WorkflowExecutionInfo ToInfo(NamespaceRecord record, VisibilityRecord run) => new()
    {
        Execution = new WorkflowExecution { WorkflowId = run.Key.WorkflowId, RunId = run.Key.RunId },
        Type = new WorkflowType { Name = run.WorkflowType },
        StartTime = run.StartTime.ToTimestamp(),
        ExecutionTime = run.ExecutionTime.ToTimestamp(),
        CloseTime = run.CloseTime?.ToTimestamp(),
        ExecutionDuration = run.CloseTime is { } closeTime ? (closeTime - run.ExecutionTime).ToDuration() : null,
        Status = run.Status,
        HistoryLength = run.HistoryLength,
        HistorySizeBytes = run.HistorySizeBytes,
        StateTransitionCount = run.StateTransitionCount,
        ParentNamespaceId = run.Parent is null ? string.Empty : record.Id,
        ParentExecution = run.Parent is var (parentWorkflow, parentRun) ? new WorkflowExecution { WorkflowId = parentWorkflow, RunId = parentRun } : null,
        Memo = run.Memo.IsEmpty ? null : Memo.Parser.ParseFrom(run.Memo.Span),
        SearchAttributes = run.SearchAttributes.IsEmpty ? null : SearchAttributes.Parser.ParseFrom(run.SearchAttributes.Span),
        TaskQueue = run.TaskQueue,
        FirstRunId = run.FirstRunId,
        RootExecution = run.Root is var (rootWorkflow, rootRun)
            ? new WorkflowExecution { WorkflowId = rootWorkflow, RunId = rootRun }
            : new WorkflowExecution { WorkflowId = run.Key.WorkflowId, RunId = run.Key.RunId },
    };

    private static CountWorkflowExecutionsResponse.Types.AggregationGroup ToGroup(WorkflowExecutionStatus status, long count) => new()
    {
        GroupValues =
        {
            new Payload
            {
                Metadata = { ["encoding"] = JsonPlain, ["type"] = Keyword },
                Data = ByteString.CopyFromUtf8($"\"{status}\""),
            },
        },
        Count = count,
    };
}
