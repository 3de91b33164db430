using System.Net;

namespace CodeFirst.Server.Tests.BadInput;

/// <summary>The body of a gRPC call that announces a message of a thousand bytes, sends ten of them, and then waits for ever.</summary>
internal sealed class HalfRequest : HttpContent
{
    private static readonly byte[] Beginning = [0, 0, 0, 0x03, 0xe8, .. new byte[10]];

    private readonly TaskCompletionSource _sent = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public HalfRequest() => Headers.ContentType = new("application/grpc");

    /// <summary>Completes when the half is on its way.</summary>
    public Task Sent => _sent.Task;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Beginning, cancellationToken);
        await stream.FlushAsync(cancellationToken);
        _sent.SetResult();
        await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
