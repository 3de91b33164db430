using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Matching;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Describing task queues.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<DescribeTaskQueueResponse> DescribeTaskQueue(DescribeTaskQueueRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        _checks.TaskQueue(request.TaskQueue);
        var kind = request.TaskQueueType switch
        {
            TaskQueueType.Unspecified or TaskQueueType.Workflow => TaskKind.Workflow,
            TaskQueueType.Activity => TaskKind.Activity,
            _ => throw RequestChecks.Invalid("TaskQueueType is invalid: it is WORKFLOW or ACTIVITY."),
        };
        var name = request.TaskQueue.Name;
        var view = await placement.GetTaskQueue(new TaskQueueKey(record.Id, kind, name)).ReadAsync();
        var response = new DescribeTaskQueueResponse
        {
            Pollers =
            {
                view.Pollers.OrderByDescending(poller => poller.LastPoll).Select(poller => new PollerInfo
                {
                    Identity = poller.Identity,
                    LastAccessTime = poller.LastPoll.ToTimestamp(),
                }),
            },
        };
        if (request.ReportStats || request.IncludeTaskQueueStatus)
        {
            var (count, oldest) = await store.CountReadyTasksAsync(record.Id, kind, name, context.CancellationToken);
            var age = oldest is { } since ? _time.GetUtcNow() - since : TimeSpan.Zero;
            response.Stats = new TaskQueueStats { ApproximateBacklogCount = count, ApproximateBacklogAge = age.ToDuration(), TasksAddRate = view.AddRate, TasksDispatchRate = view.DispatchRate };
            response.TaskQueueStatus = new TaskQueueStatus { BacklogCountHint = count, RatePerSecond = view.DispatchRate };
        }

        return response;
    }
}
