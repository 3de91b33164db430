using CodeFirst.Server.Services;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace CodeFirst.Server;

/// <summary>Maps the server's endpoints.</summary>
public static class CodeFirstServerEndpointExtensions
{
    /// <summary>Maps the workflow and operator services, health and reflection. gRPC needs HTTP/2.</summary>
    public static IEndpointRouteBuilder MapCodeFirst(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<WorkflowServiceImpl>();
        endpoints.MapGrpcService<OperatorServiceImpl>();
        endpoints.MapGrpcHealthChecksService();
        endpoints.MapGrpcReflectionService();
        return endpoints;
    }
}
