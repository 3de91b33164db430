using CodeFirst.Engine;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Namespaces;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Search attributes: which there are, and which a run may be started with.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<GetSearchAttributesResponse> GetSearchAttributes(GetSearchAttributesRequest request, ServerCallContext context)
    {
        // The call is older than attributes of a namespace and names none.
        var response = new GetSearchAttributesResponse { Keys = { SearchAttributeNames.System } };
        foreach (var record in await namespaces.ListAsync(context.CancellationToken))
        {
            foreach (var (name, type) in record.SearchAttributes)
            {
                response.Keys.TryAdd(name, type);
            }
        }

        return response;
    }

    private async ValueTask CheckSearchAttributesAsync(NamespaceRecord record, SearchAttributes? attributes, CancellationToken cancellationToken)
    {
        if (await searchAttributes.CheckAsync(record, attributes, cancellationToken) is { } fault)
        {
            throw RequestChecks.Invalid(fault);
        }

        SearchAttributeChecks.RemoveUnset(attributes);
    }

    private async ValueTask<CommandFault?> CheckCommandsAsync(TaskToken token, RespondWorkflowTaskCompletedRequest request, CancellationToken cancellationToken) =>
        SearchAttributeChecks.Concerns(request.Commands)
            ? await searchAttributes.CheckAsync(await namespaces.GetByIdAsync(token.NamespaceId, cancellationToken), request.Commands, cancellationToken)
            : null;
}
