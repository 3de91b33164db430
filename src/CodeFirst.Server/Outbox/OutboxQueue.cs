using System.Threading.Channels;
using CodeFirst.Engine;
using CodeFirst.Storage.Runs;

namespace CodeFirst.Server.Outbox;

/// <summary>Committed messages on their way to <see cref="OutboxLoop"/>. What is lost here is found again by the deadline of its run.</summary>
internal sealed class OutboxQueue
{
    private readonly Channel<OutboxItem> _items = Channel.CreateUnbounded<OutboxItem>(new UnboundedChannelOptions { SingleReader = true });

    public ChannelReader<OutboxItem> Items => _items.Reader;

    /// <summary>Sends what a run has to send now and had not before.</summary>
    public void Send(RunKey source, RunState? before, RunState after)
    {
        foreach (var (id, message) in after.GetMessagesToSend(before))
        {
            _items.Writer.TryWrite(new OutboxItem(source, after, id, message));
        }
    }
}
