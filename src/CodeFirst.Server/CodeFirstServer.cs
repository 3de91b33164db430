using CodeFirst.Server.Hosting;
using CodeFirst.Server.InProcess;
using CodeFirst.Storage;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CodeFirst.Server;

/// <summary>A server in this process, listening on an address of its own.</summary>
public sealed class CodeFirstServer : IAsyncDisposable
{
    // Workers keep many long polls open on one connection.
    private const int MaxStreamsPerConnection = 10_000;

    private readonly WebApplication _application;
    private readonly IStore _store;

    private CodeFirstServer(WebApplication application, IStore store)
    {
        _application = application;
        _store = store;
        Address = new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
    }

    /// <summary>Where the server listens.</summary>
    public Uri Address { get; }

    /// <summary>What the store has done since it was opened.</summary>
    public StoreCounters Counters => _store.Counters;

    /// <summary>Starts a server. When this returns, it takes calls.</summary>
    /// <exception cref="IOException">The address is in use, or cannot be listened on.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be prepared.</exception>
    public static async Task<CodeFirstServer> StartAsync(CodeFirstServerOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging(logging =>
        {
            // Refusals are the caller's business; the interceptor logs what is the server's.
            logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Grpc", LogLevel.Warning);
            options.ConfigureLogging?.Invoke(logging);
        });
        builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        builder.Services.AddRouting();
        builder.Services.AddCodeFirstServer(options);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var application = builder.Build();
        try
        {
            application.UseRouting();
            application.MapCodeFirst();
            await application.StartAsync(cancellationToken);
            return new CodeFirstServer(application, options.Store);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// A way for clients and workers in this process to call the server without a network between: the same calls, deadlines and errors, but messages are
    /// passed as they are, so neither side may change one after it was sent.
    /// </summary>
    public CallInvoker CreateCallInvoker() => new InProcessCallInvoker(_application.Services.GetRequiredService<InProcessMethods>());

    /// <summary>Stops: long polls are answered, calls and commits finish.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _application.StopAsync(cancellationToken);

    /// <summary>Stops where that is still to do, and closes the store.</summary>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static void Configure(KestrelServerOptions kestrel, CodeFirstServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Listen(options.Listen, listen => listen.Protocols = HttpProtocols.Http2);
        kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreamsPerConnection;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        kestrel.Limits.MaxRequestBodySize = null;

        // A long poll is a request without a word for a minute.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
    }
}
