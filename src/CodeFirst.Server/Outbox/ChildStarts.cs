using CodeFirst.Engine;
using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Runs;

namespace CodeFirst.Server.Outbox;

/// <summary>The start of a child as the start of a workflow.</summary>
internal static class ChildStarts
{
    public static StartWorkflow ToStart(OutboxItem item, ChildStart start)
    {
        var attributes = start.Attributes;
        var terminatesRunning = attributes.WorkflowIdReusePolicy == WorkflowIdReusePolicy.TerminateIfRunning;
        return new StartWorkflow
        {
            Start = new StartRun
            {
                NamespaceId = attributes.NamespaceId,
                RunId = Guid.NewGuid().ToString(),
                Request = ToRequest(item, start),
                Parent = ToParent(item, attributes.Namespace),
            },
            ConflictPolicy = terminatesRunning ? WorkflowIdConflictPolicy.TerminateExisting : WorkflowIdConflictPolicy.Fail,
            ReusePolicy = terminatesRunning ? WorkflowIdReusePolicy.AllowDuplicate : attributes.WorkflowIdReusePolicy,
        };
    }

    private static StartWorkflowExecutionRequest ToRequest(OutboxItem item, ChildStart start)
    {
        var attributes = start.Attributes;
        return new StartWorkflowExecutionRequest
        {
            Namespace = attributes.Namespace,
            WorkflowId = attributes.WorkflowId,
            WorkflowType = attributes.WorkflowType,
            TaskQueue = attributes.TaskQueue,
            Input = attributes.Input,
            WorkflowExecutionTimeout = attributes.WorkflowExecutionTimeout,
            WorkflowRunTimeout = attributes.WorkflowRunTimeout,
            WorkflowTaskTimeout = attributes.WorkflowTaskTimeout,
            RequestId = item.RequestId,
            RetryPolicy = attributes.RetryPolicy,
            CronSchedule = attributes.CronSchedule,
            Memo = attributes.Memo,
            SearchAttributes = attributes.SearchAttributes,
            Header = attributes.Header,
            UserMetadata = start.UserMetadata,
            Priority = Merge(item.State.Priority, attributes.Priority),
        };
    }

    // What the child does not say of its priority is its parent's.
    private static Priority? Merge(Priority? parent, Priority? child)
    {
        if (parent is null || child is null)
        {
            return child ?? parent;
        }

        var merged = parent.Clone();
        merged.MergeFrom(child);
        return merged;
    }

    private static ParentLink ToParent(OutboxItem item, string @namespace) => new()
    {
        Namespace = @namespace,
        NamespaceId = item.Source.NamespaceId,
        WorkflowId = item.Source.WorkflowId,
        RunId = item.Source.RunId,
        InitiatedEventId = item.MessageId,
        Root = item.State.Parent?.Root ?? new WorkflowExecution { WorkflowId = item.Source.WorkflowId, RunId = item.Source.RunId },
    };
}
