using CodeFirst.Engine.Execution;
using CodeFirst.Engine.Signals;
using CodeFirst.Engine.WorkflowTasks;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Runs;
using Grpc.Core;

namespace CodeFirst.Server.Services;

/// <summary>Signalling, cancelling and terminating runs.</summary>
internal sealed partial class WorkflowServiceImpl
{
    public override async Task<SignalWorkflowExecutionResponse> SignalWorkflowExecution(SignalWorkflowExecutionRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.WorkflowExecution, context.CancellationToken);
        _checks.OptionalId("RequestId", request.RequestId);
        CheckSignal(request.SignalName, request.Input, request.Header);
        await host.ExecuteAsync(new RunTarget(request.WorkflowExecution.RunId), new SignalRun(request), context.CancellationToken);
        return new SignalWorkflowExecutionResponse();
    }

    public override async Task<RequestCancelWorkflowExecutionResponse> RequestCancelWorkflowExecution(
        RequestCancelWorkflowExecutionRequest request,
        ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.WorkflowExecution, context.CancellationToken);
        _checks.OptionalId("RequestId", request.RequestId);
        RequestChecks.RunId(request.FirstExecutionRunId);
        var target = new RunTarget(request.WorkflowExecution.RunId, request.FirstExecutionRunId);
        await host.ExecuteAsync(target, new RequestCancelRun(request), context.CancellationToken);
        return new RequestCancelWorkflowExecutionResponse();
    }

    public override async Task<TerminateWorkflowExecutionResponse> TerminateWorkflowExecution(
        TerminateWorkflowExecutionRequest request,
        ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.WorkflowExecution, context.CancellationToken);
        RequestChecks.RunId(request.FirstExecutionRunId);
        _checks.Blob("Details", request.Details);
        var target = new RunTarget(request.WorkflowExecution.RunId, request.FirstExecutionRunId);
        await host.ExecuteAsync(target, new TerminateRun(request), context.CancellationToken);
        return new TerminateWorkflowExecutionResponse();
    }

    public override async Task<ResetStickyTaskQueueResponse> ResetStickyTaskQueue(ResetStickyTaskQueueRequest request, ServerCallContext context)
    {
        var host = await FindHostAsync(request.Namespace, request.Execution, context.CancellationToken);
        await host.ExecuteAsync(new RunTarget(request.Execution.RunId), new ResetSticky(), context.CancellationToken);
        return new ResetStickyTaskQueueResponse();
    }

    private void CheckSignal(string signalName, Payloads? input, Header? header)
    {
        _checks.Id("SignalName", signalName);
        _checks.Blob("Input", input);
        _checks.Blob("Header", header);
    }
}
