using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Tests;

public sealed class ProtobufTimeTests
{
    [Fact]
    public void ToSpan_TooLong_IsTheLongest() => Assert.Equal(TimeSpan.FromSeconds(Duration.MaxSeconds), new Duration { Seconds = long.MaxValue }.ToSpan());

    [Fact]
    public void ToSpan_Absent_IsZero() => Assert.Equal(TimeSpan.Zero, ((Duration?)null).ToSpan());

    [Fact]
    public void Plus_PastTheEndOfTime_StopsThere() => Assert.Equal(DateTimeOffset.MaxValue, RunDriver.Beginning.Plus(TimeSpan.MaxValue));

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(5, 0, 5)]
    [InlineData(0, 5, 5)]
    [InlineData(5, 3, 3)]
    public void Shorter_ZeroIsNone(int left, int right, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), ProtobufTime.Shorter(TimeSpan.FromSeconds(left), TimeSpan.FromSeconds(right)));
}
