using CodeFirst.Engine.Schedules;
using CodeFirst.Engine.Schedules.Specs;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Namespaces;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Schedules;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Creating, reading, changing and removing schedules.</summary>
internal sealed partial class WorkflowServiceImpl
{
    private const int MaxFutureActionTimes = 10;
    private const int MaxMatchingTimes = 1000;

    public override async Task<CreateScheduleResponse> CreateSchedule(CreateScheduleRequest request, ServerCallContext context)
    {
        var record = await CheckScheduleRequestAsync(request.Namespace, request.ScheduleId, request.RequestId, request.Identity, context.CancellationToken);
        NamespaceChecks.TakesNewRuns(record);
        ScheduleChecks.Schedule(_checks, request.Schedule);
        ScheduleChecks.Patch(_checks, request.InitialPatch ?? new SchedulePatch());
        _checks.Blob("Memo", request.Memo);
        await CheckSearchAttributesAsync(record, request.SearchAttributes, context.CancellationToken);
        await CheckSearchAttributesAsync(record, request.Schedule.Action.StartWorkflow.SearchAttributes, context.CancellationToken);
        if (request.RequestId.Length == 0)
        {
            request.RequestId = Guid.NewGuid().ToString();
        }

        var key = new ScheduleKey(record.Id, request.ScheduleId);
        var command = new CreateSchedule(record.Id, Guid.NewGuid().ToString(), request);
        if (await schedules.TryCreateAsync(command, context.CancellationToken) is { } decision)
        {
            scheduleActions.Begin(key, decision);
            return new CreateScheduleResponse { ConflictToken = decision.Data.ConflictToken };
        }

        var existing = await schedules.FindAsync(key, context.CancellationToken);
        return existing?.CreateRequestId == request.RequestId
            ? new CreateScheduleResponse { ConflictToken = existing.ConflictToken }
            : throw Refusals.ScheduleExists(request.ScheduleId).ToException();
    }

    public override async Task<DescribeScheduleResponse> DescribeSchedule(DescribeScheduleRequest request, ServerCallContext context)
    {
        var data = await FindScheduleAsync(request.Namespace, request.ScheduleId, context.CancellationToken);
        return new DescribeScheduleResponse
        {
            Schedule = data.Schedule,
            Info = ToInfo(data),
            Memo = data.Memo,
            SearchAttributes = data.SearchAttributes,
            ConflictToken = data.ConflictToken,
        };
    }

    public override async Task<UpdateScheduleResponse> UpdateSchedule(UpdateScheduleRequest request, ServerCallContext context)
    {
        var record = await CheckScheduleRequestAsync(request.Namespace, request.ScheduleId, request.RequestId, request.Identity, context.CancellationToken);
        ScheduleChecks.Schedule(_checks, request.Schedule);
        _checks.Blob("Memo", request.Memo);
        await CheckSearchAttributesAsync(record, request.SearchAttributes, context.CancellationToken);
        await CheckSearchAttributesAsync(record, request.Schedule.Action.StartWorkflow.SearchAttributes, context.CancellationToken);
        await ChangeScheduleAsync(new ScheduleKey(record.Id, request.ScheduleId), new UpdateSchedule(request), context.CancellationToken);
        return new UpdateScheduleResponse();
    }

    public override async Task<PatchScheduleResponse> PatchSchedule(PatchScheduleRequest request, ServerCallContext context)
    {
        var record = await CheckScheduleRequestAsync(request.Namespace, request.ScheduleId, request.RequestId, request.Identity, context.CancellationToken);
        var patch = request.Patch ?? throw RequestChecks.Invalid("Patch is not set on request.");
        ScheduleChecks.Patch(_checks, patch);
        await ChangeScheduleAsync(new ScheduleKey(record.Id, request.ScheduleId), new PatchSchedule(patch, request.RequestId), context.CancellationToken);
        return new PatchScheduleResponse();
    }

    public override async Task<ListScheduleMatchingTimesResponse> ListScheduleMatchingTimes(
        ListScheduleMatchingTimesRequest request,
        ServerCallContext context)
    {
        var data = await FindScheduleAsync(request.Namespace, request.ScheduleId, context.CancellationToken);
        var (start, end) = (ScheduleChecks.Time("StartTime", request.StartTime), ScheduleChecks.Time("EndTime", request.EndTime));
        return CompiledSpec.TryCompile(data.Schedule.Spec, out var spec, out var fault)
            ? new ListScheduleMatchingTimesResponse
            {
                StartTime = { spec.GetAll(data.Id, start, end).Take(MaxMatchingTimes).Select(time => time.Actual.ToTimestamp()) },
            }
            : throw RequestChecks.Invalid($"Invalid schedule spec: {fault}");
    }

    public override async Task<DeleteScheduleResponse> DeleteSchedule(DeleteScheduleRequest request, ServerCallContext context)
    {
        var record = await CheckScheduleRequestAsync(request.Namespace, request.ScheduleId, string.Empty, request.Identity, context.CancellationToken);
        return await schedules.DeleteAsync(new ScheduleKey(record.Id, request.ScheduleId), context.CancellationToken)
            ? new DeleteScheduleResponse()
            : throw Refusals.ScheduleNotFound(request.ScheduleId).ToException();
    }

    private async ValueTask<NamespaceRecord> CheckScheduleRequestAsync(
        string @namespace, string scheduleId, string requestId, string identity, CancellationToken cancellationToken)
    {
        var record = await FindNamespaceAsync(@namespace, cancellationToken);
        _checks.Id("ScheduleId", scheduleId);
        _checks.OptionalId("RequestId", requestId);
        _checks.OptionalId("Identity", identity);
        return record;
    }

    private async Task<ScheduleData> FindScheduleAsync(string @namespace, string scheduleId, CancellationToken cancellationToken)
    {
        var record = await CheckScheduleRequestAsync(@namespace, scheduleId, string.Empty, string.Empty, cancellationToken);
        return await schedules.FindAsync(new ScheduleKey(record.Id, scheduleId), cancellationToken)
            ?? throw Refusals.ScheduleNotFound(scheduleId).ToException();
    }

    private async Task ChangeScheduleAsync(ScheduleKey key, ScheduleCommand command, CancellationToken cancellationToken)
    {
        var decision = await schedules.DecideAsync(key, command, cancellationToken) ?? throw Refusals.ScheduleNotFound(key.ScheduleId).ToException();
        scheduleActions.Begin(key, decision);
    }

    private ScheduleInfo ToInfo(ScheduleData data) => new()
    {
        ActionCount = data.ActionCount,
        MissedCatchupWindow = data.MissedCatchupWindow,
        OverlapSkipped = data.OverlapSkipped,
        BufferDropped = data.BufferDropped,
        BufferSize = data.Buffer.Count,
        RunningWorkflows = { data.Running.Select(action => action.Execution) },
        RecentActions = { data.RecentActions },
        FutureActionTimes = { data.GetFutureTimes(_time.GetUtcNow(), MaxFutureActionTimes).Select(time => time.ToTimestamp()) },
        CreateTime = data.CreateTime,
        UpdateTime = data.UpdateTime,
        StateSizeBytes = data.CalculateSize(),
    };
}
