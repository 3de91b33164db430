using CodeFirst.Engine.Execution;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Runs;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Deleting runs.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<DeleteWorkflowExecutionResponse> DeleteWorkflowExecution(DeleteWorkflowExecutionRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.WorkflowExecution, context.CancellationToken);
        var view = await host.ReadAsync(request.WorkflowExecution.RunId, context.CancellationToken);
        if (view.State.IsRunning)
        {
            await TerminateToDeleteAsync(host, view.Key.RunId, context.CancellationToken);
        }

        await host.DeleteAsync(view.Key.RunId, context.CancellationToken);
        return new DeleteWorkflowExecutionResponse();
    }

    private static async Task TerminateToDeleteAsync(IWorkflowHost host, string runId, CancellationToken cancellationToken)
    {
        var terminate = new TerminateRun(new TerminateWorkflowExecutionRequest { Reason = "Delete workflow execution", Identity = "server" });
        try
        {
            await host.ExecuteAsync(new RunTarget(runId), terminate, cancellationToken);
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            // It closed in between.
        }
    }
}
