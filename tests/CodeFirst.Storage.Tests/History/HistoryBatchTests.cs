using CodeFirst.Protocol.History.V1;
using CodeFirst.Storage.History;
using HistoryMessage = CodeFirst.Protocol.History.V1.History;

namespace CodeFirst.Storage.Tests.History;

public sealed class HistoryBatchTests
{
    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(10, 10, 1)]
    [InlineData(3_000, 1_000, 3)]
    [InlineData(3, 2 * 1024 * 1024, 3)]
    public void Split_Events_KeepsAllInBatchesOfAMegabyte(int count, int bytes, int batches)
    {
        var text = new string('x', bytes);
        HistoryEvent[] events =
        [
            .. Enumerable.Range(5, count).Select(id => new HistoryEvent { EventId = id, WorkflowExecutionSignaledEventAttributes = new() { SignalName = text } }),
        ];

        var split = HistoryBatch.Split(events);

        Assert.Equal(batches, split.Length);
        Assert.Equal(events, split.SelectMany(batch => HistoryMessage.Parser.ParseFrom(batch.Events.Span).Events));
        Assert.All(split.Zip(split.Skip(1)), pair => Assert.Equal(pair.First.NextEventId, pair.Second.FirstEventId));
    }
}
