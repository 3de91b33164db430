using CodeFirst.Server.Cluster;
using CodeFirst.Server.Commits;
using CodeFirst.Server.Deadlines;
using CodeFirst.Server.Histories;
using CodeFirst.Server.Hosting;
using CodeFirst.Server.InProcess;
using CodeFirst.Server.Limits;
using CodeFirst.Server.Matching;
using CodeFirst.Server.Metrics;
using CodeFirst.Server.Namespaces;
using CodeFirst.Server.Outbox;
using CodeFirst.Server.Placement;
using CodeFirst.Server.Queries;
using CodeFirst.Server.Retention;
using CodeFirst.Server.Runs;
using CodeFirst.Server.Schedules;
using CodeFirst.Server.Services;
using CodeFirst.Server.Visibility;
using CodeFirst.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Server;

/// <summary>Adds the server to a host of one's own.</summary>
public static class CodeFirstServerServiceCollectionExtensions
{
    // On two cores that are shared with the database, one batch at a time was fastest until about this many commits waited.
    private const int MinBatchBeside = 32;
    private const int MaxBatchSize = 512;

    private static readonly int MaxBatchesInFlight = Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Adds the server's services. Map its endpoints with <see cref="CodeFirstServerEndpointExtensions.MapCodeFirst"/>, on HTTP/2.</summary>
    public static IServiceCollection AddCodeFirstServer(this IServiceCollection services, CodeFirstServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        services.AddSingleton(options);
        services.AddSingleton(options.TimeProvider);
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton<IStore>(provider => new MeasuredStore(options.Store, provider.GetRequiredService<ServerMetrics>()));
        services.AddSingleton(provider => new CommitPipeline(provider.GetRequiredService<IStore>(), MaxBatchesInFlight, MinBatchBeside, MaxBatchSize));
        services.AddSingleton<DeadlineQueue>();
        services.AddSingleton<OutboxQueue>();
        services.AddSingleton<MessageDelivery>();
        services.AddSingleton<ScheduleAlarm>();
        services.AddSingleton<ScheduleBook>();
        services.AddSingleton<ScheduleActions>();
        services.AddSingleton<ClusterMembership>();
        services.AddSingleton<StoredAnswers>();
        services.AddSingleton<QueryRelay>();
        services.AddSingleton<ClusterPollers>();
        services.AddSingleton<LocalTaskQueues>();
        services.AddSingleton<ITaskQueues>(provider => provider.GetRequiredService<LocalTaskQueues>());
        services.AddSingleton<HostContext>();
        services.AddSingleton(provider => new WorkflowHosts(provider.GetRequiredService<HostContext>(), options.MaxCachedWorkflows, options.MaxWaitingCommits));
        services.AddSingleton<IPlacement, LocalPlacement>();
        services.AddSingleton<NamespaceRegistry>();
        services.AddSingleton<NamespaceRemovalLoop>();
        services.AddSingleton<SearchAttributeChecks>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<ServerDrain>();
        services.AddSingleton<CallLimits>();
        services.AddSingleton<WorkflowServiceImpl>();
        services.AddSingleton<InProcessMethods>();
        services.AddSingleton<OperatorServiceImpl>();

        AddLoops(services);
        AddCalls(services, options);
        return services;
    }

    private static void AddCalls(IServiceCollection services, CodeFirstServerOptions options)
    {
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = options.MaxReceiveMessageBytes;
            grpc.MaxSendMessageSize = null;
            grpc.Interceptors.Add<CallInterceptor>();
        });
        services.AddSingleton<CallInterceptor>();
        services.AddGrpcReflection();
        services.AddGrpcHealthChecks(health => health.Services.Map(ServiceName, _ => true)).AddCheck<DrainHealthCheck>("drain");
    }

    private static void AddLoops(IServiceCollection services)
    {
        // Started first and stopped last: the loops need the store prepared and their commits finished.
        services.AddHostedService<ServerLifecycle>();
        services.AddHostedService<ClusterLoop>();
        services.AddHostedService<RelayedQueryLoop>();
        services.AddHostedService<DeadlineLoop>();
        services.AddHostedService<OutboxLoop>();
        services.AddHostedService<ScheduleLoop>();
        services.AddHostedService<RetentionLoop>();
        services.AddHostedService<BacklogLoop>();
        services.AddHostedService(provider => provider.GetRequiredService<NamespaceRemovalLoop>());
    }

    private static string ServiceName => Protocol.WorkflowService.V1.WorkflowService.Descriptor.FullName;
}
