using System.Net;
using CodeFirst.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CodeFirst.Server.Metrics;

/// <summary>
/// Answers GET /metrics with what the servers of this process measure, as Prometheus reads it. It listens on an address of its own: who may see metrics
/// is not who may run workflows. Start it before the server, and no measurement is missed.
/// </summary>
public sealed class MetricsEndpoint : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly PrometheusCollector _collector;

    private MetricsEndpoint(WebApplication application, PrometheusCollector collector)
    {
        _application = application;
        _collector = collector;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it.</summary>
    /// <param name="listen">Where to listen; port 0 takes any free one.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="IOException">The address is in use, or cannot be listened on.</exception>
    public static async Task<MetricsEndpoint> StartAsync(IPEndPoint listen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(listen, static options => options.Protocols = HttpProtocols.Http1);
        });
        var application = builder.Build();
        var collector = new PrometheusCollector();
        try
        {
            ((IApplicationBuilder)application).Run(context => AnswerAsync(context, collector.Write));
            await application.StartAsync(cancellationToken);
            return new MetricsEndpoint(application, collector);
        }
        catch
        {
            collector.Dispose();
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _collector.Dispose();
    }

    private static Task AnswerAsync(HttpContext context, Func<string> write)
    {
        if (context.Request.Path != "/metrics")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return context.Response.WriteAsync("metrics are at /metrics\n", context.RequestAborted);
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = HttpMethods.Get;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(write(), context.RequestAborted);
    }
}
