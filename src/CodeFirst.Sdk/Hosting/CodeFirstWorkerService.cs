using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;

namespace CodeFirst.Sdk.Hosting;

/// <summary>Runs a worker as long as its host runs.</summary>
internal sealed class CodeFirstWorkerService : BackgroundService
{
    [SuppressMessage("Usage", "CA2213", Justification = "The host ends it by the token of ExecuteAsync, and a worker that has ended holds nothing.")]
    private readonly CodeFirstWorker _worker;

    /// <summary>What is wrong with the options or the registrations stops the host from starting.</summary>
    public CodeFirstWorkerService(CodeFirstClient client, CodeFirstWorkerOptions options, Action<IWorkerRegistry> register)
    {
        _worker = new CodeFirstWorker(client, options);
        register(_worker);
        _worker.RequireRegistrations();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _worker.ExecuteAsync(stoppingToken);
}
