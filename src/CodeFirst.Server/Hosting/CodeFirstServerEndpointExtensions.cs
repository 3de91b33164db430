using System.Diagnostics.CodeAnalysis;
using CodeFirst.Protocol.OperatorService.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using CodeFirst.Server.Hosting;
using CodeFirst.Server.Services;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Server;

/// <summary>Maps the server's endpoints.</summary>
public static class CodeFirstServerEndpointExtensions
{
    private const DynamicallyAccessedMemberTypes ServiceMembers =
        DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    /// <summary>Maps the workflow and operator services, health and reflection. gRPC needs HTTP/2.</summary>
    public static IEndpointRouteBuilder MapCodeFirst(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapService<WorkflowServiceImpl>((binder, service) => WorkflowService.BindService(binder, service));
        endpoints.MapService<OperatorServiceImpl>((binder, service) => OperatorService.BindService(binder, service));
        endpoints.MapGrpcHealthChecksService();
        endpoints.MapGrpcReflectionService();
        return endpoints;
    }

    private static void MapService<[DynamicallyAccessedMembers(ServiceMembers)] TService>(this IEndpointRouteBuilder endpoints, Action<ServiceBinderBase, TService> bind)
        where TService : class
    {
        var service = endpoints.ServiceProvider.GetRequiredService<TService>();
        var methods = endpoints.MapGrpcService(CheckedService.Define(binder => bind(binder, service)));

        // Reflection finds the messages of a method by the type that implements it, which a definition does not tell.
        methods.Add(endpoint =>
        {
            if (endpoint.Metadata.OfType<GrpcMethodMetadata>().LastOrDefault() is { } described)
            {
                endpoint.Metadata.Add(new GrpcMethodMetadata(typeof(TService), described.Method));
            }

            var handle = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context =>
            {
                context.Features.Set<IRequestBodyPipeFeature>(new RequestBody(context.Request.BodyReader));
                return handle(context);
            };
        });
    }
}
