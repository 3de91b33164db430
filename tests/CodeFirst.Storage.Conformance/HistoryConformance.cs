using CodeFirst.Storage.History;

namespace CodeFirst.Storage.Conformance;

public abstract class HistoryConformance(IStoreSource source) : StoreConformance(source)
{
    // Batches of the events 1-2, 3, 4-6, 7-8.
    private static readonly HistoryBatch[] Batches = [Sample.Batch(1, 2), Sample.Batch(3, 1), Sample.Batch(4, 3), Sample.Batch(7, 2)];

    [Theory]
    [InlineData(1, 100, new long[] { 1, 3, 4, 7 })]
    [InlineData(1, 9, new long[] { 1, 3, 4, 7 })]
    [InlineData(0, 9, new long[] { 1, 3, 4, 7 })]
    [InlineData(2, 9, new long[] { 1, 3, 4, 7 })]
    [InlineData(3, 9, new long[] { 3, 4, 7 })]
    [InlineData(5, 9, new long[] { 4, 7 })]
    [InlineData(8, 9, new long[] { 7 })]
    [InlineData(9, 100, new long[] { })]
    [InlineData(50, 100, new long[] { })]
    [InlineData(1, 7, new long[] { 1, 3, 4 })]
    [InlineData(1, 5, new long[] { 1, 3, 4 })]
    [InlineData(1, 4, new long[] { 1, 3 })]
    [InlineData(2, 3, new long[] { 1 })]
    [InlineData(3, 3, new long[] { })]
    public async Task Read_Range_ReturnsTheBatchesThatHoldIt(long firstEventId, long endEventId, long[] expected)
    {
        await PutAsync("run-1", Batches);

        var batches = await Store.ReadHistoryAsync(Sample.Key("run-1"), firstEventId, endEventId, int.MaxValue, CancellationToken.None);

        Assert.Equal(expected, batches.Select(batch => batch.FirstEventId));
    }

    [Fact]
    public async Task Read_AllBatches_ConcatenateToOneHistory()
    {
        await PutAsync("run-1", Batches);

        var batches = await Store.ReadHistoryAsync(Sample.Key("run-1"), 1, long.MaxValue, int.MaxValue, CancellationToken.None);

        var history = Protocol.History.V1.History.Parser.ParseFrom([.. batches.SelectMany(batch => batch.Events.ToArray())]);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], history.Events.Select(e => e.EventId));
        Assert.Equal(Batches.Select(batch => batch.EventCount), batches.Select(batch => batch.EventCount));
    }

    [Fact]
    public async Task Read_ByteLimit_StopsAfterTheBatchThatReachesIt()
    {
        await PutAsync("run-1", Batches);
        var key = Sample.Key("run-1");

        var one = await Store.ReadHistoryAsync(key, 1, long.MaxValue, 1, CancellationToken.None);
        var two = await Store.ReadHistoryAsync(key, 1, long.MaxValue, Batches[0].Events.Length + 1, CancellationToken.None);

        Assert.Equal([1], one.Select(batch => batch.FirstEventId));
        Assert.Equal([1, 3], two.Select(batch => batch.FirstEventId));
    }

    [Fact]
    public async Task Read_OtherRunOfTheWorkflow_SeesItsOwnEventsOnly()
    {
        await PutAsync("run-1", Batches);
        await PutAsync("run-2", Sample.Batch(1, 5));

        Assert.Equal([5], (await Store.ReadHistoryAsync(Sample.Key("run-2"), 1, 100, int.MaxValue, CancellationToken.None)).Select(batch => batch.EventCount));
        Assert.Empty(await Store.ReadHistoryAsync(Sample.Key("run-3"), 1, 100, int.MaxValue, CancellationToken.None));
    }

    [Fact]
    public async Task Commit_SeveralBatches_AppendsThemInOrder()
    {
        await Store.PutAsync(Sample.Write(Sample.Key("run-1"), 0) with { History = [.. Batches] });

        var batches = await Store.ReadHistoryAsync(Sample.Key("run-1"), 1, long.MaxValue, int.MaxValue, CancellationToken.None);

        Assert.Equal(Batches.Select(batch => (batch.FirstEventId, batch.EventCount)), batches.Select(batch => (batch.FirstEventId, batch.EventCount)));
    }

    private async Task PutAsync(string run, params HistoryBatch[] batches)
    {
        for (var version = 0; version < batches.Length; version++)
        {
            await Store.PutAsync(Sample.Write(Sample.Key(run), version) with { History = [batches[version]] });
        }
    }
}
