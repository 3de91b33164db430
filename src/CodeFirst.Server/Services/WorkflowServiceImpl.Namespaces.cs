using System.Collections.Immutable;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.Namespace.V1;
using CodeFirst.Protocol.Replication.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Engine;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Services.Tokens;
using CodeFirst.Storage.Namespaces;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Registering, reading and changing namespaces. Their end is the operator's business.</summary>
internal sealed partial class WorkflowServiceImpl
{
    private const int DefaultNamespacePageSize = 100;

    public override async Task<RegisterNamespaceResponse> RegisterNamespace(RegisterNamespaceRequest request, ServerCallContext context)
    {
        _checks.Id("Namespace", request.Namespace);
        NamespaceChecks.Name(request.Namespace);
        NamespaceChecks.Archival(request.HistoryArchivalState, request.VisibilityArchivalState);
        var retention = NamespaceChecks.Retention(request.WorkflowExecutionRetentionPeriod);
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

    public override async Task<UpdateNamespaceResponse> UpdateNamespace(UpdateNamespaceRequest request, ServerCallContext context)
    {
        _checks.Id("Namespace", request.Namespace);
        if (request.PromoteNamespace || request.ReplicationConfig?.Clusters.Count > 1)
        {
            throw RequestChecks.Invalid("Global namespaces are not supported: the database replicates, not this server.");
        }

        NamespaceChecks.Archival(request.Config?.HistoryArchivalState ?? default, request.Config?.VisibilityArchivalState ?? default);
        var record = await namespaces.UpdateAsync(request.Namespace, record => Change(record, request), context.CancellationToken);
        return new UpdateNamespaceResponse { NamespaceInfo = ToInfo(record), Config = ToConfig(record), ReplicationConfig = NewReplicationConfig() };
    }

    public override async Task<DeprecateNamespaceResponse> DeprecateNamespace(DeprecateNamespaceRequest request, ServerCallContext context)
    {
        _checks.Id("Namespace", request.Namespace);
        await namespaces.UpdateAsync(request.Namespace, record => record with { State = NamespaceState.Deprecated }, context.CancellationToken);
        return new DeprecateNamespaceResponse();
    }

    private static NamespaceRecord Change(NamespaceRecord record, UpdateNamespaceRequest request)
    {
        var changed = record;
        if (request.UpdateInfo is { } info)
        {
            changed = changed with
            {
                Description = info.Description.Length > 0 ? info.Description : record.Description,
                OwnerEmail = info.OwnerEmail.Length > 0 ? info.OwnerEmail : record.OwnerEmail,
                Data = record.Data.SetItems(info.Data),
                State = info.State switch
                {
                    NamespaceState.Unspecified => record.State,
                    NamespaceState.Registered or NamespaceState.Deprecated => info.State,
                    _ => throw RequestChecks.Invalid($"State cannot be set to {info.State}: delete the namespace by the operator API."),
                },
            };
        }

        return request.Config?.WorkflowExecutionRetentionTtl is { } retention ? changed with { Retention = NamespaceChecks.Retention(retention) } : changed;
    }

    private DescribeNamespaceResponse ToResponse(NamespaceRecord record) => new()
    {
        NamespaceInfo = ToInfo(record),
        Config = ToConfig(record),
        ReplicationConfig = NewReplicationConfig(),
    };

    private NamespaceInfo ToInfo(NamespaceRecord record) => new()
    {
        Name = record.Name,
        Id = record.Id,
        SupportsSchedules = true,
        State = record.State,
        Description = record.Description,
        OwnerEmail = record.OwnerEmail,
        Data = { record.Data },
        Capabilities = new NamespaceInfo.Types.Capabilities { SyncUpdate = true, AsyncUpdate = true },
        Limits = new NamespaceInfo.Types.Limits { BlobSizeLimitError = options.MaxBlobBytes, MemoSizeLimitError = options.MaxBlobBytes },
    };

    private static NamespaceConfig ToConfig(NamespaceRecord record) => new()
    {
        WorkflowExecutionRetentionTtl = record.Retention.ToDuration(),
        HistoryArchivalState = ArchivalState.Disabled,
        VisibilityArchivalState = ArchivalState.Disabled,
        CustomSearchAttributeAliases = { record.SearchAttributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Key, StringComparer.Ordinal) },
    };

    private static NamespaceReplicationConfig NewReplicationConfig() => new()
    {
        ActiveClusterName = ClusterName,
        Clusters = { new ClusterReplicationConfig { ClusterName = ClusterName } },
        State = ReplicationState.Normal,
    };
}
