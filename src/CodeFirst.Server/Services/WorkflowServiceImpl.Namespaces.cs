using System.Collections.Immutable;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Namespace.V1;
using CodeFirst.Protocol.Replication.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Engine;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Services.Tokens;
using CodeFirst.Storage.Namespaces;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Registering and reading namespaces.</summary>
internal sealed partial class WorkflowServiceImpl
{
    private const int DefaultNamespacePageSize = 100;
    private static readonly TimeSpan ShortestRetention = TimeSpan.FromHours(1);

    public override async Task<RegisterNamespaceResponse> RegisterNamespace(RegisterNamespaceRequest request, ServerCallContext context)
    {
        _checks.Id("Namespace", request.Namespace);
        RequestChecks.NonNegative("WorkflowExecutionRetentionPeriod", request.WorkflowExecutionRetentionPeriod);
        var retention = request.WorkflowExecutionRetentionPeriod?.ToTimeSpan() ?? TimeSpan.Zero;
        if (retention < ShortestRetention)
        {
            throw RequestChecks.Invalid("A valid retention period is not set on request: it is one hour at least.");
        }

        if (request.IsGlobalNamespace || request.Clusters.Count > 1)
        {
            throw RequestChecks.Invalid("Global namespaces are not supported: the database replicates, not this server.");
        }

        var isRegistered = await namespaces.TryRegisterAsync(
            new NamespaceRecord
            {
                Id = Guid.NewGuid().ToString(),
                Name = request.Namespace,
                Description = request.Description,
                OwnerEmail = request.OwnerEmail,
                Data = request.Data.ToImmutableSortedDictionary(StringComparer.Ordinal),
                Retention = retention,
                CreatedTime = _time.GetUtcNow(),
            },
            context.CancellationToken);
        return isRegistered
            ? new RegisterNamespaceResponse()
            : throw new Refusal(RefusalCode.AlreadyExists, $"Namespace {request.Namespace} already exists.", new NamespaceAlreadyExistsFailure()).ToException();
    }

    public override async Task<DescribeNamespaceResponse> DescribeNamespace(DescribeNamespaceRequest request, ServerCallContext context)
    {
        if (request.Namespace.Length == 0 && request.Id.Length == 0)
        {
            throw RequestChecks.Invalid("Namespace is not set on request: give its name or its id.");
        }

        return ToResponse(
            request.Namespace.Length > 0
                ? await FindNamespaceAsync(request.Namespace, context.CancellationToken)
                : await namespaces.GetByIdAsync(request.Id, context.CancellationToken));
    }

    public override async Task<ListNamespacesResponse> ListNamespaces(ListNamespacesRequest request, ServerCallContext context)
    {
        RequestChecks.PageSize(request.PageSize);
        var after = RequestChecks.PageToken(NamespaceListPageToken.Parser, request.NextPageToken).After;
        var pageSize = request.PageSize == 0 ? DefaultNamespacePageSize : request.PageSize;
        var records = await namespaces.ListAsync(context.CancellationToken);
        var rest = records.SkipWhile(record => string.CompareOrdinal(record.Name, after) <= 0).ToList();
        var response = new ListNamespacesResponse { Namespaces = { rest.Take(pageSize).Select(ToResponse) } };
        if (rest.Count > pageSize)
        {
            response.NextPageToken = new NamespaceListPageToken { After = rest[pageSize - 1].Name }.ToByteString();
        }

        return response;
    }

    private DescribeNamespaceResponse ToResponse(NamespaceRecord record) => new()
    {
        NamespaceInfo = new NamespaceInfo
        {
            Name = record.Name,
            Id = record.Id,
            State = NamespaceState.Registered,
            Description = record.Description,
            OwnerEmail = record.OwnerEmail,
            Data = { record.Data },
            Capabilities = new NamespaceInfo.Types.Capabilities(),
            Limits = new NamespaceInfo.Types.Limits { BlobSizeLimitError = options.MaxBlobBytes, MemoSizeLimitError = options.MaxBlobBytes },
        },
        Config = new NamespaceConfig
        {
            WorkflowExecutionRetentionTtl = record.Retention.ToDuration(),
            HistoryArchivalState = ArchivalState.Disabled,
            VisibilityArchivalState = ArchivalState.Disabled,
        },
        ReplicationConfig = new NamespaceReplicationConfig
        {
            ActiveClusterName = ClusterName,
            Clusters = { new ClusterReplicationConfig { ClusterName = ClusterName } },
            State = ReplicationState.Normal,
        },
    };
}
