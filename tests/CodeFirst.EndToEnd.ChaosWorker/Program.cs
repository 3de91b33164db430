using CodeFirst.EndToEnd.ChaosWorker;
using Temporalio.Client;
using Temporalio.Exceptions;
using Temporalio.Worker;

if (args is not [var address, var ledgerPath])
{
    Console.Error.WriteLine("usage: CodeFirst.EndToEnd.ChaosWorker HOST:PORT LEDGER");
    return 2;
}

using var ledger = Ledger.Open(ledgerPath);
Console.WriteLine("ready");
while (true)
{
    try
    {
        var client = await TemporalClient.ConnectAsync(new TemporalClientConnectOptions(address));
        var options = new TemporalWorkerOptions(MixedWorkflow.TaskQueue)
        {
            // A killed worker's sticky queue is given up soon, so that a test with many kills does not take minutes.
            StickyQueueScheduleToStartTimeout = TimeSpan.FromSeconds(1),
        };
        options.AddWorkflow<MixedWorkflow>().AddWorkflow<ChildWorkflow>().AddAllActivities(new StepActivities(ledger));
        using var worker = new TemporalWorker(client, options);
        await worker.ExecuteAsync(CancellationToken.None);
    }
    catch (Exception exception) when (exception is RpcException or InvalidOperationException)
    {
        // The server is killed now and then.
        Console.Error.WriteLine(exception);
        await Task.Delay(TimeSpan.FromMilliseconds(200));
    }
}
