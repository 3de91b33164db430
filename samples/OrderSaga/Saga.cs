using System.Net;
using CodeFirst.Server;
using CodeFirst.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrderSaga.Activities;
using OrderSaga.Ledger;
using OrderSaga.Output;
using Spectre.Console;

namespace OrderSaga;

/// <summary>Puts server, worker and client together in one process, lets the orders run, and checks the ledger.</summary>
internal static class Saga
{
    /// <returns>0 when every effect happened as often as it should, else 1.</returns>
    public static async Task<int> RunAsync(string dataPath, bool kills, CancellationToken cancellationToken)
    {
        var console = SagaConsole.Create();
        var data = DataFolder.Open(dataPath);
        console.MarkupLineInterpolated($"State: [grey]{data.Path}[/]");
        console.MarkupLine(data.HoldsUnfinishedOrders ? "There are orders that were cut off: [yellow]they go on.[/]" : "Four new orders.");

        var outcomes = await RunOrdersAsync(console, data, kills, cancellationToken);
        var ledger = EffectLedger.Read(data.Ledger);
        LedgerAudit[] audits = [.. outcomes.Select(outcome => LedgerAudit.Of(outcome.Order.Id, outcome.Status, ledger))];
        var report = new Report(console);
        report.WriteRuns(outcomes);
        report.WriteLedger(audits);
        data.MarkFinished();

        var isRight = audits.All(audit => audit.IsRight);
        console.MarkupLine(isRight ? "[green]Every charge and every refund happened exactly once.[/]" : "[red]The ledger is wrong.[/]");
        return isRight ? 0 : 1;
    }

    private static async Task<OrderOutcome[]> RunOrdersAsync(IAnsiConsole console, DataFolder data, bool kills, CancellationToken cancellationToken)
    {
        using var ledger = EffectLedger.Open(data.Ledger);
        var serverOptions = new CodeFirstServerOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, port: 0),
            Store = SqliteStore.OpenFile(data.Database),
        };
        await using var server = await CodeFirstServer.StartAsync(serverOptions, cancellationToken);
        using var host = BuildHost(console, server.Address, ledger, kills);
        await host.StartAsync(cancellationToken);
        var outcomes = await host.Services.GetRequiredService<Shop>().RunAsync(cancellationToken);
        await host.StopAsync(cancellationToken);
        return outcomes;
    }

    private static IHost BuildHost(IAnsiConsole console, Uri server, EffectLedger ledger, bool kills)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(new StoryLoggerProvider(console, TimeProvider.System));
        builder.Services.AddSingleton(ledger);
        builder.Services.AddSingleton<World>();
        builder.Services.AddSingleton(services => new CrashPlan(kills, services.GetRequiredService<ILogger<CrashPlan>>()));
        builder.Services.AddOrderSagaContractsWorkflowClients();
        builder.Services.AddSingleton<Shop>();
        builder.Services.AddCodeFirstClient(new CodeFirstClientOptions { Address = server });
        builder.Services.AddCodeFirstWorker("orders", worker => worker.AddCodeFirst());
        return builder.Build();
    }
}
