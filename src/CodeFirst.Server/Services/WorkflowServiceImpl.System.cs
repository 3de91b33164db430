using System.Reflection;
using CodeFirst.Protocol.Version.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Storage.Runs;
using Grpc.Core;
using VersionInfo = CodeFirst.Protocol.Version.V1.VersionInfo;

namespace CodeFirst.Server.Services;

/// <summary>What this server is and can.</summary>
internal sealed partial class WorkflowServiceImpl
{
    private const string ClusterName = "active";

    private static readonly string ServerVersion =
        typeof(WorkflowServiceImpl).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly string _clusterId = Guid.NewGuid().ToString();

    public override Task<GetSystemInfoResponse> GetSystemInfo(GetSystemInfoRequest request, ServerCallContext context) =>
        Task.FromResult(new GetSystemInfoResponse
        {
            ServerVersion = ServerVersion,
            Capabilities = new GetSystemInfoResponse.Types.Capabilities
            {
                SignalAndQueryHeader = true,
                InternalErrorDifferentiation = true,
                ActivityFailureIncludeHeartbeat = true,
                SupportsSchedules = true,
                EncodedFailureAttributes = true,
                SdkMetadata = true,
                UpsertMemo = true,
                CountGroupByExecutionStatus = true,
                EagerWorkflowStart = true,
            },
        });

    public override Task<GetClusterInfoResponse> GetClusterInfo(GetClusterInfoRequest request, ServerCallContext context) =>
        Task.FromResult(new GetClusterInfoResponse
        {
            ServerVersion = ServerVersion,
            VersionInfo = new VersionInfo { Current = new ReleaseInfo { Version = ServerVersion } },
            ClusterId = _clusterId,
            ClusterName = ClusterName,
            HistoryShardCount = Slots.Count,
            PersistenceStore = options.Store.GetType().Name,
            VisibilityStore = options.Store.GetType().Name,
        });
}
