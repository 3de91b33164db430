using CodeFirst.Engine;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.ErrorDetails.V1;
using CodeFirst.Protocol.OperatorService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Namespaces;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>The operator API: search attributes of a namespace, and the end of a namespace.</summary>
internal sealed class OperatorServiceImpl(CodeFirstServerOptions options, NamespaceRegistry namespaces, NamespaceRemovalLoop removals)
    : OperatorService.OperatorServiceBase
{
    private const int MaxAttributes = 100;
    private const int DeletedSuffixLength = 5;

    private readonly RequestChecks _checks = new(options.MaxIdBytes, options.MaxBlobBytes);

    public override async Task<AddSearchAttributesResponse> AddSearchAttributes(AddSearchAttributesRequest request, ServerCallContext context)
    {
        _checks.Id("Namespace", request.Namespace);
        if (request.SearchAttributes.Count == 0)
        {
            throw RequestChecks.Invalid("SearchAttributes are not set on request.");
        }

        foreach (var (name, type) in request.SearchAttributes)
        {
            CheckNew(name, type);
        }

        await namespaces.UpdateAsync(request.Namespace, record => Add(record, request), context.CancellationToken);
        return new AddSearchAttributesResponse();
    }

    public override async Task<RemoveSearchAttributesResponse> RemoveSearchAttributes(RemoveSearchAttributesRequest request, ServerCallContext context)
    {
        _checks.Id("Namespace", request.Namespace);
        if (request.SearchAttributes.Count == 0)
        {
            throw RequestChecks.Invalid("SearchAttributes are not set on request.");
        }

        await namespaces.UpdateAsync(request.Namespace, record => Remove(record, request.SearchAttributes), context.CancellationToken);
        return new RemoveSearchAttributesResponse();
    }

    public override async Task<ListSearchAttributesResponse> ListSearchAttributes(ListSearchAttributesRequest request, ServerCallContext context)
    {
        _checks.Id("Namespace", request.Namespace);
        var record = await namespaces.ReadAsync(request.Namespace, context.CancellationToken);
        return new ListSearchAttributesResponse
        {
            CustomAttributes = { record.SearchAttributes },
            SystemAttributes = { SearchAttributeNames.System },
        };
    }

    /// <summary>Takes the namespace away from its clients at once, under another name, so that its own is free; what is in it follows in the background.</summary>
    public override async Task<DeleteNamespaceResponse> DeleteNamespace(DeleteNamespaceRequest request, ServerCallContext context)
    {
        if (request.Namespace.Length == 0 == (request.NamespaceId.Length == 0))
        {
            throw RequestChecks.Invalid("Namespace or NamespaceId must be set on request, and only one of them.");
        }

        _checks.OptionalId("Namespace", request.Namespace);
        var name = request.Namespace.Length > 0
            ? request.Namespace
            : (await namespaces.GetByIdAsync(request.NamespaceId, context.CancellationToken)).Name;
        var deleted = await namespaces.UpdateAsync(
            name,
            record => record with { State = NamespaceState.Deleted, Name = $"{record.Name}-deleted-{record.Id[..DeletedSuffixLength]}" },
            context.CancellationToken);
        removals.Wake();
        return new DeleteNamespaceResponse { DeletedNamespace = deleted.Name };
    }

    private void CheckNew(string name, IndexedValueType type)
    {
        _checks.Id("Search attribute name", name);
        if (SearchAttributeNames.IsReserved(name))
        {
            throw RequestChecks.Invalid($"Search attribute {name} is reserved by system.");
        }

        if (name.Any(letter => char.IsControl(letter) || letter == '`') || char.IsWhiteSpace(name[0]) || char.IsWhiteSpace(name[^1]))
        {
            throw RequestChecks.Invalid($"Search attribute {name} has an invalid name: backticks, control characters and spaces around it cannot be queried.");
        }

        if (type == IndexedValueType.Unspecified || !Enum.IsDefined(type))
        {
            throw RequestChecks.Invalid($"Unknown search attribute type: {type}.");
        }
    }

    private static NamespaceRecord Add(NamespaceRecord record, AddSearchAttributesRequest request)
    {
        var attributes = record.SearchAttributes;
        foreach (var (name, type) in request.SearchAttributes)
        {
            if (attributes.TryGetValue(name, out var known) && known != type)
            {
                throw new Refusal(RefusalCode.AlreadyExists, $"Search attribute {name} already exists. It is of type {known}.").ToException();
            }

            attributes = attributes.SetItem(name, type);
        }

        return attributes.Count <= MaxAttributes
            ? record with { SearchAttributes = attributes }
            : throw RequestChecks.Invalid($"Namespace {record.Name} would have {attributes.Count} search attributes; it may have {MaxAttributes}.");
    }

    private static NamespaceRecord Remove(NamespaceRecord record, IEnumerable<string> names)
    {
        var attributes = record.SearchAttributes;
        foreach (var name in names)
        {
            if (SearchAttributeNames.IsReserved(name))
            {
                throw RequestChecks.Invalid($"Unable to remove non-custom search attributes: {name}.");
            }

            if (!attributes.ContainsKey(name))
            {
                throw new Refusal(RefusalCode.NotFound, $"Search attribute {name} doesn't exist.", new NotFoundFailure()).ToException();
            }

            attributes = attributes.Remove(name);
        }

        return record with { SearchAttributes = attributes };
    }
}
