using CodeFirst.Engine.Chains;
using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Signals;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Runs;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Starting workflows.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<StartWorkflowExecutionResponse> StartWorkflowExecution(StartWorkflowExecutionRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        CheckStart(request);
        CheckConflictOptions(request.OnConflictOptions);
        NamespaceChecks.TakesNewRuns(record);
        await CheckSearchAttributesAsync(record, request.SearchAttributes, context.CancellationToken);
        var (conflictPolicy, reusePolicy) = GetPolicies(request.WorkflowIdConflictPolicy, request.WorkflowIdReusePolicy, WorkflowIdConflictPolicy.Fail);
        var answer = await StartAsync(
            new StartWorkflow
            {
                Start = new StartRun { NamespaceId = record.Id, RunId = Guid.NewGuid().ToString(), Request = request },
                ConflictPolicy = conflictPolicy,
                ReusePolicy = reusePolicy,
                MinReuseInterval = options.MinWorkflowIdReuseInterval,
            },
            context.CancellationToken);
        var response = ToStartResponse(answer);
        response.Link = ToLink(request, answer);
        response.EagerWorkflowTask = answer.EagerTask is { } task ? await ToPollResponseAsync(task, context.CancellationToken) : null;
        return response;
    }

    public override async Task<SignalWithStartWorkflowExecutionResponse> SignalWithStartWorkflowExecution(
        SignalWithStartWorkflowExecutionRequest request,
        ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        var start = ToStartRequest(request);
        CheckStart(start);
        NamespaceChecks.TakesNewRuns(record);
        await CheckSearchAttributesAsync(record, start.SearchAttributes, context.CancellationToken);
        CheckSignal(request.SignalName, request.SignalInput, request.Header);
        if (request.WorkflowIdConflictPolicy == WorkflowIdConflictPolicy.Fail)
        {
            throw RequestChecks.Invalid("WorkflowIdConflictPolicy FAIL is not supported for signal-with-start: it signals a run that runs.");
        }

        request.RequestId = start.RequestId;
        var (conflictPolicy, reusePolicy) = GetPolicies(
            request.WorkflowIdConflictPolicy,
            request.WorkflowIdReusePolicy,
            WorkflowIdConflictPolicy.UseExisting);
        var answer = await StartAsync(
            new StartWorkflow
            {
                Start = new StartRun
                {
                    NamespaceId = record.Id,
                    RunId = Guid.NewGuid().ToString(),
                    Request = start,
                    Signal = new InitialSignal(request.SignalName, request.SignalInput, request.Header, request.Identity, request.RequestId),
                },
                ConflictPolicy = conflictPolicy,
                ReusePolicy = reusePolicy,
                MinReuseInterval = options.MinWorkflowIdReuseInterval,
                Signal = ToSignalRequest(request),
            },
            context.CancellationToken);
        return new SignalWithStartWorkflowExecutionResponse
        {
            RunId = answer.RunId,
            FirstExecutionRunId = answer.FirstRunId,
            Started = answer.IsStarted,
        };
    }

    private static StartWorkflowExecutionResponse ToStartResponse(StartAnswer answer) => new()
    {
        RunId = answer.RunId,
        FirstExecutionRunId = answer.FirstRunId,
        Started = answer.IsStarted,
        Status = answer.Status,
    };

    /// <summary>Where history tells of the request: of the start, or of a request id that was attached to a running run.</summary>
    private static Link ToLink(StartWorkflowExecutionRequest request, StartAnswer answer)
    {
        var link = new Link.Types.WorkflowEvent { Namespace = request.Namespace, WorkflowId = request.WorkflowId, RunId = answer.RunId };
        if (answer.IsAttached)
        {
            link.RequestIdRef = new() { RequestId = request.RequestId, EventType = EventType.WorkflowExecutionOptionsUpdated };
        }
        else
        {
            link.EventRef = new() { EventId = 1, EventType = EventType.WorkflowExecutionStarted };
        }

        return new Link { WorkflowEvent = link };
    }

    private Task<StartAnswer> StartAsync(StartWorkflow message, CancellationToken cancellationToken) =>
        placement.GetWorkflow(new WorkflowKey(message.Start.NamespaceId, message.Start.Request.WorkflowId)).StartAsync(message, cancellationToken);

    private void CheckStart(StartWorkflowExecutionRequest request)
    {
        _checks.Id("WorkflowId", request.WorkflowId);
        _checks.OptionalId("RequestId", request.RequestId);
        _checks.OptionalId("Identity", request.Identity);
        if (request.RequestId.Length == 0)
        {
            request.RequestId = Guid.NewGuid().ToString();
        }

        _checks.Id("WorkflowType", request.WorkflowType?.Name ?? string.Empty);
        _checks.TaskQueue(request.TaskQueue);
        RequestChecks.NonNegative("WorkflowExecutionTimeout", request.WorkflowExecutionTimeout);
        RequestChecks.NonNegative("WorkflowRunTimeout", request.WorkflowRunTimeout);
        RequestChecks.NonNegative("WorkflowTaskTimeout", request.WorkflowTaskTimeout);
        RequestChecks.NonNegative("WorkflowStartDelay", request.WorkflowStartDelay);
        RequestChecks.RetryPolicy(request.RetryPolicy);
        _checks.Blob("Input", request.Input);
        _checks.Blob("Memo", request.Memo);
        _checks.Blob("SearchAttributes", request.SearchAttributes);
        _checks.Blob("Header", request.Header);
        RequestChecks.UserMetadata(request.UserMetadata);
        RequestChecks.Priority(request.Priority);
        _checks.Blob("LastCompletionResult", request.LastCompletionResult);
        _checks.Blob("ContinuedFailure", request.ContinuedFailure);
        if (request.CompletionCallbacks.Any(callback => callback.VariantCase == Callback.VariantOneofCase.Internal))
        {
            throw RequestChecks.Invalid("CompletionCallbacks has an internal callback: these are the server's own.");
        }

        CheckCron(request);
    }

    private static void CheckConflictOptions(OnConflictOptions? options)
    {
        if (options is { AttachCompletionCallbacks: true, AttachRequestId: false })
        {
            throw RequestChecks.Invalid("AttachCompletionCallbacks needs AttachRequestId: a callback belongs to a request.");
        }
    }

    private void CheckCron(StartWorkflowExecutionRequest request)
    {
        if (request.CronSchedule.Length == 0)
        {
            return;
        }

        _checks.OptionalId("CronSchedule", request.CronSchedule);
        if (request.WorkflowStartDelay is { } delay && delay.ToTimeSpan() > TimeSpan.Zero)
        {
            throw RequestChecks.Invalid("CronSchedule and WorkflowStartDelay may not be used together.");
        }

        if (CronSchedule.FindFault(request.CronSchedule, _time.GetUtcNow()) is { } fault)
        {
            throw RequestChecks.Invalid($"Invalid CronSchedule. {fault}");
        }
    }

    private static (WorkflowIdConflictPolicy Conflict, WorkflowIdReusePolicy Reuse) GetPolicies(
        WorkflowIdConflictPolicy conflict,
        WorkflowIdReusePolicy reuse,
        WorkflowIdConflictPolicy defaultConflict)
    {
        if (!Enum.IsDefined(conflict) || !Enum.IsDefined(reuse))
        {
            throw RequestChecks.Invalid("WorkflowIdConflictPolicy or WorkflowIdReusePolicy has a value this server does not know.");
        }

        if (reuse == WorkflowIdReusePolicy.TerminateIfRunning)
        {
            return conflict == WorkflowIdConflictPolicy.Unspecified
                ? (WorkflowIdConflictPolicy.TerminateExisting, WorkflowIdReusePolicy.AllowDuplicate)
                : throw RequestChecks.Invalid("WorkflowIdReusePolicy TERMINATE_IF_RUNNING cannot be used together with a WorkflowIdConflictPolicy.");
        }

        if (conflict == WorkflowIdConflictPolicy.TerminateExisting && reuse == WorkflowIdReusePolicy.RejectDuplicate)
        {
            throw RequestChecks.Invalid("WorkflowIdReusePolicy REJECT_DUPLICATE contradicts WorkflowIdConflictPolicy TERMINATE_EXISTING.");
        }

        return (
            conflict == WorkflowIdConflictPolicy.Unspecified ? defaultConflict : conflict,
            reuse == WorkflowIdReusePolicy.Unspecified ? WorkflowIdReusePolicy.AllowDuplicate : reuse);
    }

    private static StartWorkflowExecutionRequest ToStartRequest(SignalWithStartWorkflowExecutionRequest request) => new()
    {
        Namespace = request.Namespace,
        WorkflowId = request.WorkflowId,
        WorkflowType = request.WorkflowType,
        TaskQueue = request.TaskQueue,
        Input = request.Input,
        WorkflowExecutionTimeout = request.WorkflowExecutionTimeout,
        WorkflowRunTimeout = request.WorkflowRunTimeout,
        WorkflowTaskTimeout = request.WorkflowTaskTimeout,
        Identity = request.Identity,
        RequestId = request.RequestId,
        RetryPolicy = request.RetryPolicy,
        CronSchedule = request.CronSchedule,
        Memo = request.Memo,
        SearchAttributes = request.SearchAttributes,
        Header = request.Header,
        WorkflowStartDelay = request.WorkflowStartDelay,
        UserMetadata = request.UserMetadata,
        Priority = request.Priority,
        Links = { request.Links },
    };

    private static SignalWorkflowExecutionRequest ToSignalRequest(SignalWithStartWorkflowExecutionRequest request) => new()
    {
        Namespace = request.Namespace,
        WorkflowExecution = new WorkflowExecution { WorkflowId = request.WorkflowId },
        SignalName = request.SignalName,
        Input = request.SignalInput,
        Header = request.Header,
        Control = request.Control,
        Identity = request.Identity,
        RequestId = request.RequestId,
    };
}
