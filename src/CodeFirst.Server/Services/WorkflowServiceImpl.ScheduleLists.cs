using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Services.Tokens;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Listing and counting schedules.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<ListSchedulesResponse> ListSchedules(ListSchedulesRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        RequestChecks.PageSize(request.MaximumPageSize);
        var filter = await BindScheduleQueryAsync(record, request.Query, context.CancellationToken);
        var limit = request.MaximumPageSize is > 0 and <= MaxListPageSize ? request.MaximumPageSize : MaxListPageSize;
        var after = RequestChecks.PageToken(ScheduleListPageToken.Parser, request.NextPageToken).After;
        using var place = await limits.Reads.EnterAsync(context.CancellationToken);
        var entries = await store.ListSchedulesAsync(record.Id, filter, after, limit, context.CancellationToken);
        foreach (var entry in entries)
        {
            RemovePast(entry);
        }

        return new ListSchedulesResponse
        {
            Schedules = { entries },
            NextPageToken = entries.Count == limit ? new ScheduleListPageToken { After = entries[^1].ScheduleId }.ToByteString() : ByteString.Empty,
        };
    }

    public override async Task<CountSchedulesResponse> CountSchedules(CountSchedulesRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        var filter = await BindScheduleQueryAsync(record, request.Query, context.CancellationToken);
        using var place = await limits.Reads.EnterAsync(context.CancellationToken);
        return new CountSchedulesResponse { Count = await store.CountSchedulesAsync(record.Id, filter, context.CancellationToken) };
    }

    private async ValueTask<VisibilityFilter?> BindScheduleQueryAsync(NamespaceRecord record, string text, CancellationToken cancellationToken)
    {
        var query = VisibilityQueryParser.ParseQuery(text);
        if (query.GroupsByStatus)
        {
            throw RequestChecks.Invalid("invalid query: schedules have no ExecutionStatus to group by.");
        }

        return query.Filter?.Invoke(await FindScopeAsync(record, query, QueryScope.OfSchedules, cancellationToken));
    }

    // The entry is as old as the last write of the schedule.
    private void RemovePast(ScheduleListEntry entry)
    {
        var now = _time.GetUtcNow();
        while (entry.Info.FutureActionTimes.FirstOrDefault()?.ToDateTimeOffset() <= now)
        {
            entry.Info.FutureActionTimes.RemoveAt(0);
        }
    }
}
