using CodeFirst.Engine.Chains;
using CodeFirst.Protocol.Schedule.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>
/// Cron strings as schedules have them: five fields, six with a year at the end, seven with seconds before, or @daily and its like, or "@every 1h/15m" with
/// an interval and perhaps a phase. A time zone may go before, as in "CRON_TZ=Europe/Berlin ...", and a comment after, as in "... # why".
/// </summary>
internal static class CronText
{
    private const string EveryPrefix = "@every ";
    private static readonly string[] ZonePrefixes = ["CRON_TZ=", "TZ="];

    /// <summary>Adds what a cron string says to a spec.</summary>
    /// <returns>The time zone that it names; empty when it names none.</returns>
    /// <exception cref="FormatException">It cannot be read; the message says why.</exception>
    public static string AddTo(ScheduleSpec spec, string text)
    {
        var (rest, comment) = Cut(text, '#');
        rest = rest.Trim();
        var zone = string.Empty;
        if (Array.Find(ZonePrefixes, prefix => rest.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
        {
            (zone, rest) = Cut(rest[prefix.Length..], ' ');
            rest = rest.Trim();
        }

        if (rest.StartsWith(EveryPrefix, StringComparison.Ordinal))
        {
            spec.Interval.Add(ParseInterval(rest[EveryPrefix.Length..].Trim()));
        }
        else
        {
            spec.StructuredCalendar.Add(CalendarText.Parse(ToCalendar(rest, comment.Trim())));
        }

        return zone;
    }

    private static IntervalSpec ParseInterval(string text)
    {
        var (interval, phase) = Cut(text, '/');
        return new IntervalSpec { Interval = ParseDuration(interval), Phase = phase.Length == 0 ? null : ParseDuration(phase) };
    }

    private static Duration ParseDuration(string text) => IntervalText.Parse(text) is { } duration
        ? Duration.FromTimeSpan(duration)
        : throw new FormatException($"'{text}' is no duration such as 90m or 1h30m.");

    private static CalendarSpec ToCalendar(string text, string comment)
    {
        var fields = CronDescriptors.ToFields(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 5 or > 7)
        {
            throw new FormatException($"the cron string '{text}' has {fields.Length} fields: 5 to 7 are needed ([second] minute, hour, day of month, month, day of week [year]), or @daily and its like.");
        }

        var minute = fields.Length == 7 ? 1 : 0;
        return new CalendarSpec
        {
            Second = minute == 1 ? fields[0] : string.Empty,
            Minute = fields[minute],
            Hour = fields[minute + 1],
            DayOfMonth = fields[minute + 2],
            Month = fields[minute + 3],
            DayOfWeek = fields[minute + 4],
            Year = fields.Length > 5 ? fields[minute + 5] : string.Empty,
            Comment = comment,
        };
    }

    private static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, string.Empty) : (text[..at], text[(at + 1)..]);
    }
}
