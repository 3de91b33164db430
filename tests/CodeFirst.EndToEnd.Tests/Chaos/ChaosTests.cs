using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CodeFirst.EndToEnd.ChaosWorker;
using CodeFirst.EndToEnd.Tests.Native;
using Temporalio.Api.Enums.V1;
using Temporalio.Api.History.V1;
using Temporalio.Converters;

namespace CodeFirst.EndToEnd.Tests.Chaos;

/// <summary>Servers, workers and PostgreSQL are killed at random moments under a mixed load. Whatever was acknowledged has to hold.</summary>
[Collection<NativeCollection>]
public sealed class ChaosTests(NativeServer native, ITestOutputHelper output)
{
    private const string SeedVariable = "CODEFIRST_CHAOS_SEED";
    private const string SecondsVariable = "CODEFIRST_CHAOS_SECONDS";
    private const int Drivers = 6;

    // After the last kill everything that was started has to close.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<string, (string RunId, MixedResult Result)> _closed = new(StringComparer.Ordinal);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private int _started;

    [Fact]
    public async Task MixedLoad_EverythingKilledAtRandomMoments_NothingIsLostAndNothingHappensTwice()
    {
        var seed = Read(SeedVariable) ?? Random.Shared.Next();
        var duration = TimeSpan.FromSeconds(Read(SecondsVariable) ?? 60);
        output.WriteLine($"{SeedVariable}={seed} chooses what is killed and when, for {duration}");
        using var patience = new CancellationTokenSource(duration + Patience);
        await using var cluster = new ChaosCluster(native);
        await cluster.StartAsync(patience.Token);
        var client = await ChaosClient.ConnectAsync(Enumerable.Range(0, ChaosCluster.Nodes).Select(cluster.AddressOf), patience.Token);
        _clock.Restart();

        var load = Task.WhenAll(Enumerable.Range(0, Drivers).Select(_ => DriveAsync(client, duration)));
        var killing = KillAsync(cluster, new Random(seed), duration, patience.Token);

        // A workflow that fails says why; kills that go on would only hide it.
        await await Task.WhenAny(load, killing).WaitAsync(patience.Token);
        await Task.WhenAll(load, killing).WaitAsync(patience.Token);

        var ledger = cluster.ReadLedger().ToLookup(line => line.Key, StringComparer.Ordinal);
        output.WriteLine($"{_clock.Elapsed:mm\\:ss} {_closed.Count} workflows closed, {ledger.Sum(lines => lines.Count())} attempts of {ledger.Count} activities");
        Assert.Equal(_started, _closed.Count);
        foreach (var (id, (runId, result)) in _closed)
        {
            await AssertRecordedIsFinalAsync(client, id, runId, ledger);
            Assert.Subset(ledger.SelectMany(lines => lines).Select(line => line.Value).ToHashSet(), result.Values.ToHashSet());
        }
    }

    private static int? Read(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : null;

    private async Task KillAsync(ChaosCluster cluster, Random random, TimeSpan duration, CancellationToken cancellationToken)
    {
        while (true)
        {
            var wait = TimeSpan.FromMilliseconds(random.Next(500, 4_000));
            if (_clock.Elapsed + wait > duration)
            {
                return;
            }

            await Task.Delay(wait, cancellationToken);
            var victim = (ChaosVictim)random.Next(Enum.GetValues<ChaosVictim>().Length);
            var node = random.Next(ChaosCluster.Nodes);
            output.WriteLine($"{_clock.Elapsed:mm\\:ss} {_closed.Count} of {_started} workflows closed; kills {victim} {node}");
            await cluster.KillAsync(victim, node, TimeSpan.FromMilliseconds(random.Next(1_500)), cancellationToken);
        }
    }

    private async Task DriveAsync(ChaosClient client, TimeSpan duration)
    {
        while (_clock.Elapsed < duration)
        {
            var id = $"mixed-{Interlocked.Increment(ref _started)}";
            var runId = await client.StartAsync(id);
            var signals = Enumerable.Range(0, MixedWorkflow.Signals).Select(number => $"{id}/{number}").ToList();
            await Task.WhenAll(signals.Select(signal => client.SignalAsync(id, runId, signal)));
            var result = await client.GetResultAsync(id, runId);

            Assert.Equal(signals, result.Signals.Order(StringComparer.Ordinal));
            Assert.Equal(MixedWorkflow.Values, result.Values.Distinct(StringComparer.Ordinal).Count());
            _closed[id] = (runId, result);
        }
    }

    /// <summary>A result in the history is in the ledger, and no attempt followed the one that it came from.</summary>
    private static async Task AssertRecordedIsFinalAsync(ChaosClient client, string id, string firstRunId, ILookup<string, LedgerLine> ledger)
    {
        for (var runId = firstRunId; runId.Length > 0;)
        {
            var events = await client.GetHistoryAsync(id, runId);
            Assert.Equal(Enumerable.Range(1, events.Count).Select(number => (long)number), events.Select(@event => @event.EventId));
            var byId = events.ToDictionary(@event => @event.EventId);
            foreach (var completed in events.Where(@event => @event.EventType == EventType.ActivityTaskCompleted).Select(@event => @event.ActivityTaskCompletedEventAttributes))
            {
                var activity = byId[completed.ScheduledEventId].ActivityTaskScheduledEventAttributes.ActivityId;
                var attempt = byId[completed.StartedEventId].ActivityTaskStartedEventAttributes.Attempt;
                var lines = ledger[$"{runId}/{activity}"].ToList();
                Assert.Distinct(lines.Select(line => line.Attempt));
                var last = lines.MaxBy(line => line.Attempt)!;
                Assert.Equal(attempt, last.Attempt);
                Assert.Equal(await DataConverter.Default.ToValueAsync<string>(completed.Result.Payloads_.Single()), last.Value);
            }

            runId = NextRun(events.Last());
        }
    }

    private static string NextRun(HistoryEvent last)
    {
        Assert.Contains(last.EventType, (EventType[])[EventType.WorkflowExecutionContinuedAsNew, EventType.WorkflowExecutionCompleted]);
        return last.WorkflowExecutionContinuedAsNewEventAttributes?.NewExecutionRunId ?? "";
    }
}
