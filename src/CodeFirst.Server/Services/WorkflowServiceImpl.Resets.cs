using CodeFirst.Protocol.Workflow.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Doing a run again from some point on.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<ResetWorkflowExecutionResponse> ResetWorkflowExecution(ResetWorkflowExecutionRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.WorkflowExecution, context.CancellationToken);
        _checks.OptionalId("RequestId", request.RequestId);
        if (request.RequestId.Length == 0)
        {
            request.RequestId = Guid.NewGuid().ToString();
        }

        if (!Enum.IsDefined(request.ResetReapplyType) || !request.ResetReapplyExcludeTypes.All(Enum.IsDefined))
        {
            throw RequestChecks.Invalid("ResetReapplyType or ResetReapplyExcludeTypes has a value this server does not know.");
        }

        foreach (var operation in request.PostResetOperations)
        {
            if (operation.VariantCase != PostResetOperation.VariantOneofCase.SignalWorkflow)
            {
                throw RequestChecks.Invalid($"unsupported post reset operation: {operation.VariantCase}. This server can signal the new run.");
            }

            CheckSignal(operation.SignalWorkflow.SignalName, operation.SignalWorkflow.Input, operation.SignalWorkflow.Header);
        }

        return new ResetWorkflowExecutionResponse { RunId = await host.ResetAsync(request, context.CancellationToken) };
    }
}
