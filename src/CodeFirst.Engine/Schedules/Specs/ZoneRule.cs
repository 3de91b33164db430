using System.Globalization;
using System.Text.RegularExpressions;

namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>
/// How a time zone goes on for ever, as POSIX writes it: "CET-1CEST,M3.5.0,M10.5.0/3" is an hour more than UTC and two from the last Sunday of March, at two,
/// to the last one of October, at three.
/// </summary>
internal sealed partial class ZoneRule
{
    private static readonly TimeSpan DefaultTime = TimeSpan.FromHours(2);

    private readonly TimeSpan _standard;
    private readonly TimeSpan _summer;
    private readonly string? _summerBegins;
    private readonly string? _summerEnds;

    private ZoneRule(TimeSpan standard, TimeSpan summer, string? summerBegins, string? summerEnds)
    {
        _standard = standard;
        _summer = summer;
        _summerBegins = summerBegins;
        _summerEnds = summerEnds;
    }

    /// <exception cref="FormatException">It cannot be read.</exception>
    public static ZoneRule Parse(string text)
    {
        var match = Pattern.Match(text);
        if (!match.Success)
        {
            throw new FormatException("timezone data has a rule that cannot be read.");
        }

        // Written is what leads to UTC.
        var standard = -ParseTime(match.Groups["standard"].Value);
        var summer = match.Groups["summer"].Length > 0 ? -ParseTime(match.Groups["summer"].Value) : standard + TimeSpan.FromHours(1);
        return match.Groups["begin"].Success
            ? new ZoneRule(standard, summer, match.Groups["begin"].Value, match.Groups["end"].Value)
            : new ZoneRule(standard, standard, null, null);
    }

    /// <summary>What the zone adds to an instant.</summary>
    public TimeSpan GetOffset(DateTime instant)
    {
        if (_summerBegins is null)
        {
            return _standard;
        }

        // By the clocks of the standard time; south of the equator summer goes over the end of the year.
        var year = (instant + _standard).Year;
        var begin = GetChange(_summerBegins, year) - _standard;
        var end = GetChange(_summerEnds!, year) - _summer;
        var isSummer = begin < end ? instant >= begin && instant < end : instant >= begin || instant < end;
        return isSummer ? _summer : _standard;
    }

    /// <summary>When the clocks change in a year, as they show it before.</summary>
    private static DateTime GetChange(string rule, int year)
    {
        var slash = rule.IndexOf('/', StringComparison.Ordinal);
        var time = slash < 0 ? DefaultTime : ParseTime(rule[(slash + 1)..]);
        var date = slash < 0 ? rule : rule[..slash];
        return GetDate(date, year) + time;
    }

    private static DateTime GetDate(string date, int year)
    {
        if (date[0] != 'M')
        {
            // J counts from 1 and leaves out the 29th of February; without it, days count from 0.
            var day = int.Parse(date.TrimStart('J'), CultureInfo.InvariantCulture);
            var isAfterLeapDay = date[0] == 'J' && DateTime.IsLeapYear(year) && day >= 60;
            return new DateTime(year, 1, 1).AddDays(date[0] == 'J' && !isAfterLeapDay ? day - 1 : day);
        }

        var parts = date[1..].Split('.');
        var (month, week, dayOfWeek) = (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture));
        var first = new DateTime(year, month, 1);
        var found = first.AddDays(((dayOfWeek - (int)first.DayOfWeek + 7) % 7) + (7 * (week - 1)));

        // The fifth is the last one.
        return found.Month == month ? found : found.AddDays(-7);
    }

    private static TimeSpan ParseTime(string text)
    {
        var parts = text.TrimStart('+', '-').Split(':').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var time = new TimeSpan(parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2));
        return text[0] == '-' ? -time : time;
    }

    [GeneratedRegex("""
        ^(?<name>[A-Za-z]{3,}|<[A-Za-z0-9+-]+>) (?<standard>[+-]?([01]?\d|2[0-6])(:\d\d){0,2})
        ( (?<summerName>[A-Za-z]{3,}|<[A-Za-z0-9+-]+>) (?<summer>([+-]?([01]?\d|2[0-6])(:\d\d){0,2})?)
          ,(?<begin>(M([1-9]|1[0-2])\.[1-5]\.[0-6]|J?\d{1,3})(/[+-]?\d{1,3}(:\d\d){0,2})?)
          ,(?<end>(M([1-9]|1[0-2])\.[1-5]\.[0-6]|J?\d{1,3})(/[+-]?\d{1,3}(:\d\d){0,2})?) )?$
        """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern { get; }
}
