using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace CodeFirst.Server.Hosting;

/// <summary>
/// The body of a call, whose end by its caller is CANCELLED. By itself gRPC takes a stream that is reset while it is read for a failure of the server, and
/// logs it as one, unless it has heard of the reset already.
/// </summary>
internal sealed class RequestBody(PipeReader inner) : PipeReader, IRequestBodyPipeFeature
{
    public PipeReader Reader => this;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(cancellationToken);
        }
        catch (IOException exception)
        {
            throw new RpcException(new Status(StatusCode.Cancelled, "the caller ended the call before its request was read", exception));
        }
    }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);
}
