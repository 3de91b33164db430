using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Errors;
using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Runs;
using CodeFirst.Server.Updates;
using CodeFirst.Storage.Namespaces;
using Grpc.Core;
using OperationKind = CodeFirst.Protocol.WorkflowService.V1.ExecuteMultiOperationRequest.Types.Operation.OperationOneofCase;

namespace CodeFirst.Server.Services;

/// <summary>Starting a workflow and updating it, as one operation.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<ExecuteMultiOperationResponse> ExecuteMultiOperation(ExecuteMultiOperationRequest request, ServerCallContext context)
    {
        var record = await FindNamespaceAsync(request.Namespace, context.CancellationToken);
        if (request.Operations is not [{ OperationCase: OperationKind.StartWorkflow }, { OperationCase: OperationKind.UpdateWorkflow }])
        {
            throw RequestChecks.Invalid("Operations have to be exactly [Start, Update].");
        }

        var (start, update) = (request.Operations[0].StartWorkflow, request.Operations[1].UpdateWorkflow);
        await CheckUpdateWithStartAsync(record, start, update, context.CancellationToken);
        var answer = await UpdateWithStartAsync(record.Id, start, update, context);
        if (IsAborted(answer))
        {
            // The run it found closed before it saw the update: now it may start another one.
            answer = await UpdateWithStartAsync(record.Id, start, update, context);
        }

        if (answer.UpdateError is { } error)
        {
            throw MultiOperationErrors.UpdateFailed(IsAborted(answer) ? new RpcException(new Status(StatusCode.Aborted, error.Status.Detail)) : error, answer.Start.IsStarted);
        }

        return new ExecuteMultiOperationResponse
        {
            Responses =
            {
                new ExecuteMultiOperationResponse.Types.Response { StartWorkflow = ToStartResponse(answer.Start) },
                new ExecuteMultiOperationResponse.Types.Response { UpdateWorkflow = await ToUpdateResponseAsync(answer.Update!, context.CancellationToken) },
            },
        };
    }

    private static bool IsAborted(UpdateWithStartAnswer answer) =>
        !answer.Start.IsStarted && answer.UpdateError?.Status is { StatusCode: StatusCode.NotFound } status && status.Detail == Refusals.UpdateAborted.Message;

    private async Task<UpdateWithStartAnswer> UpdateWithStartAsync(
        string namespaceId,
        StartWorkflowExecutionRequest start,
        UpdateWorkflowExecutionRequest update,
        ServerCallContext context)
    {
        var (conflictPolicy, reusePolicy) = GetPolicies(start.WorkflowIdConflictPolicy, start.WorkflowIdReusePolicy, WorkflowIdConflictPolicy.Fail);
        var message = new StartWorkflow
        {
            Start = new StartRun { NamespaceId = namespaceId, RunId = Guid.NewGuid().ToString(), Request = start, Update = update.Request },
            ConflictPolicy = conflictPolicy,
            ReusePolicy = reusePolicy,
        };
        var host = placement.GetWorkflow(new WorkflowKey(namespaceId, start.WorkflowId));
        try
        {
            return await AwaitUpdateAsync((patience, cancellation) => host.UpdateWithStartAsync(message, update, patience, cancellation), context);
        }
        catch (RpcException error)
        {
            throw MultiOperationErrors.StartFailed(error);
        }
    }

    private async ValueTask CheckUpdateWithStartAsync(
        NamespaceRecord record,
        StartWorkflowExecutionRequest start,
        UpdateWorkflowExecutionRequest update,
        CancellationToken cancellationToken)
    {
        try
        {
            CheckStartOfUpdate(record.Name, start);
            NamespaceChecks.TakesNewRuns(record);
            await CheckSearchAttributesAsync(record, start.SearchAttributes, cancellationToken);
        }
        catch (RpcException error)
        {
            throw MultiOperationErrors.StartFailed(error);
        }

        try
        {
            CheckUpdateOfStart(record.Name, start.WorkflowId, update);
        }
        catch (RpcException error)
        {
            throw MultiOperationErrors.UpdateFailed(error, isStarted: false);
        }
    }

    private void CheckStartOfUpdate(string @namespace, StartWorkflowExecutionRequest start)
    {
        CheckOperationNamespace(@namespace, start.Namespace);
        if (start.CronSchedule.Length > 0)
        {
            throw RequestChecks.Invalid("CronSchedule is not allowed.");
        }

        if (start.RequestEagerExecution)
        {
            throw RequestChecks.Invalid("RequestEagerExecution is not supported.");
        }

        if (start.WorkflowStartDelay is not null)
        {
            throw RequestChecks.Invalid("WorkflowStartDelay is not supported.");
        }

        CheckStart(start);
        GetPolicies(start.WorkflowIdConflictPolicy, start.WorkflowIdReusePolicy, WorkflowIdConflictPolicy.Fail);
    }

    private void CheckUpdateOfStart(string @namespace, string workflowId, UpdateWorkflowExecutionRequest update)
    {
        CheckOperationNamespace(@namespace, update.Namespace);
        _checks.Execution(update.WorkflowExecution);
        if (update.WorkflowExecution.WorkflowId != workflowId)
        {
            throw RequestChecks.Invalid("WorkflowId is not consistent with previous operation(s).");
        }

        if (update.WorkflowExecution.RunId.Length > 0)
        {
            throw RequestChecks.Invalid("RunId is not allowed.");
        }

        if (update.FirstExecutionRunId.Length > 0)
        {
            throw RequestChecks.Invalid("FirstExecutionRunId is not allowed.");
        }

        CheckUpdate(update);
    }

    private static void CheckOperationNamespace(string @namespace, string ofOperation)
    {
        if (ofOperation.Length > 0 && ofOperation != @namespace)
        {
            throw RequestChecks.Invalid("Operation namespace did not match request's namespace.");
        }
    }
}
