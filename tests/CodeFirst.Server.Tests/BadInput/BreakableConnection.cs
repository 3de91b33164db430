using System.Net.Sockets;
using CodeFirst.Protocol.WorkflowService.V1;
using Grpc.Net.Client;

namespace CodeFirst.Server.Tests.BadInput;

/// <summary>A connection to a server that a test breaks as a network does: it is reset, and nobody says goodbye.</summary>
internal sealed class BreakableConnection : IDisposable
{
    private readonly List<Socket> _sockets = [];
    private readonly SocketsHttpHandler _handler;

    public BreakableConnection(TestServer server)
    {
        _handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync };
        Address = new Uri($"http://{server.Channel.Target}");
        Channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { HttpHandler = _handler });
        Client = new WorkflowService.WorkflowServiceClient(Channel);
        Http = new HttpClient(_handler, disposeHandler: false) { DefaultRequestVersion = new Version(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    public Uri Address { get; }

    public WorkflowService.WorkflowServiceClient Client { get; }

    /// <summary>The same connection below gRPC.</summary>
    public HttpClient Http { get; }

    private GrpcChannel Channel { get; }

    public void Break()
    {
        foreach (var socket in _sockets)
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
    }

    public void Dispose()
    {
        Http.Dispose();
        Channel.Dispose();
        _handler.Dispose();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _sockets.Add(socket);
        await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
