using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Server.Namespaces;
using CodeFirst.Storage.Namespaces;
using CodeFirst.Storage.Visibility;

namespace CodeFirst.Server.Visibility;

/// <summary>
/// What search attributes are held to before a run gets them: known names, values of their types, and sizes. What passes names its types in its metadata
/// afterwards, whatever it named before: by them clients decode, and stores index.
/// </summary>
internal sealed class SearchAttributeChecks(NamespaceRegistry namespaces)
{
    private const int MaxKeys = 100;
    private const int MaxValueBytes = 2 * 1024;
    private const int MaxTotalBytes = 40 * 1024;

    /// <summary>What is wrong with the attributes; null when nothing is.</summary>
    public async ValueTask<string?> CheckAsync(NamespaceRecord record, SearchAttributes? attributes, CancellationToken cancellationToken)
    {
        if (attributes is null || attributes.IndexedFields.Count == 0)
        {
            return null;
        }

        if (attributes.IndexedFields.Count > MaxKeys)
        {
            return $"number of search attributes {attributes.IndexedFields.Count} exceeds limit {MaxKeys}";
        }

        // Another process may have added a name a moment ago.
        var types = attributes.IndexedFields.Keys.All(name => FindType(record, name) is not null)
            ? record
            : await namespaces.ReadAsync(record.Name, cancellationToken);
        foreach (var (name, payload) in attributes.IndexedFields)
        {
            if (Check(types, name, payload) is { } fault)
            {
                return fault;
            }
        }

        return attributes.CalculateSize() is > MaxTotalBytes and var size
            ? $"total size of search attributes {size}: exceeds size limit {MaxTotalBytes}"
            : null;
    }

    /// <summary>The first command whose attributes cannot be set, as the fault that fails its workflow task; null when there is none.</summary>
    public async ValueTask<CommandFault?> CheckAsync(NamespaceRecord record, IReadOnlyList<Command> commands, CancellationToken cancellationToken)
    {
        foreach (var command in commands)
        {
            if (await CheckAsync(record, GetAttributes(command), cancellationToken) is { } fault)
            {
                return new CommandFault(WorkflowTaskFailedCause.BadSearchAttributes, fault);
            }

            // An upsert unsets; the other commands start a run.
            if (command.AttributesCase != Command.AttributesOneofCase.UpsertWorkflowSearchAttributesCommandAttributes)
            {
                RemoveUnset(GetAttributes(command));
            }
        }

        return null;
    }

    /// <summary>Whether any command sets search attributes: most completions have none, and nothing to look up.</summary>
    public static bool Concerns(IReadOnlyList<Command> commands)
    {
        foreach (var command in commands)
        {
            if (GetAttributes(command) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes away the attributes that have no value: a run that starts has none to unset.</summary>
    public static void RemoveUnset(SearchAttributes? attributes)
    {
        foreach (var (name, payload) in attributes?.IndexedFields.ToArray() ?? [])
        {
            if (SearchAttributePayloads.TryRead(payload, SearchAttributePayloads.GetDeclaredType(payload), out var value) && value is null)
            {
                attributes!.IndexedFields.Remove(name);
            }
        }
    }

    private static SearchAttributes? GetAttributes(Command command) => command.AttributesCase switch
    {
        Command.AttributesOneofCase.UpsertWorkflowSearchAttributesCommandAttributes =>
            command.UpsertWorkflowSearchAttributesCommandAttributes.SearchAttributes,
        Command.AttributesOneofCase.ContinueAsNewWorkflowExecutionCommandAttributes =>
            command.ContinueAsNewWorkflowExecutionCommandAttributes.SearchAttributes,
        Command.AttributesOneofCase.StartChildWorkflowExecutionCommandAttributes =>
            command.StartChildWorkflowExecutionCommandAttributes.SearchAttributes,
        _ => null,
    };

    private static IndexedValueType? FindType(NamespaceRecord record, string name) =>
        record.SearchAttributes.TryGetValue(name, out var type) || SearchAttributeNames.System.TryGetValue(name, out type) ? type : null;

    private static string? Check(NamespaceRecord record, string name, Payload payload)
    {
        if (SearchAttributeNames.Columns.ContainsKey(name))
        {
            return $"{name} attribute can't be set in SearchAttributes";
        }

        if (FindType(record, name) is not { } type)
        {
            return $"Namespace {record.Name} has no mapping defined for search attribute {name}";
        }

        if (payload.Data.Length > MaxValueBytes)
        {
            return $"search attribute {name} value of size {payload.Data.Length}: exceeds size limit {MaxValueBytes}";
        }

        if (!SearchAttributePayloads.TryRead(payload, type, out _))
        {
            return $"{payload.Data.ToStringUtf8()} is not a valid value for search attribute {name} of type {type}";
        }

        SearchAttributePayloads.DeclareType(payload, type);
        return null;
    }
}
