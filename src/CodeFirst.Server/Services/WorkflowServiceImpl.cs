using CodeFirst.Engine;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Cluster;
using CodeFirst.Server.Hosting;
using CodeFirst.Server.Histories;
using CodeFirst.Server.Limits;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Metrics;
using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Placement;
using CodeFirst.Server.Runs;
using CodeFirst.Server.Schedules;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage;
using CodeFirst.Storage.Namespaces;

namespace CodeFirst.Server.Services;

/// <summary>The public API. Each file holds the methods of one subject: check the request, send a message, translate the answer.</summary>
internal sealed partial class WorkflowServiceImpl(
    CodeFirstServerOptions options,
    IStore store,
    IPlacement placement,
    NamespaceRegistry namespaces,
    SearchAttributeChecks searchAttributes,
    ScheduleBook schedules,
    ScheduleActions scheduleActions,
    HistoryReader histories,
    ClusterMembership cluster,
    ClusterPollers pollers,
    CallLimits limits,
    ServerMetrics metrics,
    ServerDrain drain) : WorkflowService.WorkflowServiceBase
{
    private readonly RequestChecks _checks = new(options.MaxIdBytes, options.MaxBlobBytes);
    private readonly TimeProvider _time = options.TimeProvider;

    private ValueTask<NamespaceRecord> FindNamespaceAsync(string name, CancellationToken cancellationToken)
    {
        _checks.Id("Namespace", name);
        return namespaces.GetAsync(name, cancellationToken);
    }

    private async ValueTask<IWorkflowHost> FindHostAsync(string @namespace, WorkflowExecution? execution, CancellationToken cancellationToken)
    {
        var record = await FindNamespaceAsync(@namespace, cancellationToken);
        _checks.Execution(execution);
        return placement.GetWorkflow(new WorkflowKey(record.Id, execution!.WorkflowId));
    }

    private IWorkflowHost FindHost(TaskToken token) => placement.GetWorkflow(new WorkflowKey(token.NamespaceId, token.WorkflowId));

    /// <summary>
    /// How long to keep a long poll: until its time is over, or a second before the caller gives up. The deadline of a call is the transport's
    /// and goes by the machine's clock, whatever the server's own clock is.
    /// </summary>
    private static TimeSpan GetPatience(TimeSpan longest, DateTime deadline)
    {
        if (deadline == DateTime.MaxValue)
        {
            return longest;
        }

        var left = deadline - TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromSeconds(1);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < longest ? left : longest;
    }
}
