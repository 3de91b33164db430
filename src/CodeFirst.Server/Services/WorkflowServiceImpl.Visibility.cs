using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Services.Tokens;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Listing and counting runs.</summary>
internal sealed partial class WorkflowServiceImpl
{
    private const int DefaultListPageSize = 1000;

    private static readonly ByteString JsonPlain = ByteString.CopyFromUtf8("json/plain");
    private static readonly ByteString Keyword = ByteString.CopyFromUtf8("Keyword");

    public override async Task<ListWorkflowExecutionsResponse> ListWorkflowExecutions(ListWorkflowExecutionsRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        RequestChecks.PageSize(request.PageSize);
        var query = VisibilityQueryParser.ParseQuery(request.Query);
        if (query.GroupsByStatus)
        {
            throw RequestChecks.Invalid("invalid query: GROUP BY is for counting, not for listing.");
        }

        var pageSize = request.PageSize is > 0 and <= DefaultListPageSize ? request.PageSize : DefaultListPageSize;
        var runs = await store.ListRunsAsync(record.Id, query.Filter, ToCursor(request.NextPageToken), pageSize, context.CancellationToken);
        var response = new ListWorkflowExecutionsResponse { Executions = { runs.Select(ToInfo) } };
        if (runs.Count == pageSize)
        {
            var last = runs[^1];
            response.NextPageToken = new RunListPageToken
            {
                RunId = last.Key.RunId,
                StartTime = last.StartTime.ToTimestamp(),
                CloseTime = last.CloseTime?.ToTimestamp(),
            }.ToByteString();
        }

        return response;
    }

    public override async Task<CountWorkflowExecutionsResponse> CountWorkflowExecutions(CountWorkflowExecutionsRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        var query = VisibilityQueryParser.ParseQuery(request.Query);
        var counts = await store.CountRunsAsync(record.Id, query.Filter, context.CancellationToken);
        var response = new CountWorkflowExecutionsResponse { Count = counts.Values.Sum() };
        if (query.GroupsByStatus)
        {
            response.Groups.Add(counts.Where(count => count.Value > 0).OrderBy(count => count.Key).Select(count => ToGroup(count.Key, count.Value)));
        }

        return response;
    }

    private static VisibilityCursor? ToCursor(ByteString pageToken)
    {
        if (pageToken.IsEmpty)
        {
            return null;
        }

        var token = RequestChecks.PageToken(RunListPageToken.Parser, pageToken);
        return token.StartTime is null
            ? throw RequestChecks.Invalid("NextPageToken is invalid: it was not made by this server.")
            : new VisibilityCursor(token.CloseTime?.ToDateTimeOffset(), token.StartTime.ToDateTimeOffset(), token.RunId);
    }

    private static WorkflowExecutionInfo ToInfo(VisibilityRecord run) => new()
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
        Memo = run.Memo.IsEmpty ? null : Memo.Parser.ParseFrom(run.Memo.Span),
        SearchAttributes = run.SearchAttributes.IsEmpty ? null : SearchAttributes.Parser.ParseFrom(run.SearchAttributes.Span),
        TaskQueue = run.TaskQueue,
        FirstRunId = run.FirstRunId,
        RootExecution = new WorkflowExecution { WorkflowId = run.Key.WorkflowId, RunId = run.FirstRunId },
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
