using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;
using CodeFirst.Protocol.Workflow.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Execution;

// What can be added to a run or changed while it runs, by WorkflowExecutionOptionsUpdated:
//
//   by                                   what
//   a start that uses the existing run   its request id, completion callbacks and links, as its conflict options say
//   update of options                    the priority
//
// Workflow code need not hear of it: no workflow task is made.

/// <summary>The options of a run.</summary>
internal static class RunOptions
{
    public static Transition Attach(RunState state, AttachToRun command, DateTimeOffset now)
    {
        var request = command.Request;
        if (request.OnConflictOptions is not { } options)
        {
            return Transition.Unchanged(state);
        }

        var attributes = new WorkflowExecutionOptionsUpdatedEventAttributes
        {
            AttachedRequestId = options.AttachRequestId ? request.RequestId : string.Empty,
        };
        if (options.AttachCompletionCallbacks)
        {
            attributes.AttachedCompletionCallbacks.Add(request.CompletionCallbacks);
        }

        var draft = new RunDraft(state, now);
        var updated = new HistoryEvent { EventType = EventType.WorkflowExecutionOptionsUpdated, WorkflowExecutionOptionsUpdatedEventAttributes = attributes };
        if (options.AttachLinks)
        {
            updated.Links.Add(request.Links);
        }

        Apply(draft.State, draft.Note(updated));
        return draft.Commit();
    }

    public static Transition Update(RunState state, UpdateRunOptions command, DateTimeOffset now)
    {
        var merged = Merge(state.Priority, command);
        if (merged.Equals(state.Priority ?? new Priority()))
        {
            return Transition.Unchanged(state, new RunOptionsUpdated(merged));
        }

        var draft = new RunDraft(state, now);
        var updated = new HistoryEvent
        {
            EventType = EventType.WorkflowExecutionOptionsUpdated,
            WorkflowExecutionOptionsUpdatedEventAttributes = new() { Identity = command.Identity, Priority = merged },
        };
        Apply(draft.State, draft.Note(updated));
        return draft.Commit(new RunOptionsUpdated(merged));
    }

    /// <summary>What an event says of the options.</summary>
    public static void Apply(RunState state, HistoryEvent updated)
    {
        var attributes = updated.WorkflowExecutionOptionsUpdatedEventAttributes;
        state.Priority = attributes.Priority ?? state.Priority;
        AddCallbacks(state, attributes.AttachedCompletionCallbacks, attributes.AttachedRequestId, updated.EventTime);
        IndexRequestId(state, updated);
    }

    /// <summary>Keeps callbacks that wait for the run to close.</summary>
    public static void AddCallbacks(RunState state, IEnumerable<Callback> callbacks, string requestId, Timestamp time) =>
        state.Callbacks.Add(callbacks.Select(callback => new CallbackInfo
        {
            Callback = callback,
            Trigger = new CallbackInfo.Types.Trigger { WorkflowClosed = new CallbackInfo.Types.WorkflowClosed() },
            RegistrationTime = time,
            State = CallbackState.Standby,
            RequestId = requestId,
        }));

    /// <summary>Remembers the request id that an event attaches; one that is still buffered has no event id yet.</summary>
    public static void IndexRequestId(RunState state, HistoryEvent historyEvent)
    {
        if (historyEvent.WorkflowExecutionOptionsUpdatedEventAttributes is { AttachedRequestId.Length: > 0 } attributes)
        {
            state.RequestIds[attributes.AttachedRequestId] = new RequestIdInfo
            {
                EventType = historyEvent.EventType,
                EventId = historyEvent.EventId,
                Buffered = historyEvent.EventId == 0,
            };
        }
    }

    private static Priority Merge(Priority? priority, UpdateRunOptions command)
    {
        var wanted = command.Priority ?? new Priority();
        if (Has("priority"))
        {
            return wanted;
        }

        var merged = priority?.Clone() ?? new Priority();
        merged.PriorityKey = Has("priority.priority_key") ? wanted.PriorityKey : merged.PriorityKey;
        merged.FairnessKey = Has("priority.fairness_key") ? wanted.FairnessKey : merged.FairnessKey;
        merged.FairnessWeight = Has("priority.fairness_weight") ? wanted.FairnessWeight : merged.FairnessWeight;
        return merged;

        bool Has(string path) => command.Paths.Contains(path, StringComparer.Ordinal);
    }
}
