using CodeFirst.EndToEnd.Worker;

if (args is not [var address, var journalPath])
{
    Console.Error.WriteLine("usage: CodeFirst.EndToEnd.Worker ADDRESS JOURNAL");
    return 2;
}

using var journal = Journal.Open(journalPath);
await using var client = new CodeFirstClient(new CodeFirstClientOptions { Address = new Uri(address) });
var options = new CodeFirstWorkerOptions
{
    TaskQueue = ChainWorkflow.TaskQueue,
    MaxConcurrentActivities = 2,
    // A killed worker's sticky queue is given up soon, so that a test with many kills does not take minutes.
    StickyScheduleToStartTimeout = TimeSpan.FromSeconds(1),
};
await using var worker = new CodeFirstWorker(client, options);
worker.AddWorkflow(ChainWorkflow.Definition.Instance);
worker.AddStepActivities(new StepActivities(journal));
Console.WriteLine("ready");
await worker.ExecuteAsync(CancellationToken.None);
return 0;
