using System.Net;
using CodeFirst.Sdk;
using CodeFirst.Server;
using CodeFirst.Storage.Postgres;
using Temporalio.Client;

namespace CodeFirst.Interop.Tests;

/// <summary>A server on a free port, on a PostgreSQL database of its own, for one test.</summary>
internal sealed class InteropServer : IAsyncDisposable
{
    private readonly TestDatabase.TestDatabase _database;
    private readonly CodeFirstServer _server;

    private InteropServer(TestDatabase.TestDatabase database, CodeFirstServer server, TemporalClient official)
    {
        _database = database;
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
        var database = await TestDatabase.TestDatabase.CreateAsync();
        var store = PostgresStore.Open(database.ConnectionString);
        await store.MigrateAsync(CancellationToken.None);
        var options = new CodeFirstServerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, port: 0),
            Store = store,
        };
        var server = await CodeFirstServer.StartAsync(options, CancellationToken.None);
        return new InteropServer(database, server, await TemporalClient.ConnectAsync(new TemporalClientConnectOptions(server.Address.Authority)));
    }

    public async ValueTask DisposeAsync()
    {
        await Ours.DisposeAsync();
        await _server.DisposeAsync();
        await _database.DisposeAsync();
    }
}
