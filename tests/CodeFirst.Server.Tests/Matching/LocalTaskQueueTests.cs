using CodeFirst.Engine.Tasks;
using CodeFirst.Protocol.Query.V1;
using CodeFirst.Server.Matching;
using CodeFirst.Storage;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Matching;

public sealed class LocalTaskQueueTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly BacklogStore _store = new();
    private readonly LocalTaskQueue _queue;

    public LocalTaskQueueTests() => _queue = NewQueue();

    [Fact]
    public async Task Offer_PollerWaits_IsHandedOverAtOnce()
    {
        var poll = PollAsync();
        var item = Item(1);

        await _queue.OfferAsync(item);

        Assert.Same(item, await poll);
    }

    [Fact]
    public async Task Offer_SeveralPollersWait_TheFirstGetsIt()
    {
        var first = PollAsync();
        var second = PollAsync();

        await _queue.OfferAsync(Item(1));
        await first;

        Assert.False(second.IsCompleted);
        await _queue.OfferAsync(Item(2));
        await second;
    }

    [Fact]
    public async Task Poll_TasksOffered_ComeInOrder()
    {
        await EmptyBacklogAsync();
        for (var i = 1; i <= 3; i++)
        {
            await _queue.OfferAsync(Item(i));
        }

        Assert.Equal([1L, 2, 3], await PollNumbersAsync(3));
    }

    [Fact]
    public async Task Poll_FirstTime_ReadsTheBacklogInOrder()
    {
        _store.Add(2);
        _store.Add(1);

        Assert.Equal([1L, 2], await PollNumbersAsync(2));
        Assert.Equal(1, _store.Reads);
    }

    [Fact]
    public async Task Offer_BeforeTheBacklogIsRead_IsFoundInTheStoreBehindOlderTasks()
    {
        _store.Add(1);
        await _queue.OfferAsync(Item(_store.Add(2)));

        Assert.Equal([1L, 2], await PollNumbersAsync(2));
    }

    [Fact]
    public async Task Offer_WhileTheBacklogIsRead_IsNotLost()
    {
        // Both are committed after the read has looked, and stand before the place it comes to. The first goes to the poller, the second to the store.
        _store.Add(5);
        _store.WhileReading = () =>
        {
            _store.WhileReading = null;
            _queue.OfferAsync(Item(_store.Add(1))).AsTask();
            _queue.OfferAsync(Item(_store.Add(2))).AsTask();
            _store.Remove(1);
        };

        var numbers = await PollNumbersAsync(3);

        Assert.Equal([1L, 2, 5], numbers.Order());
    }

    [Fact]
    public async Task Offer_MoreThanMemoryHolds_AreReadFromTheStore()
    {
        await EmptyBacklogAsync();
        const int count = LocalTaskQueue.MaxReady + 700;
        for (var i = 1; i <= count; i++)
        {
            await _queue.OfferAsync(Item(_store.Add(i)));
        }

        var seen = new List<long>();
        for (var i = 1; i <= count; i++)
        {
            var number = Number(await PollAsync());
            seen.Add(number);
            _store.Remove((int)number);
        }

        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task Poll_TimeIsOver_AnswersNothingAndLosesNothing()
    {
        var poll = PollAsync();

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Null(await poll);
        await _queue.OfferAsync(Item(1));
        Assert.Equal(1, Number(await PollAsync()));
    }

    [Fact]
    public async Task Poll_Cancelled_AnswersNothingAndLosesNothing()
    {
        using var cancellation = new CancellationTokenSource();
        var poll = _queue.PollAsync("worker", TimeSpan.FromMinutes(1), cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        Assert.Null(await poll);
        await _queue.OfferAsync(Item(1));
        Assert.Equal(1, Number(await PollAsync()));
    }

    [Fact]
    public async Task Return_UnusedItem_IsTheNextToGo()
    {
        await EmptyBacklogAsync();
        await _queue.OfferAsync(Item(1));
        await _queue.OfferAsync(Item(2));
        var taken = (await PollAsync())!;

        await _queue.ReturnAsync(taken);

        Assert.Same(taken, await PollAsync());
    }

    [Fact]
    public async Task Poll_StoreDown_FailsAndTheNextPollReadsAgain()
    {
        _store.Add(1);
        _store.IsDown = true;
        await Assert.ThrowsAsync<StoreUnavailableException>(PollAsync);
        _store.IsDown = false;

        Assert.Equal(1, Number(await PollAsync()));
    }

    [Fact]
    public async Task Poll_LongAfterTheLastRead_FindsTasksNobodyToldOf()
    {
        await EmptyBacklogAsync();
        _store.Add(1);
        _time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(1, Number(await PollAsync()));
    }

    // B17
    [Fact]
    public async Task Offer_StickyAndNobodyPolledLately_IsNotTaken()
    {
        _time.Advance(LocalTaskQueue.PolledWindow);

        Assert.Equal(OfferOutcome.Unpolled, await _queue.OfferAsync(Item(1) with { IsSticky = true }));

        var poll = PollAsync();
        Assert.Equal(OfferOutcome.HandedOver, await _queue.OfferAsync(Item(2) with { IsSticky = true }));
        Assert.Equal(2, Number(await poll));
    }

    [Fact]
    public async Task Offer_StickyAndNobodyEverPolled_IsNotTaken()
    {
        Assert.Equal(OfferOutcome.Unpolled, await _queue.OfferAsync(Item(1) with { IsSticky = true }));
        Assert.Equal(OfferOutcome.Kept, await _queue.OfferAsync(Item(1)));
    }

    [Fact]
    public async Task Offer_StickyAndTheLastPollerHungUp_IsNotTakenUntilItPollsAgain()
    {
        using var cancellation = new CancellationTokenSource();
        var poll = _queue.PollAsync("worker", TimeSpan.FromMinutes(1), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await poll;

        Assert.Equal(OfferOutcome.Unpolled, await _queue.OfferAsync(Item(1) with { IsSticky = true }));
        Assert.Equal(OfferOutcome.Kept, await _queue.OfferAsync(Item(2)));

        await PollAsync();
        Assert.Equal(OfferOutcome.Kept, await _queue.OfferAsync(Item(3) with { IsSticky = true }));
    }

    [Fact]
    public async Task Offer_Query_GoesBeforeTasks()
    {
        await EmptyBacklogAsync();
        await _queue.OfferAsync(Item(1));
        var query = new QueryItem(BacklogStore.Key(2), "id", new WorkflowQuery(), IsSticky: false);
        await _queue.OfferAsync(query);

        Assert.Same(query, await PollAsync());
    }

    [Fact]
    public async Task Read_PollersOfTheLastMinutes_AreShown()
    {
        await EmptyBacklogAsync();
        Assert.Equal("worker", Assert.Single((await _queue.ReadAsync()).Pollers).Identity);

        _time.Advance(TimeSpan.FromMinutes(6));

        Assert.Empty((await _queue.ReadAsync()).Pollers);
    }

    [Fact]
    public async Task Retire_PolledQueue_StaysUntilItIsForgotten()
    {
        await EmptyBacklogAsync();
        Assert.False(_queue.TryRetire());

        _time.Advance(TimeSpan.FromMinutes(6));

        Assert.True(_queue.TryRetire());
        Assert.Null(await PollAsync());
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private static ReadyItem Item(int number) =>
        new(BacklogStore.Key(number), new ReadyTask(TaskKind.Workflow, "q", number, 1, DateTimeOffset.UnixEpoch), IsSticky: false);

    private static ReadyItem Item(ReadyTask task) => new(BacklogStore.Key((int)task.ScheduledEventId), task, IsSticky: false);

    private static long Number(QueueItem? item) => Assert.IsType<ReadyItem>(item).Task.ScheduledEventId;

    private LocalTaskQueue NewQueue() => new(new TaskQueueKey("ns", TaskKind.Workflow, "q"), _store, _time, _time.GetUtcNow());

    private Task<QueueItem?> PollAsync() => _queue.PollAsync("worker", TimeSpan.FromMinutes(1), CancellationToken.None).AsTask().WaitAsync(TestServer.Patience);

    private async Task<List<long>> PollNumbersAsync(int count)
    {
        var numbers = new List<long>();
        while (numbers.Count < count)
        {
            numbers.Add(Number(await PollAsync()));
        }

        return numbers;
    }

    /// <summary>After a poll in vain, memory knows that the store has nothing else.</summary>
    private async Task EmptyBacklogAsync()
    {
        using var cancellation = new CancellationTokenSource();
        var poll = _queue.PollAsync("worker", TimeSpan.FromMinutes(1), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.Null(await poll);
    }
}
