using CodeFirst.Protocol.Schedule.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Range = CodeFirst.Protocol.Schedule.V1.Range;

namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>
/// The one form of a spec: calendars of text and cron strings become structured ones and intervals, their time zone that of the spec, and ranges name their
/// end and step. It is what clients read back.
/// </summary>
internal static class CanonicalSpec
{
    private const int MaxCommentBytes = 200;

    /// <exception cref="FormatException">The spec is not sound; the message says what is wrong.</exception>
    public static ScheduleSpec From(ScheduleSpec spec)
    {
        var canonical = spec.Clone();
        canonical.StructuredCalendar.Add(spec.Calendar.Select(CalendarText.Parse));
        canonical.Calendar.Clear();
        var zones = spec.CronString.Select(text => CronText.AddTo(canonical, text)).Distinct(StringComparer.Ordinal).ToList();
        canonical.CronString.Clear();
        SetZone(canonical, zones);
        foreach (var calendar in canonical.StructuredCalendar.Concat(canonical.ExcludeStructuredCalendar))
        {
            Clean(calendar);
        }

        foreach (var interval in canonical.Interval)
        {
            Check(interval);
        }

        CheckTimes(canonical);
        return canonical;
    }

    private static void SetZone(ScheduleSpec spec, List<string> zones)
    {
        if (zones is [] or [""])
        {
            return;
        }

        if (zones.Count > 1 || !spec.TimezoneData.IsEmpty || (spec.TimezoneName.Length > 0 && spec.TimezoneName != zones[0]))
        {
            throw new FormatException("conflicting timezone names: all cron strings and the spec have to agree.");
        }

        spec.TimezoneName = zones[0];
    }

    private static void Clean(StructuredCalendarSpec calendar)
    {
        Clean("Second", calendar.Second, 0, 59);
        Clean("Minute", calendar.Minute, 0, 59);
        Clean("Hour", calendar.Hour, 0, 23);
        Clean("DayOfMonth", calendar.DayOfMonth, 1, 31);
        Clean("Month", calendar.Month, 1, 12);
        Clean("Year", calendar.Year, CompiledCalendar.FirstYear, CompiledCalendar.LastYear);
        Clean("DayOfWeek", calendar.DayOfWeek, 0, 6);
        if (System.Text.Encoding.UTF8.GetByteCount(calendar.Comment) > MaxCommentBytes)
        {
            throw new FormatException($"invalid calendar spec: the comment is too long, it may have {MaxCommentBytes} bytes.");
        }
    }

    private static void Clean(string field, RepeatedField<Range> ranges, int first, int last)
    {
        foreach (var range in ranges)
        {
            range.End = range.End == 0 ? range.Start : range.End;
            range.Step = range.Step == 0 ? 1 : range.Step;
            if (range.Start < first || range.End > last || range.End < range.Start || range.Step < 0)
            {
                throw new FormatException($"invalid calendar spec: {field} has a range from {range.Start} to {range.End} by {range.Step}; it may go from {first} to {last}.");
            }
        }
    }

    private static void Check(IntervalSpec interval)
    {
        var (length, phase) = (interval.Interval.ToSpan(), interval.Phase.ToSpan());
        if (length < TimeSpan.FromSeconds(1))
        {
            throw new FormatException("interval is too small: it has to be a second at least.");
        }

        if (phase < TimeSpan.Zero || phase >= length)
        {
            throw new FormatException("phase cannot be negative, nor as long as its interval.");
        }
    }

    private static void CheckTimes(ScheduleSpec spec)
    {
        if (spec.Jitter.ToSpan() < TimeSpan.Zero)
        {
            throw new FormatException("jitter is negative.");
        }

        if (!IsTime(spec.StartTime) || !IsTime(spec.EndTime))
        {
            throw new FormatException("start or end time is a time that does not exist.");
        }
    }

    private static bool IsTime(Timestamp? time)
    {
        try
        {
            _ = time?.ToDateTimeOffset();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
