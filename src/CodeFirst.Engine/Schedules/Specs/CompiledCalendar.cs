using CodeFirst.Protocol.Schedule.V1;

namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>A structured calendar, ready to be asked. It knows dates and clocks, not time zones.</summary>
internal sealed class CompiledCalendar(StructuredCalendarSpec calendar)
{
    public const int FirstYear = 2000;
    public const int LastYear = 2100;

    private readonly FieldSet _second = FieldSet.Of(calendar.Second);
    private readonly FieldSet _minute = FieldSet.Of(calendar.Minute);
    private readonly FieldSet _hour = FieldSet.Of(calendar.Hour);
    private readonly FieldSet _dayOfMonth = FieldSet.Of(calendar.DayOfMonth);
    private readonly FieldSet _month = FieldSet.Of(calendar.Month);
    private readonly FieldSet _dayOfWeek = ToDaysOfWeek(calendar);
    private readonly FieldSet _year = FieldSet.Of(calendar.Year, FirstYear);
    private readonly bool _isAnyYear = calendar.Year.Count == 0;

    public bool Matches(DateTime local) =>
        MatchesYear(local.Year) && _month.Contains(local.Month) && MatchesDay(local)
        && _hour.Contains(local.Hour) && _minute.Contains(local.Minute) && _second.Contains(local.Second);

    /// <summary>The first matching second from <paramref name="from"/> on; null when there is none.</summary>
    public DateTime? Next(DateTime from)
    {
        var time = from < new DateTime(FirstYear, 1, 1) ? new DateTime(FirstYear, 1, 1) : from;
        while (time.Year <= LastYear)
        {
            if (!MatchesYear(time.Year))
            {
                time = new DateTime(time.Year + 1, 1, 1);
            }
            else if (!_month.Contains(time.Month))
            {
                time = new DateTime(time.Year, time.Month, 1).AddMonths(1);
            }
            else if (MatchesDay(time) && NextOfDay(time) is { } next)
            {
                return next;
            }
            else
            {
                time = time.Date.AddDays(1);
            }
        }

        return null;
    }

    // Saturday and Sunday are neighbours on either side: Sunday is 0, and 7 too.
    private static FieldSet ToDaysOfWeek(StructuredCalendarSpec calendar)
    {
        var days = FieldSet.Of(calendar.DayOfWeek);
        return days with { Bits = days.Bits | days.Bits >> 7 };
    }

    private bool MatchesYear(int year) => year is >= FirstYear and <= LastYear && (_isAnyYear || _year.Contains(year - FirstYear));

    private bool MatchesDay(DateTime day) => _dayOfMonth.Contains(day.Day) && _dayOfWeek.Contains((int)day.DayOfWeek);

    private DateTime? NextOfDay(DateTime time)
    {
        var (hour, minute, second) = (time.Hour, time.Minute, time.Second);
        while (_hour.Next(hour) is { } nextHour)
        {
            (minute, second) = nextHour > hour ? (0, 0) : (minute, second);
            while (_minute.Next(minute) is { } nextMinute)
            {
                second = nextMinute > minute ? 0 : second;
                if (_second.Next(second) is { } nextSecond)
                {
                    return time.Date.Add(new TimeSpan(nextHour, nextMinute, nextSecond));
                }

                (minute, second) = (nextMinute + 1, 0);
            }

            (hour, minute, second) = (nextHour + 1, 0, 0);
        }

        return null;
    }
}
