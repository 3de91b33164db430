using Microsoft.Extensions.Hosting;

namespace CodeFirst.Server.Hosting;

/// <summary>The lifetime of a server that is a guest in somebody's process: signals and the process's end are the owner's business.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
