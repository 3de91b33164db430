using System.Collections.Concurrent;
using System.Threading.Channels;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CodeFirst.Sdk.Tests.Client;

/// <summary>A server in place of the channel: answers by handlers, and remembers every request. A call without a handler waits until it is cancelled.</summary>
internal sealed class FakeService : CallInvoker
{
    private readonly ConcurrentDictionary<System.Type, Func<IMessage, CancellationToken, Task<IMessage>>> _handlers = new();
    private readonly ConcurrentDictionary<System.Type, Channel<IMessage>> _arrivals = new();
    private readonly ConcurrentQueue<(IMessage Request, Metadata Headers)> _calls = new();

    public IReadOnlyList<Metadata> Headers => [.. _calls.Select(call => call.Headers)];

    public IReadOnlyList<TRequest> Requests<TRequest>() => [.. _calls.Select(call => call.Request).OfType<TRequest>()];

    public FakeService On<TRequest>(Func<TRequest, IMessage> answer) => On<TRequest>((request, _) => Task.FromResult(answer(request)));

    public FakeService On<TRequest>(Func<TRequest, CancellationToken, Task<IMessage>> answer)
    {
        _handlers[typeof(TRequest)] = (request, cancellationToken) => answer((TRequest)request, cancellationToken);
        return this;
    }

    /// <summary>Answers one call after the other; the last answer is for all that follow. An exception is thrown.</summary>
    public FakeService OnEach<TRequest>(params object[] answers)
    {
        var next = -1;
        return On<TRequest>(_ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)] switch
        {
            Exception error => throw error,
            var answer => (IMessage)answer,
        });
    }

    /// <summary>Hands out each task once, then lets pollers wait.</summary>
    public FakeService OnPoll<TRequest>(params IMessage[] tasks)
    {
        var next = -1;
        return On<TRequest>(async (_, cancellationToken) =>
        {
            var index = Interlocked.Increment(ref next);
            if (index >= tasks.Length)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return tasks[index];
        });
    }

    /// <summary>The next request of a type, in the order of arrival.</summary>
    public async Task<TRequest> NextAsync<TRequest>()
        where TRequest : IMessage
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return (TRequest)await Arrivals(typeof(TRequest)).Reader.ReadAsync(patience.Token);
    }

    public CodeFirstClient CreateClient(CodeFirstClientOptions? options = null) => new(options ?? new CodeFirstClientOptions { TimeProvider = new TestClock { IsJumping = true } }, this);

    public static RpcException Error(StatusCode code, string detail = "", IMessage? typed = null)
    {
        var trailers = new Metadata();
        if (typed is not null)
        {
            trailers.SetRpcStatus(new Google.Rpc.Status { Code = (int)code, Message = detail, Details = { Any.Pack(typed) } });
        }

        return new RpcException(new Status(code, detail), trailers);
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        new(AnswerAsync<TResponse>((IMessage)request, options), Task.FromResult(new Metadata()), static () => Status.DefaultSuccess, static () => [], static () => { });

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    private async Task<TResponse> AnswerAsync<TResponse>(IMessage request, CallOptions options)
    {
        // What the caller does to its request later is no part of this call.
        var copy = request.Descriptor.Parser.ParseFrom(request.ToByteString());
        _calls.Enqueue((copy, options.Headers ?? []));
        Arrivals(copy.GetType()).Writer.TryWrite(copy);
        try
        {
            if (_handlers.TryGetValue(copy.GetType(), out var handler))
            {
                return (TResponse)await handler(copy, options.CancellationToken);
            }

            await Task.Delay(Timeout.Infinite, options.CancellationToken);
            throw new InvalidOperationException();
        }
        catch (OperationCanceledException)
        {
            throw Error(StatusCode.Cancelled, "Call canceled by the client.");
        }
    }

    private Channel<IMessage> Arrivals(System.Type type) => _arrivals.GetOrAdd(type, static _ => Channel.CreateUnbounded<IMessage>());
}
