using CodeFirst.Sdk;
using CodeFirst.Sdk.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers clients and workers with a host.</summary>
public static class CodeFirstServiceCollectionExtensions
{
    /// <summary>Registers the one <see cref="CodeFirstClient"/> of the application. It logs to the container's loggers and connects with its first call.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">Null: a server on this machine.</param>
    public static IServiceCollection AddCodeFirstClient(this IServiceCollection services, CodeFirstClientOptions? options = null) =>
        services.AddCodeFirstClient(_ => options ?? new CodeFirstClientOptions());

    /// <summary>As the other overload, with options that are made from other services, such as the configuration.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="createOptions">Called once, when the client is first needed.</param>
    public static IServiceCollection AddCodeFirstClient(this IServiceCollection services, Func<IServiceProvider, CodeFirstClientOptions> createOptions) =>
        services.AddSingleton(provider =>
        {
            var options = createOptions(provider);
            return new CodeFirstClient(options with { LoggerFactory = options.LoggerFactory ?? provider.GetService<ILoggerFactory>() });
        });

    /// <summary>
    /// Registers a worker that runs as long as the host. Can be called several times, for several task queues. Needs <c>AddCodeFirstClient</c>.
    /// </summary>
    /// <param name="services">The application's services; activities come from them, with a scope for each attempt.</param>
    /// <param name="taskQueue">The task queue it polls.</param>
    /// <param name="register">Registers workflows and activities: <c>worker => worker.AddCodeFirst()</c> takes all of an assembly.</param>
    /// <param name="configure">Changes the default options: <c>options => options with { MaxConcurrentActivities = 10 }</c>.</param>
    public static IServiceCollection AddCodeFirstWorker(
        this IServiceCollection services, string taskQueue, Action<IWorkerRegistry> register, Func<CodeFirstWorkerOptions, CodeFirstWorkerOptions>? configure = null) =>

        // Not AddHostedService, which takes a type once only.
        services.AddSingleton<IHostedService>(provider =>
        {
            var client = provider.GetService<CodeFirstClient>()
                ?? throw new InvalidOperationException($"The worker of task queue '{taskQueue}' has no client. Call services.AddCodeFirstClient().");
            var options = new CodeFirstWorkerOptions { TaskQueue = taskQueue, Services = provider, LoggerFactory = provider.GetService<ILoggerFactory>() };
            return new CodeFirstWorkerService(client, configure?.Invoke(options) ?? options, register);
        });
}
