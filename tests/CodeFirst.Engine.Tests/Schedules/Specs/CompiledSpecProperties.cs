using CodeFirst.Engine.Schedules.Specs;
using CodeFirst.Protocol.Schedule.V1;
using CsCheck;
using Google.Protobuf.WellKnownTypes;
using Range = CodeFirst.Protocol.Schedule.V1.Range;

namespace CodeFirst.Engine.Tests.Schedules.Specs;

/// <summary>The next time of random specs, against clocks read second by second and minute by minute.</summary>
public sealed class CompiledSpecProperties
{
    private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];

    // Clocks change on most of them, somewhere.
    private static readonly DateTime[] Days = [new(2026, 3, 8), new(2026, 3, 29), new(2026, 4, 5), new(2026, 7, 1), new(2026, 10, 4), new(2026, 10, 25), new(2026, 11, 1)];

    private static readonly Gen<StructuredCalendarSpec> Calendars =
        from minute in RangeOf(0, 59)
        from hour in RangeOf(0, 23)
        from day in RangeOf(1, 31)
        from month in RangeOf(1, 12)
        from dayOfWeek in RangeOf(0, 6)
        select new StructuredCalendarSpec
        {
            Second = { new Range() },
            Minute = { minute },
            Hour = { hour },
            DayOfMonth = { day, new Range { Start = 1, End = 31, Step = 3 } },
            Month = { month, new Range { Start = 3, End = 11, Step = 8 } },
            DayOfWeek = { dayOfWeek, new Range { End = 6, Step = 2 } },
        };

    private static readonly Gen<DateTimeOffset> Times =
        from day in Gen.Int[0, Days.Length - 1]
        from minutes in Gen.Int[-2000, 2000]
        select new DateTimeOffset(Days[day], TimeSpan.Zero).AddMinutes(minutes);

    // B52
    [Fact]
    public void GetNext_Calendar_IsTheFirstMinuteThatTheClocksOfTheZoneShow() =>
        Gen.Select(Calendars, Gen.Int[0, Zones.Length - 1], Times).Sample((calendar, zone, after) =>
        {
            var spec = Compile(new ScheduleSpec { StructuredCalendar = { calendar }, TimezoneName = Zones[zone] });
            var info = TimeZoneInfo.FindSystemTimeZoneById(Zones[zone]);

            var next = spec.GetNext("", after)?.Nominal;

            // Offsets are whole minutes, so every match is at one.
            var limit = after.AddDays(3);
            var minute = after.AddMinutes(1);
            while (minute < limit && !Matches(calendar, TimeZoneInfo.ConvertTime(minute, info)))
            {
                minute = minute.AddMinutes(1);
            }

            return minute < limit ? next == minute : next is null || next >= limit;
        });

    [Fact]
    public void GetNext_Interval_IsTheFirstMultipleAfterItsPhase() =>
        Gen.Select(Gen.Int[1, 100_000], Gen.Int[0, 99_999], Times, Gen.Int[0, 999]).Sample((interval, phase, after, milliseconds) =>
        {
            phase %= interval;
            var spec = Compile(new ScheduleSpec
            {
                Interval = { new IntervalSpec { Interval = new Duration { Seconds = interval }, Phase = new Duration { Seconds = phase } } },
            });

            var next = spec.GetNext("", after.AddMilliseconds(milliseconds))!.Value.Nominal.ToUnixTimeSeconds();

            return (next - phase) % interval == 0 && next > after.ToUnixTimeSeconds() && next <= after.ToUnixTimeSeconds() + interval;
        });

    // B52
    [Fact]
    public void Jitter_AnySeed_IsTheSameAgainAndNeverPassesTheNextTime() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 0, 20], Gen.Int[1, 5000], Gen.Int[1, 100_000], Times).Sample((seed, interval, jitter, after) =>
        {
            var spec = Compile(new ScheduleSpec
            {
                Interval = { new IntervalSpec { Interval = new Duration { Seconds = interval } } },
                Jitter = new Duration { Seconds = jitter },
            });

            var first = spec.GetNext(seed, after)!.Value;
            var second = spec.GetNext(seed, first.Nominal)!.Value;

            return first == spec.GetNext(seed, after)
                && first.Actual >= first.Nominal
                && first.Actual <= second.Nominal
                && first.Actual - first.Nominal <= TimeSpan.FromSeconds(jitter);
        });

    private static Gen<Range> RangeOf(int first, int last) =>
        from start in Gen.Int[first, last]
        from end in Gen.Int[start, last]
        from step in Gen.Int[1, 5]
        select new Range { Start = start, End = end, Step = step };

    private static bool Matches(StructuredCalendarSpec calendar, DateTimeOffset local) =>
        Has(calendar.Minute, local.Minute) && Has(calendar.Hour, local.Hour) && Has(calendar.DayOfMonth, local.Day)
        && Has(calendar.Month, local.Month) && Has(calendar.DayOfWeek, (int)local.DayOfWeek);

    private static bool Has(IEnumerable<Range> ranges, int value) => ranges.Any(range =>
        value >= range.Start && value <= Math.Max(range.Start, range.End) && (value - range.Start) % Math.Max(range.Step, 1) == 0);

    private static CompiledSpec Compile(ScheduleSpec spec)
    {
        Assert.True(CompiledSpec.TryCompile(spec, out var compiled, out var fault), fault);
        return compiled;
    }
}
