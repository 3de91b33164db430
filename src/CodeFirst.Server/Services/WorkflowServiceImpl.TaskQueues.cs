using CodeFirst.Engine.Tasks;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Runs;
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
        var view = await pollers.ReadAsync(new TaskQueueKey(record.Id, kind, name), context.CancellationToken);
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
            using var place = await limits.Reads.EnterAsync(context.CancellationToken);
            var (count, oldest) = await store.CountReadyTasksAsync(record.Id, kind, name, context.CancellationToken);
            var age = oldest is { } since ? _time.GetUtcNow() - since : TimeSpan.Zero;
            response.Stats = new TaskQueueStats { ApproximateBacklogCount = count, ApproximateBacklogAge = age.ToDuration(), TasksAddRate = view.AddRate, TasksDispatchRate = view.DispatchRate };
            response.TaskQueueStatus = new TaskQueueStatus { BacklogCountHint = count, RatePerSecond = view.DispatchRate };
        }

        return response;
    }

    /// <summary>The sticky queue of a worker that stops is deserted: its runs are for every worker at once, instead of after a timeout.</summary>
    public override async Task<ShutdownWorkerResponse> ShutdownWorker(ShutdownWorkerRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        _checks.OptionalId("StickyTaskQueue", request.StickyTaskQueue);
        if (request.StickyTaskQueue.Length == 0)
        {
            return new ShutdownWorkerResponse();
        }

        var queue = placement.GetTaskQueue(new TaskQueueKey(record.Id, TaskKind.Workflow, request.StickyTaskQueue));
        foreach (var left in await queue.DesertAsync())
        {
            var host = placement.GetWorkflow(new WorkflowKey(left.Run.NamespaceId, left.Run.WorkflowId));
            await host.ExecuteAsync(new RunTarget(left.Run.RunId), new ResetSticky(), context.CancellationToken);
        }

        return new ShutdownWorkerResponse();
    }

    /// <summary>A task queue of this server has one partition of each kind.</summary>
    public override async Task<ListTaskQueuePartitionsResponse> ListTaskQueuePartitions(ListTaskQueuePartitionsRequest request, ServerCallContext context)
    {
        await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        _checks.TaskQueue(request.TaskQueue);
        var partition = new TaskQueuePartitionMetadata { Key = request.TaskQueue.Name };
        return new ListTaskQueuePartitionsResponse
        {
            ActivityTaskQueuePartitions = { partition },
            WorkflowTaskQueuePartitions = { partition },
        };
    }
}
