using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Command.V1;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using Google.Protobuf.Collections;

namespace CodeFirst.Engine.Properties;

// What a workflow says of itself, by key:
//
//   from      by                           to
//   none      a value                      set
//   set       another value                replaced
//   set       null, or an empty value      gone
//   none      null, or an empty value      none
//
// Types and registered names of search attributes are the server's to check; the sizes are checked here, of what comes out.

/// <summary>The commands that change a run's search attributes and memo.</summary>
internal static class PropertyCommands
{
    private const int MaximumAttributes = 100;
    private const int MaximumAttributeBytes = 2 * 1024;
    private const int MaximumAttributesBytes = 40 * 1024;
    private const int MaximumMemoBytes = 2 * 1024 * 1024;

    public static CommandFault? UpsertSearchAttributes(CommandSequence sequence, Command command)
    {
        const WorkflowTaskFailedCause BadAttributes = WorkflowTaskFailedCause.BadSearchAttributes;
        var upserted = command.UpsertWorkflowSearchAttributesCommandAttributes?.SearchAttributes;
        if (upserted is null || upserted.IndexedFields.Count == 0)
        {
            return new CommandFault(BadAttributes, "SearchAttributes is not set on UpsertWorkflowSearchAttributesCommand, or empty.");
        }

        var state = sequence.Draft.State;
        var merged = state.SearchAttributes?.Clone() ?? new SearchAttributes();
        Merge(merged.IndexedFields, upserted.IndexedFields);
        if (FindFault(merged) is { } fault)
        {
            return new CommandFault(BadAttributes, fault);
        }

        sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.UpsertWorkflowSearchAttributes,
                UpsertWorkflowSearchAttributesEventAttributes = new()
                {
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                    SearchAttributes = upserted,
                },
            },
            command);
        state.SearchAttributes = merged;
        return null;
    }

    public static CommandFault? Modify(CommandSequence sequence, Command command)
    {
        const WorkflowTaskFailedCause BadAttributes = WorkflowTaskFailedCause.BadModifyWorkflowPropertiesAttributes;
        var upserted = command.ModifyWorkflowPropertiesCommandAttributes?.UpsertedMemo;
        if (upserted is null || upserted.Fields.Count == 0)
        {
            return new CommandFault(BadAttributes, "UpsertedMemo is not set on ModifyWorkflowPropertiesCommand, or empty.");
        }

        var state = sequence.Draft.State;
        var merged = state.Memo?.Clone() ?? new Memo();
        Merge(merged.Fields, upserted.Fields);
        if (merged.CalculateSize() is > MaximumMemoBytes and var size)
        {
            return new CommandFault(BadAttributes, $"The memo exceeds the size limit. Length={size} Limit={MaximumMemoBytes}") { TerminatesRun = true };
        }

        sequence.Write(
            new HistoryEvent
            {
                EventType = EventType.WorkflowPropertiesModified,
                WorkflowPropertiesModifiedEventAttributes = new()
                {
                    WorkflowTaskCompletedEventId = sequence.CompletedEventId,
                    UpsertedMemo = upserted,
                },
            },
            command);
        state.Memo = merged;
        return null;
    }

    /// <summary>Applies an event of these commands to a state that is rebuilt from history.</summary>
    public static void Replay(RunState state, HistoryEvent happened)
    {
        if (happened.UpsertWorkflowSearchAttributesEventAttributes is { } upserted)
        {
            state.SearchAttributes = state.SearchAttributes?.Clone() ?? new SearchAttributes();
            Merge(state.SearchAttributes.IndexedFields, upserted.SearchAttributes.IndexedFields);
        }
        else if (happened.WorkflowPropertiesModifiedEventAttributes is { } modified)
        {
            state.Memo = state.Memo?.Clone() ?? new Memo();
            Merge(state.Memo.Fields, modified.UpsertedMemo.Fields);
        }
    }

    /// <summary>Sets what has a value, and removes what has none.</summary>
    private static void Merge(MapField<string, Payload> into, MapField<string, Payload> upserted)
    {
        foreach (var (key, value) in upserted)
        {
            if (IsNull(value))
            {
                into.Remove(key);
            }
            else
            {
                into[key] = value;
            }
        }
    }

    // An empty list is how SDKs unset a list of keywords.
    private static bool IsNull(Payload value) =>
        value.Data.IsEmpty
        || (value.Metadata.TryGetValue("encoding", out var encoding)
            && (encoding.ToStringUtf8() == "binary/null" || (encoding.ToStringUtf8() == "json/plain" && value.Data.ToStringUtf8().Trim() is "null" or "[]")));

    private static string? FindFault(SearchAttributes attributes)
    {
        if (attributes.IndexedFields.Count > MaximumAttributes)
        {
            return $"the number of search attributes {attributes.IndexedFields.Count} exceeds the limit of {MaximumAttributes}";
        }

        foreach (var (name, value) in attributes.IndexedFields)
        {
            if (value.Data.Length > MaximumAttributeBytes)
            {
                return $"search attribute {name} value size {value.Data.Length} exceeds size limit {MaximumAttributeBytes}";
            }
        }

        return attributes.CalculateSize() is > MaximumAttributesBytes and var size ? $"total size of search attributes {size} exceeds size limit {MaximumAttributesBytes}" : null;
    }
}
