using CodeFirst.Server.Metrics;

namespace CodeFirst.Server.Limits;

/// <summary>The bounds of calls that no other limit holds back. Calls that write are bounded by the commits that wait for the store.</summary>
internal sealed class CallLimits : IDisposable
{
    // A worker that loses its cache reads many histories at once: they take their turn rather than fail.
    private const int WaitingForEachRead = 100;

    public CallLimits(CodeFirstServerOptions options, ServerMetrics metrics)
    {
        Waits = new CallGate("long polls", options.MaxLongPolls, maxWaiting: 0);
        Reads = new CallGate("reads", options.MaxConcurrentReads, options.MaxConcurrentReads * WaitingForEachRead);
        metrics.ObservePending(() => [(Waits.Kind, Waits.Count), (Reads.Kind, Reads.Count)]);
    }

    /// <summary>Calls that wait: for a task, for history to come, for an update, for the answer to a query.</summary>
    public CallGate Waits { get; }

    /// <summary>Reads of histories, lists and counts.</summary>
    public CallGate Reads { get; }

    public void Dispose()
    {
        Waits.Dispose();
        Reads.Dispose();
    }
}
