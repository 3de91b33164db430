using System.Globalization;
using CodeFirst.Engine.Schedules.Specs;
using CodeFirst.Protocol.Schedule.V1;
using Google.Protobuf.WellKnownTypes;
using Range = CodeFirst.Protocol.Schedule.V1.Range;

namespace CodeFirst.Engine.Tests.Schedules.Specs;

public sealed class CompiledSpecTests
{
    // 2026-03-01 is a Sunday.
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 30, 15, 250, TimeSpan.Zero);

    [Theory]
    [InlineData("* * * * *", "2026-03-01T12:31:00Z")]
    [InlineData("*/20 * * * *", "2026-03-01T12:40:00Z")]
    [InlineData("7/20 * * * *", "2026-03-01T12:47:00Z")]
    [InlineData("0 8-10/2 * * MON-FRI", "2026-03-02T08:00:00Z")]
    [InlineData("15 3 ? JAN,apr ?", "2026-04-01T03:15:00Z")]
    [InlineData("0 0 13 * fri", "2026-03-13T00:00:00Z")]
    [InlineData("0 0 * * 7", "2026-03-08T00:00:00Z")]
    [InlineData("0 0 * * 5-7", "2026-03-06T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00Z")]
    [InlineData("0 0 1 1 * 2030", "2030-01-01T00:00:00Z")]
    [InlineData("30 45 12 * * * 2026", "2026-03-01T12:45:30Z")]
    [InlineData("@yearly", "2027-01-01T00:00:00Z")]
    [InlineData("@monthly", "2026-04-01T00:00:00Z")]
    [InlineData("@weekly", "2026-03-08T00:00:00Z")]
    [InlineData("@daily # at night", "2026-03-02T00:00:00Z")]
    [InlineData("@hourly", "2026-03-01T13:00:00Z")]
    [InlineData("@every 1h", "2026-03-01T13:00:00Z")]
    [InlineData("@every 1h/40m", "2026-03-01T12:40:00Z")]
    [InlineData("CRON_TZ=America/New_York 0 9 * * *", "2026-03-01T14:00:00Z")]
    [InlineData("TZ=Europe/Berlin  @daily", "2026-03-01T23:00:00Z")]
    public void Cron_Sound_KnowsItsNextTime(string cron, string expected) =>
        Assert.Equal(Time(expected), Compile(new ScheduleSpec { CronString = { cron } }).GetNext("seed", Now)!.Value.Nominal);

    [Theory]
    [InlineData("", "0 fields")]
    [InlineData("* * * *", "4 fields")]
    [InlineData("60 * * * *", "'60' is no minute")]
    [InlineData("5-1 * * * *", "'5-1' is no minute")]
    [InlineData("*/0 * * * *", "'*/0' is no minute")]
    [InlineData("* * * foo *", "'foo' is no month")]
    [InlineData("* * * * * 1999", "'1999' is no year")]
    [InlineData("@every soon", "no duration")]
    [InlineData("@every 0.5s", "interval is too small")]
    [InlineData("@every 1h/1h", "phase cannot")]
    [InlineData("CRON_TZ=Nowhere/Land @daily", "unknown time zone")]
    public void Cron_NotSound_SaysWhy(string cron, string fault)
    {
        Assert.False(CompiledSpec.TryCompile(new ScheduleSpec { CronString = { cron } }, out _, out var actual));
        Assert.Contains(fault, actual, StringComparison.Ordinal);
    }

    [Fact]
    public void Cron_TwoTimeZones_AreRefused()
    {
        Assert.False(CompiledSpec.TryCompile(new ScheduleSpec { CronString = { "TZ=Asia/Tokyo @daily", "TZ=Europe/Berlin @daily" } }, out _, out var fault));
        Assert.Contains("conflicting timezone names", fault, StringComparison.Ordinal);
        Assert.False(CompiledSpec.TryCompile(new ScheduleSpec { CronString = { "TZ=Asia/Tokyo @daily" }, TimezoneName = "UTC" }, out _, out _));
    }

    [Fact]
    public void Canonical_EveryForm_IsStructured()
    {
        var canonical = Compile(new ScheduleSpec
        {
            CronString = { "TZ=Asia/Tokyo 5 8-10 * * 1-5 # mornings" },
            Calendar = { new CalendarSpec { Hour = "3", Comment = "nights" } },
            StructuredCalendar = { new StructuredCalendarSpec { Second = { new Range() }, Minute = { new Range { Start = 1, End = 9 } } } },
        }).Canonical;

        Assert.Equal("Asia/Tokyo", canonical.TimezoneName);
        Assert.Empty(canonical.CronString);
        Assert.Empty(canonical.Calendar);
        Assert.Equal(["", "nights", "mornings"], canonical.StructuredCalendar.Select(calendar => calendar.Comment));
        Assert.Equal(new Range { Start = 1, End = 9, Step = 1 }, Assert.Single(canonical.StructuredCalendar[0].Minute));
        Assert.Equal(new Range { Start = 8, End = 10, Step = 1 }, Assert.Single(canonical.StructuredCalendar[2].Hour));
        Assert.Equal(new Range { Start = 0, End = 0, Step = 1 }, Assert.Single(canonical.StructuredCalendar[2].Second));
        Assert.Equal(canonical, Compile(canonical).Canonical);
    }

    // B52: an hour that is skipped has no times, one that comes twice has them twice.
    [Fact]
    public void Calendar_AroundDaylightSaving_FollowsTheClocks()
    {
        var spec = Compile(new ScheduleSpec { CronString = { "30 1-2 * * *" }, TimezoneName = "America/New_York" });

        var spring = spec.GetAll("", Time("2026-03-08T05:00:00Z"), Time("2026-03-09T05:00:00Z")).Select(time => time.Nominal);
        var autumn = spec.GetAll("", Time("2026-11-01T04:00:00Z"), Time("2026-11-02T05:00:00Z")).Select(time => time.Nominal);

        Assert.Equal([Time("2026-03-08T06:30:00Z")], spring);
        Assert.Equal([Time("2026-11-01T05:30:00Z"), Time("2026-11-01T06:30:00Z"), Time("2026-11-01T07:30:00Z")], autumn);
    }

    [Fact]
    public void Exclusion_OfSomeTimes_LeavesTheOthers()
    {
        var spec = new ScheduleSpec { CronString = { "0 0 * * *" }, ExcludeStructuredCalendar = { AnyTimeOn(dayOfWeek: 1) } };

        var days = Compile(spec).GetAll("", Time("2026-03-01T00:00:00Z"), Time("2026-03-03T23:00:00Z")).Select(time => time.Nominal.Day);

        Assert.Equal([1, 3], days);
    }

    // B52
    [Fact]
    public void Exclusion_OfEverything_EndsTheSearch()
    {
        var everything = AnyTimeOn(0);
        everything.DayOfWeek[0].End = 6;
        var spec = Compile(new ScheduleSpec { CronString = { "@every 1s" }, ExcludeStructuredCalendar = { everything } });

        Assert.Null(spec.GetNext("", Now));
    }

    [Fact]
    public void StartAndEnd_Times_BelongToTheSchedule()
    {
        var spec = Compile(new ScheduleSpec
        {
            CronString = { "@hourly" },
            StartTime = Time("2026-03-02T10:00:00Z").ToTimestamp(),
            EndTime = Time("2026-03-02T12:00:00Z").ToTimestamp(),
        });

        var hours = spec.GetAll("", Now, DateTimeOffset.MaxValue).Select(time => time.Nominal.Hour);

        Assert.Equal([10, 11, 12], hours);
    }

    [Fact]
    public void Years_AfterTheLast_HaveNoTimes()
    {
        Assert.Null(Compile(new ScheduleSpec { CronString = { "@daily", "@every 1h" } }).GetNext("", Time("2101-01-01T00:00:00Z")));
        Assert.Null(Compile(new ScheduleSpec { CronString = { "0 0 30 2 *" } }).GetNext("", Now));
        Assert.Null(Compile(new ScheduleSpec()).GetNext("", Now));
    }

    [Fact]
    public void StructuredCalendar_FieldWithoutRange_MatchesNothingButForTheYear()
    {
        var calendar = AnyTimeOn(0);
        Assert.NotNull(Compile(new ScheduleSpec { StructuredCalendar = { calendar } }).GetNext("", Now));
        calendar.Hour.Clear();
        Assert.Null(Compile(new ScheduleSpec { StructuredCalendar = { calendar } }).GetNext("", Now));
    }

    [Theory]
    [InlineData(-1, 0, 1)]
    [InlineData(0, 60, 1)]
    [InlineData(10, 5, 1)]
    [InlineData(0, 5, -1)]
    public void StructuredCalendar_RangeOutside_IsRefused(int start, int end, int step)
    {
        var calendar = AnyTimeOn(0);
        calendar.Minute.Add(new Range { Start = start, End = end, Step = step });

        Assert.False(CompiledSpec.TryCompile(new ScheduleSpec { StructuredCalendar = { calendar } }, out _, out var fault));
        Assert.Contains("Minute", fault, StringComparison.Ordinal);
    }

    private static StructuredCalendarSpec AnyTimeOn(int dayOfWeek) => new()
    {
        Second = { new Range { End = 59 } },
        Minute = { new Range { End = 59 } },
        Hour = { new Range { End = 23 } },
        DayOfMonth = { new Range { Start = 1, End = 31 } },
        Month = { new Range { Start = 1, End = 12 } },
        DayOfWeek = { new Range { Start = dayOfWeek } },
    };

    private static CompiledSpec Compile(ScheduleSpec spec)
    {
        Assert.True(CompiledSpec.TryCompile(spec, out var compiled, out var fault), fault);
        return compiled;
    }

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
