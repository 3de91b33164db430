using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CodeFirst.Server.Hosting;

/// <summary>A server that is stopping is not serving.</summary>
internal sealed class DrainHealthCheck(ServerDrain drain) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(drain.Token.IsCancellationRequested ? HealthCheckResult.Unhealthy("stopping") : HealthCheckResult.Healthy());
}
