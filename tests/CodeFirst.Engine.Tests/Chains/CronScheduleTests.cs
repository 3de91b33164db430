using System.Globalization;
using CodeFirst.Engine.Chains;

namespace CodeFirst.Engine.Tests.Chains;

public sealed class CronScheduleTests
{
    // 2026-03-01 is a Sunday.
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);

    [Theory]
    [InlineData("* * * * *", "2026-03-01T12:31:00Z")]
    [InlineData("*/20 * * * *", "2026-03-01T12:40:00Z")]
    [InlineData("0 8-10 * * MON-FRI", "2026-03-02T08:00:00Z")]
    [InlineData("15 3 ? JAN,apr ?", "2026-04-01T03:15:00Z")]
    [InlineData("0 0 13 * 5", "2026-03-06T00:00:00Z")]
    [InlineData("0 0 3 * 5", "2026-03-03T00:00:00Z")]
    [InlineData("0 0 */1 * 5", "2026-03-06T00:00:00Z")]
    [InlineData("@yearly", "2027-01-01T00:00:00Z")]
    [InlineData("@annually", "2027-01-01T00:00:00Z")]
    [InlineData("@monthly", "2026-04-01T00:00:00Z")]
    [InlineData("@weekly", "2026-03-08T00:00:00Z")]
    [InlineData("@daily", "2026-03-02T00:00:00Z")]
    [InlineData("@midnight", "2026-03-02T00:00:00Z")]
    [InlineData("@hourly", "2026-03-01T13:00:00Z")]
    [InlineData("CRON_TZ=America/New_York 0 9 * * *", "2026-03-01T14:00:00Z")]
    [InlineData("TZ=Europe/Berlin  @daily", "2026-03-01T23:00:00Z")]
    [InlineData("CRON_TZ=Europe/Berlin 0 12 29 3 *", "2026-03-29T10:00:00Z")]
    [InlineData("@every 1s", "2026-03-01T12:30:16Z")]
    [InlineData("@every 1h30m", "2026-03-01T14:00:15Z")]
    [InlineData("@every 1.5h", "2026-03-01T14:00:15Z")]
    [InlineData("@every 10ms", "2026-03-01T12:30:16Z")]
    public void Schedule_Sound_KnowsItsNextTime(string text, string expected)
    {
        Assert.Null(CronSchedule.FindFault(text, Now));
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), Now + CronSchedule.GetBackoff(text, Now, Now));
    }

    [Theory]
    [InlineData(1, "2026-03-01T17:30:15Z")]
    [InlineData(5 * 3_600, "2026-03-01T22:30:15Z")]
    [InlineData(6 * 3_600, "2026-03-01T22:30:15Z")]
    public void Interval_RunLasted_IsCountedFromItsBeginning(int seconds, string expected)
    {
        var closed = Now.AddSeconds(seconds);
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), closed + CronSchedule.GetBackoff("@every 5h", Now, closed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("0 0 * *")]
    [InlineData("0 0 0 * * *")]
    [InlineData("60 * * * *")]
    [InlineData("a b c d e")]
    [InlineData("@never")]
    [InlineData("@every")]
    [InlineData("@every soon")]
    [InlineData("@every -1h")]
    [InlineData("@every 0s")]
    [InlineData("@every 1h 30m")]
    [InlineData("@every 99999999999999999999h")]
    [InlineData("CRON_TZ=Nowhere/City 0 0 * * *")]
    [InlineData("CRON_TZ=UTC")]
    [InlineData("TZ=")]
    [InlineData("0 0 30 2 *")]
    public void Schedule_Bad_SaysWhy(string text) => Assert.NotEmpty(CronSchedule.FindFault(text, Now)!);
}
