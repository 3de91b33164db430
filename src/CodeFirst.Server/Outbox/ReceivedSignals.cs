using CodeFirst.Server.Runs;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Server.Outbox;

/// <summary>
/// Looks whether a signal arrived before its sender died. The run that took it knows its request id; the runs that continued it do not, so the chain is
/// followed back to when the signal was sent.
/// </summary>
internal static class ReceivedSignals
{
    // Clocks of different processes may differ.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    public static async Task<bool> ContainsAsync(IWorkflowHost host, string runId, string requestId, Timestamp sent)
    {
        var since = sent.ToDateTimeOffset() - Tolerance;
        try
        {
            while (true)
            {
                var state = (await host.ReadAsync(runId, CancellationToken.None)).State;
                if (state.HasReceivedSignal(requestId))
                {
                    return true;
                }

                if (state.PreviousRunId.Length == 0 || state.StartTime.ToDateTimeOffset() < since)
                {
                    return false;
                }

                runId = state.PreviousRunId;
            }
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.NotFound)
        {
            return false;
        }
    }
}
