using CodeFirst.Server.Visibility;

namespace CodeFirst.Server.Tests.Visibility;

public class GoDurationTests
{
    [Theory]
    [InlineData("123", "00:00:00.0000001")]
    [InlineData("1500ms", "00:00:01.5")]
    [InlineData("1.5h", "01:30:00")]
    [InlineData("2h45m", "02:45:00")]
    [InlineData("-1.5h", "-01:30:00")]
    [InlineData("+5s", "00:00:05")]
    [InlineData("3d", "3.00:00:00")]
    [InlineData("10µs", "00:00:00.00001")]
    [InlineData("01:02:03", "01:02:03")]
    [InlineData("100:00:00", "4.04:00:00")]
    public void TryParse_Duration_IsRead(string text, string expected)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));

        Assert.Equal(TimeSpan.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("s")]
    [InlineData("5q")]
    [InlineData("1.2.3s")]
    [InlineData("01:60:03")]
    [InlineData("1:2")]
    [InlineData("99999999999999999999d")]
    [InlineData("1h ")]
    public void TryParse_Nonsense_IsNone(string text) => Assert.False(GoDuration.TryParse(text, out _));
}
