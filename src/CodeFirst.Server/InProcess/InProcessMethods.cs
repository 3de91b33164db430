using CodeFirst.Protocol.OperatorService.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Services;
using Grpc.Core;

namespace CodeFirst.Server.InProcess;

/// <summary>The methods of the server's services by their full name, behind the same interceptor as over the wire.</summary>
internal sealed class InProcessMethods : ServiceBinderBase
{
    private readonly Dictionary<string, Delegate> _methods = new(StringComparer.Ordinal);
    private readonly CallInterceptor _errors;

    public InProcessMethods(WorkflowServiceImpl workflows, OperatorServiceImpl operators, CallInterceptor errors)
    {
        _errors = errors;
        WorkflowService.BindService(this, workflows);
        OperatorService.BindService(this, operators);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler) =>
        _methods[method.FullName] = new UnaryServerMethod<TRequest, TResponse>((request, context) => _errors.UnaryServerHandler(request, context, handler!));

    public UnaryServerMethod<TRequest, TResponse> Find<TRequest, TResponse>(Method<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class =>
        _methods.TryGetValue(method.FullName, out var handler)
            ? (UnaryServerMethod<TRequest, TResponse>)handler
            : throw new RpcException(new Status(StatusCode.Unimplemented, $"{method.FullName} is not a method of this server"));
}
