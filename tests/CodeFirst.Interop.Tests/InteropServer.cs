using System.Net;
using CodeFirst.Sdk;
using CodeFirst.Server;
using CodeFirst.Storage.Sqlite;
using Temporalio.Client;

namespace CodeFirst.Interop.Tests;

/// <summary>A server in memory, on a free port, for one test.</summary>
internal sealed class InteropServer : IAsyncDisposable
{
    private readonly CodeFirstServer _server;

    private InteropServer(CodeFirstServer server, TemporalClient official)
    {
        _server = server;
        Official = official;
        Ours = new CodeFirstClient(new CodeFirstClientOptions { Address = server.Address });
    }

    /// <summary>The official client.</summary>
    public TemporalClient Official { get; }

    /// <summary>Our client.</summary>
    public CodeFirstClient Ours { get; }

    public static async Task<InteropServer> StartAsync()
    {
        var options = new CodeFirstServerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, port: 0),
            Store = SqliteStore.OpenMemory(),
        };
        var server = await CodeFirstServer.StartAsync(options, CancellationToken.None);
        return new InteropServer(server, await TemporalClient.ConnectAsync(new TemporalClientConnectOptions(server.Address.Authority)));
    }

    public async ValueTask DisposeAsync()
    {
        await Ours.DisposeAsync();
        await _server.DisposeAsync();
    }
}
