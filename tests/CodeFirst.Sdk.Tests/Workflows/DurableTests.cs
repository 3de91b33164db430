namespace CodeFirst.Sdk.Tests.Workflows;

public sealed class DurableTests
{
    private static async Durable<int> AddAsync(Durable<int> left, Durable<int> right) => await left + await right;

    private static async Durable FailAsync(Exception exception)
    {
        await Durable.CompletedTask;
        throw exception;
    }

    [Fact]
    public async Task Method_ThatAwaitsCompletedDurables_CompletesAtOnce()
    {
        var sum = AddAsync(Durable.FromResult(2), Durable.FromResult(3));

        Assert.True(sum.IsCompletedSuccessfully);
        Assert.Null(sum.Exception);
        Assert.Equal(5, await sum);
    }

    [Fact]
    public async Task Method_ThatThrows_HoldsTheException()
    {
        var exception = new FormatException("bad");

        var failed = FailAsync(exception);

        Assert.True(failed.IsCompleted);
        Assert.False(failed.IsCompletedSuccessfully);
        Assert.Same(exception, failed.Exception);
        Assert.Same(exception, await Assert.ThrowsAsync<FormatException>(async () => await failed));
    }

    [Fact]
    public async Task WhenAll_OfCompletedDurables_GathersResultsInOrder()
    {
        var all = Workflow.WhenAllAsync(new List<Durable<int>> { Durable.FromResult(1), Durable.FromResult(2) });

        var results = await all;
        Assert.Equal([1, 2], results);
    }

    [Fact]
    public async Task WhenAll_OfNone_IsCompleted()
    {
        Assert.True(Workflow.WhenAllAsync().IsCompletedSuccessfully);
        Assert.Empty(await Workflow.WhenAllAsync<int>());
    }

    [Fact]
    public async Task WhenAny_OfDurablesWithResults_IsTypedByTheirResult()
    {
        Durable<Durable<int>> any = Workflow.WhenAnyAsync(Durable.FromResult(1), Durable.FromResult(2));

        Assert.Equal(1, await await any);
    }
}
