using System.IO.Pipelines;
using CodeFirst.Server.Hosting;
using Grpc.Core;

namespace CodeFirst.Server.Tests.Hosting;

public sealed class RequestBodyTests
{
    [Fact]
    public async Task Read_StreamReset_IsCancelledAndNoFailureOfTheServer()
    {
        var pipe = new Pipe();
        var body = new RequestBody(pipe.Reader);
        await pipe.Writer.CompleteAsync(new IOException("The client reset the request stream."));

        var error = await Assert.ThrowsAsync<RpcException>(async () => await body.ReadAsync(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.Cancelled, error.StatusCode);
    }
}
