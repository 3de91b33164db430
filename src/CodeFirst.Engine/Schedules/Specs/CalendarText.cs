using System.Globalization;
using CodeFirst.Protocol.Schedule.V1;
using Range = CodeFirst.Protocol.Schedule.V1.Range;

namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>
/// Calendars of text, as cron has them, made structured. A field is a list with commas of: * (all), x, x-z, each with /y for every y-th; x/y goes to the
/// end of the field. Months and days of the week may have names. Unlike in cron, day of month and day of week both have to match.
/// </summary>
internal static class CalendarText
{
    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    /// <exception cref="FormatException">A field cannot be read; the message names it.</exception>
    public static StructuredCalendarSpec Parse(CalendarSpec calendar) => new()
    {
        Second = { Parse("second", calendar.Second, "0", 0, 59) },
        Minute = { Parse("minute", calendar.Minute, "0", 0, 59) },
        Hour = { Parse("hour", calendar.Hour, "0", 0, 23) },
        DayOfMonth = { Parse("day of month", calendar.DayOfMonth, "*", 1, 31) },
        Month = { Parse("month", calendar.Month, "*", 1, 12, Months) },
        Year = { calendar.Year.Trim() is "" or "*" ? [] : Parse("year", calendar.Year, "*", CompiledCalendar.FirstYear, CompiledCalendar.LastYear) },
        DayOfWeek = { ParseDaysOfWeek(calendar.DayOfWeek) },
        Comment = calendar.Comment,
    };

    // Sunday is 0 and 7 in text; structured it is 0.
    private static IEnumerable<Range> ParseDaysOfWeek(string text)
    {
        foreach (var range in Parse("day of week", text, "0-6", 0, 7, Days))
        {
            if (range.Start == 7)
            {
                yield return new Range { Start = 0, End = 0, Step = 1 };
                continue;
            }

            var hasSunday = range.End == 7 && (7 - range.Start) % range.Step == 0;
            range.End = Math.Min(range.End, 6);
            yield return range;
            if (hasSunday && range.Start > 0)
            {
                yield return new Range { Start = 0, End = 0, Step = 1 };
            }
        }
    }

    private static IEnumerable<Range> Parse(string field, string text, string absent, int first, int last, string[]? names = null)
    {
        var trimmed = text.Trim();
        foreach (var part in (trimmed.Length == 0 ? absent : trimmed).Split(','))
        {
            yield return ParsePart(part, first, last, names)
                ?? throw new FormatException($"'{part}' is no {field}: values go from {first} to {last}, as in 1, 1-5, 1-5/2, */2 or *.");
        }
    }

    private static Range? ParsePart(string part, int first, int last, string[]? names)
    {
        var (span, step) = (part, 1);
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            span = part[..slash];
            if (!int.TryParse(part[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1)
            {
                return null;
            }
        }

        if (span is "*" or "?")
        {
            return new Range { Start = first, End = last, Step = step };
        }

        var dash = span.IndexOf('-', StringComparison.Ordinal);
        var start = ParseValue(dash < 0 ? span : span[..dash], first, last, names);
        var end = dash >= 0 ? ParseValue(span[(dash + 1)..], first, last, names) : slash >= 0 ? last : start;
        return start is { } from && end is { } to && from <= to ? new Range { Start = from, End = to, Step = step } : null;
    }

    // Names may be cut: a month to three letters, a day of the week to two.
    private static int? ParseValue(string text, int first, int last, string[]? names)
    {
        if (names is not null && text.Length >= (names == Months ? 3 : 2))
        {
            var index = Array.FindIndex(names, name => name.StartsWith(text, StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
            {
                return index + (names == Months ? 1 : 0);
            }
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= first && value <= last ? value : null;
    }
}
