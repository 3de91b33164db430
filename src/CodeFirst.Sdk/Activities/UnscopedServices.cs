using Microsoft.Extensions.DependencyInjection;

namespace CodeFirst.Sdk.Activities;

/// <summary>Services for attempts where there is no container that makes scopes: those given, or none at all.</summary>
internal sealed class UnscopedServices(IServiceProvider? services) : IServiceScopeFactory, IServiceScope, IServiceProvider
{
    public IServiceProvider ServiceProvider => this;

    public IServiceScope CreateScope() => this;

    public object? GetService(Type serviceType) => services?.GetService(serviceType);

    public void Dispose()
    {
        // The services belong to whoever gave them.
    }
}
