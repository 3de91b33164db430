using CodeFirst.Server.Cluster;
using CodeFirst.Server.Commits;
using CodeFirst.Server.Namespaces;
using CodeFirst.Storage;
using CodeFirst.Storage.Namespaces;
using Microsoft.Extensions.Hosting;

namespace CodeFirst.Server.Hosting;

/// <summary>Prepares the store before the first call is taken, and lets commits finish after the last one.</summary>
internal sealed class ServerLifecycle(CodeFirstServerOptions options, IStore store, NamespaceRegistry namespaces, CommitPipeline commits, ClusterMembership cluster) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.MigrateAsync(cancellationToken);
        await namespaces.TryRegisterAsync(
            new NamespaceRecord
            {
                Id = Guid.NewGuid().ToString(),
                Name = options.DefaultNamespace,
                Retention = options.DefaultRetention,
                CreatedTime = options.TimeProvider.GetUtcNow(),
            },
            cancellationToken);
        await cluster.JoinAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => commits.DrainAsync().WaitAsync(cancellationToken);
}
