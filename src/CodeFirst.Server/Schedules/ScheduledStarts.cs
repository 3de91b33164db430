using System.Globalization;
using System.Text.Json;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Runs;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage.Visibility;
using Google.Protobuf;

namespace CodeFirst.Server.Schedules;

/// <summary>The action of a schedule as the start of a workflow.</summary>
internal static class ScheduledStarts
{
    private static readonly ByteString JsonPlain = ByteString.CopyFromUtf8("json/plain");

    public static StartWorkflow ToStart(ScheduleData schedule, PendingStart start, string @namespace) => new()
    {
        Start = new StartRun
        {
            NamespaceId = schedule.NamespaceId,
            RunId = Guid.NewGuid().ToString(),
            Request = ToRequest(schedule, start, @namespace),
        },
        ConflictPolicy = WorkflowIdConflictPolicy.Fail,
        ReusePolicy = WorkflowIdReusePolicy.AllowDuplicate,
    };

    private static StartWorkflowExecutionRequest ToRequest(ScheduleData schedule, PendingStart start, string @namespace)
    {
        var action = schedule.Schedule.Action.StartWorkflow;
        var link = new ScheduleLink
        {
            NamespaceId = schedule.NamespaceId,
            ScheduleId = schedule.ScheduleId,
            Id = schedule.Id,
            RequestId = start.RequestId,
        };
        return new StartWorkflowExecutionRequest
        {
            Namespace = @namespace,
            WorkflowId = start.WorkflowId,
            WorkflowType = action.WorkflowType,
            TaskQueue = action.TaskQueue,
            Input = action.Input,
            WorkflowExecutionTimeout = action.WorkflowExecutionTimeout,
            WorkflowRunTimeout = action.WorkflowRunTimeout,
            WorkflowTaskTimeout = action.WorkflowTaskTimeout,
            Identity = $"schedule-{@namespace}-{schedule.ScheduleId}",
            RequestId = start.RequestId,
            RetryPolicy = action.RetryPolicy,
            Memo = action.Memo,
            SearchAttributes = AddOrigin(action.SearchAttributes, schedule, start),
            Header = action.Header,
            UserMetadata = action.UserMetadata,
            Priority = action.Priority,
            CompletionCallbacks = { ScheduleNotices.ToCallback(link) },

            // Workflows that overlap do not follow each other.
            LastCompletionResult = start.IsOverlapping ? null : schedule.LastCompletionResult,
            ContinuedFailure = start.IsOverlapping ? null : schedule.ContinuedFailure,
        };
    }

    private static SearchAttributes AddOrigin(SearchAttributes? own, ScheduleData schedule, PendingStart start)
    {
        var nominal = start.Start.NominalTime.ToDateTimeOffset();
        var attributes = own?.Clone() ?? new SearchAttributes();
        attributes.IndexedFields[SearchAttributeNames.ScheduledById] = ToPayload($"\"{JsonEncodedText.Encode(schedule.ScheduleId)}\"", IndexedValueType.Keyword);
        attributes.IndexedFields[SearchAttributeNames.ScheduledStartTime] =
            ToPayload(string.Create(CultureInfo.InvariantCulture, $"\"{nominal.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}\""), IndexedValueType.Datetime);
        return attributes;
    }

    private static Payload ToPayload(string json, IndexedValueType type)
    {
        var payload = new Payload { Metadata = { ["encoding"] = JsonPlain }, Data = ByteString.CopyFromUtf8(json) };
        SearchAttributePayloads.DeclareType(payload, type);
        return payload;
    }
}
