using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Runs;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Changing the options of running workflows, and pausing them.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<UpdateWorkflowExecutionOptionsResponse> UpdateWorkflowExecutionOptions(
        UpdateWorkflowExecutionOptionsRequest request,
        ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.WorkflowExecution, context.CancellationToken);
        _checks.OptionalId("Identity", request.Identity);
        var paths = ReadPaths(request.UpdateMask);
        var priority = request.WorkflowExecutionOptions?.Priority;
        RequestChecks.Priority(priority);
        var command = new UpdateRunOptions(priority, paths, request.Identity);
        var reply = (RunOptionsUpdated?)await host.ExecuteAsync(new RunTarget(request.WorkflowExecution.RunId), command, context.CancellationToken);
        return new UpdateWorkflowExecutionOptionsResponse { WorkflowExecutionOptions = new WorkflowExecutionOptions { Priority = reply!.Priority } };
    }

    public override async Task<PauseWorkflowExecutionResponse> PauseWorkflowExecution(PauseWorkflowExecutionRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, Execution(request.WorkflowId, request.RunId), context.CancellationToken);
        CheckPause(request.RequestId, request.Identity, request.Reason);
        await host.ExecuteAsync(new RunTarget(request.RunId), new PauseRun(request), context.CancellationToken);
        return new PauseWorkflowExecutionResponse();
    }

    public override async Task<UnpauseWorkflowExecutionResponse> UnpauseWorkflowExecution(UnpauseWorkflowExecutionRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, Execution(request.WorkflowId, request.RunId), context.CancellationToken);
        CheckPause(request.RequestId, request.Identity, request.Reason);
        await host.ExecuteAsync(new RunTarget(request.RunId), new UnpauseRun(request), context.CancellationToken);
        return new UnpauseWorkflowExecutionResponse();
    }

    private static WorkflowExecution Execution(string workflowId, string runId) => new() { WorkflowId = workflowId, RunId = runId };

    private void CheckPause(string requestId, string identity, string reason)
    {
        _checks.OptionalId("RequestId", requestId);
        _checks.OptionalId("Identity", identity);
        _checks.OptionalId("Reason", reason);
    }

    private static string[] ReadPaths(FieldMask? mask)
    {
        if (mask is null || mask.Paths.Count == 0)
        {
            throw RequestChecks.Invalid("UpdateMask is not set on request: it names the options to change.");
        }

        foreach (var path in mask.Paths)
        {
            if (path.StartsWith("versioning_override", StringComparison.Ordinal))
            {
                throw new RpcException(new Status(StatusCode.Unimplemented, "This server has no worker versioning: a versioning override cannot be set."));
            }

            if (!UpdateRunOptions.KnownPaths.Contains(path, StringComparer.Ordinal))
            {
                throw RequestChecks.Invalid($"UpdateMask names '{path}', which is no option of a workflow execution. There are: {string.Join(", ", UpdateRunOptions.KnownPaths)}.");
            }
        }

        return [.. mask.Paths];
    }
}
