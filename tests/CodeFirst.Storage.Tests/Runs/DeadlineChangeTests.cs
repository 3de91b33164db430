using CodeFirst.Storage.Runs;

namespace CodeFirst.Storage.Tests.Runs;

public sealed class DeadlineChangeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0, true)]
    [InlineData(600, true)]
    [InlineData(601, false)]
    [InlineData(-1, false)]
    public void Between_StoredOneEarlyEnoughButNotByFar_IsKept(int secondsAfterStored, bool isKept) =>
        Assert.Equal(isKept, DeadlineChange.Between(Noon, Noon.AddSeconds(secondsAfterStored)).IsKept);

    [Fact]
    public void Between_NothingStoredOrNothingWanted_IsSet()
    {
        Assert.Equal(Noon, DeadlineChange.Between(null, Noon).Apply(null));
        Assert.Null(DeadlineChange.Between(Noon, null).Apply(Noon));
    }
}
