using System.Globalization;
using CodeFirst.EndToEnd.Worker;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Sdk;

namespace CodeFirst.EndToEnd.Tests.Kills;

/// <summary>Server and worker are killed while workflows run. Whatever was acknowledged has to hold.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 10;
    private const int Workflows = 24;
    private const int Steps = 5;
    private const int Signals = 2;
    private const int MaximumLinesBetweenKills = 20;
    private const string SeedVariable = "CODEFIRST_TEST_SEED";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Workflows_ServerAndWorkerKilledTenTimes_NothingIsLostAndNothingHappensTwice()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var given) ? given : Random.Shared.Next();
        output.WriteLine($"{SeedVariable}={seed} chooses these moments");
        using var patience = new CancellationTokenSource(Patience);
        await using var cluster = new Cluster();
        await cluster.StartAsync(patience.Token);
        await using var client = new CodeFirstClient(new CodeFirstClientOptions { Address = cluster.Address });

        var running = Task.WhenAll(Enumerable.Range(0, Workflows).Select(number => RunWorkflowAsync(client, number, patience.Token)));
        var killing = KillAsync(cluster, new Random(seed), patience.Token);

        // A workflow that fails says why; waiting for progress that never comes would not.
        await await Task.WhenAny(running, killing);
        await killing;
        var results = await running;

        var journal = JournalLine.ReadAll(cluster.JournalPath);
        output.WriteLine($"{journal.Count(line => line.Kind == Journal.Computed)} computations of {Workflows * Steps} steps");
        AssertEachEffectHappenedOnce(journal);
        for (var number = 0; number < Workflows; number++)
        {
            await AssertRecordedIsFinalAsync(client, number, results[number], journal, patience.Token);
        }

        Assert.Equal(Workflows, await client.CountWorkflowsAsync("ExecutionStatus = 'Completed'", patience.Token));
        Assert.Equal(Workflows, await client.CountWorkflowsAsync(cancellationToken: patience.Token));
    }

    private static string IdOf(int number) => $"chain-{number}";

    /// <summary>Starts a workflow, signals it and waits for its result, whatever happens to the server meanwhile.</summary>
    private static async Task<ChainResult> RunWorkflowAsync(CodeFirstClient client, int number, CancellationToken cancellationToken)
    {
        var handle = await new ChainWorkflowClient(client).StartAsync(
            Signals,
            new WorkflowOptions { Id = IdOf(number), TaskTimeout = TimeSpan.FromSeconds(2), IdReusePolicy = WorkflowIdReusePolicy.RejectDuplicate },
            cancellationToken);
        for (var signal = 0; signal < Signals; signal++)
        {
            await handle.AddAsync(signal, cancellationToken);
        }

        return await handle.GetResultAsync(cancellationToken);
    }

    private async Task KillAsync(Cluster cluster, Random random, CancellationToken cancellationToken)
    {
        for (var kill = 1; kill <= Kills; kill++)
        {
            var lines = random.Next(1, MaximumLinesBetweenKills + 1);
            var victim = (Victim)random.Next(Enum.GetValues<Victim>().Length);
            await cluster.WaitForProgressAsync(lines, cancellationToken);
            output.WriteLine($"kill {kill}: {victim} after {lines} more lines");
            await cluster.KillAsync(victim, cancellationToken);
        }
    }

    private static void AssertEachEffectHappenedOnce(IReadOnlyList<JournalLine> journal)
    {
        var effects = journal.Where(line => line.Kind == Journal.Effect).Select(line => line.Key).ToList();
        Assert.Equal(Workflows * Steps, effects.Count);
        Assert.Distinct(effects);
    }

    /// <summary>A result that was recorded is the one the workflow got, and nothing was computed for its activity after it.</summary>
    private static async Task AssertRecordedIsFinalAsync(CodeFirstClient client, int number, ChainResult result, IReadOnlyList<JournalLine> journal, CancellationToken cancellationToken)
    {
        var scheduled = new Dictionary<long, string>();
        var recorded = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var @event in client.GetHandle(IdOf(number)).GetHistoryAsync(cancellationToken))
        {
            switch (@event.EventType)
            {
                case EventType.ActivityTaskScheduled:
                    scheduled.Add(@event.EventId, @event.ActivityTaskScheduledEventAttributes.ActivityId);
                    break;
                case EventType.ActivityTaskCompleted:
                    var completed = @event.ActivityTaskCompletedEventAttributes;
                    recorded.Add(scheduled[completed.ScheduledEventId], Decode(client, completed.Result));
                    break;
                default:
                    break;
            }
        }

        var computed = journal.Where(line => line.Kind == Journal.Computed).ToLookup(line => line.Key, line => line.Value, StringComparer.Ordinal);
        Assert.All(recorded, activity => Assert.Equal(computed[$"{IdOf(number)}/{activity.Key}"].Last(), activity.Value));
        Assert.Equal(recorded.Values.Order(StringComparer.Ordinal), result.Values);
        Assert.Equal(Enumerable.Range(0, Signals), result.Numbers);
    }

    private static string Decode(CodeFirstClient client, Payloads payloads) =>
        client.Options.DataConverter.PayloadConverter.FromPayload<string>(Assert.Single(payloads.Payloads_));
}
