using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace CodeFirst.Engine;

/// <summary>What the state knows of signals. A run may have received thousands, and carries them through every decision: a digest of each is enough.</summary>
public sealed partial class RunState
{
    private const int DigestBytes = 16;

    /// <summary>How many signals with a request id the run has received.</summary>
    public int ReceivedSignalCount => ReceivedSignals.Length / DigestBytes;

    /// <summary>Whether a signal with this request id was received before; never with an empty one.</summary>
    public bool HasReceivedSignal(string requestId) =>
        requestId is { Length: > 0 } && MemoryMarshal.Cast<byte, UInt128>(ReceivedSignals.Span).Contains(Digest(requestId));

    /// <summary>Remembers the request id of a signal, unless it is empty.</summary>
    public void AddReceivedSignal(string requestId)
    {
        if (requestId is not { Length: > 0 })
        {
            return;
        }

        var received = new byte[ReceivedSignals.Length + DigestBytes];
        ReceivedSignals.Span.CopyTo(received);
        var digest = Digest(requestId);
        MemoryMarshal.Write(received.AsSpan(ReceivedSignals.Length), in digest);
        ReceivedSignals = UnsafeByteOperations.UnsafeWrap(received);
    }

    // The first half of SHA-256: nobody finds two request ids that it takes for one.
    private static UInt128 Digest(string requestId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(requestId), hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
