using CodeFirst.Benchmarks.Workflows;

namespace CodeFirst.Benchmarks.Workloads;

/// <summary>W5: 64 senders signal 100 running receivers, which handle what they get; counted when accepted, checked when received.</summary>
internal sealed class Signals : LocalWorkload
{
    private const int ReceiverCount = 100;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(15);

    public override string Name => "W5";

    protected override Task WarmUpAsync(CodeFirstClient client, CancellationToken cancellationToken) => SendAsync(client, WarmUp, cancellationToken);

    protected override Task<Measurement> MeasureAsync(CodeFirstClient client, TimeSpan duration, CancellationToken cancellationToken) =>
        SendAsync(client, Window, cancellationToken);

    private static async Task<Measurement> SendAsync(CodeFirstClient client, TimeSpan duration, CancellationToken cancellationToken)
    {
        var workflows = new ReceiverWorkflowClient(client);
        var receivers = await Task.WhenAll(Enumerable.Range(0, ReceiverCount).Select(_ => workflows.StartAsync(cancellationToken: cancellationToken)));
        var next = 0;
        var measurement = await ClosedLoop.RunAsync(
            duration, _ => receivers[Interlocked.Increment(ref next) % ReceiverCount].ReceiveAsync("hello", cancellationToken));
        await Task.WhenAll(receivers.Select(receiver => receiver.StopAsync(cancellationToken)));
        var received = (await Task.WhenAll(receivers.Select(receiver => receiver.GetResultAsync(cancellationToken)))).Sum();
        return received == measurement.LatenciesMs.Count
            ? measurement
            : throw new InvalidOperationException($"{measurement.LatenciesMs.Count} signals were accepted and {received} received.");
    }
}
