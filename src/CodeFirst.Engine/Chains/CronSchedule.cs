using System.Collections.Immutable;
using Cronos;

namespace CodeFirst.Engine.Chains;

/// <summary>
/// A cron schedule as clients of the API write it: five fields, a descriptor such as @daily, or @every with a duration. A time zone may go before,
/// as in "CRON_TZ=Europe/Berlin 0 8 * * 1-5"; without one it is UTC.
/// </summary>
public sealed class CronSchedule
{
    private const int FieldCount = 5;
    private const int DayOfMonth = 2;
    private const int DayOfWeek = 4;
    private const string EveryPrefix = "@every ";
    private static readonly string[] ZonePrefixes = ["CRON_TZ=", "TZ="];

    // A time comes when one of them says so.
    private readonly ImmutableArray<CronExpression> _expressions;
    private readonly TimeZoneInfo _zone;
    private readonly TimeSpan _every;

    private CronSchedule(ImmutableArray<CronExpression> expressions, TimeZoneInfo zone, TimeSpan every)
    {
        _expressions = expressions;
        _zone = zone;
        _every = every;
    }

    /// <summary>What is wrong with a schedule; null when it is sound.</summary>
    public static string? FindFault(string text, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(text);
        var schedule = TryParse(text, out var fault);
        return schedule is not null && schedule.GetNext(now, now) is null ? $"The time of '{text}' never comes." : fault;
    }

    /// <summary>How long after <paramref name="now"/> the next run begins; null when the schedule is not sound or its time never comes again.</summary>
    /// <param name="text">The schedule.</param>
    /// <param name="begin">When the run before began: an interval is counted from there.</param>
    /// <param name="now">When it closed.</param>
    internal static TimeSpan? GetBackoff(string text, DateTimeOffset begin, DateTimeOffset now) => text.Length == 0 ? null : TryParse(text, out _)?.GetNext(begin, now) - now;

    private static CronSchedule? TryParse(string text, out string? fault)
    {
        var zone = TimeZoneInfo.Utc;
        var rest = text.Trim();
        if (Array.Find(ZonePrefixes, prefix => rest.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
        {
            var end = rest.IndexOf(' ', StringComparison.Ordinal);
            var name = rest[prefix.Length..(end < 0 ? rest.Length : end)];
            rest = end < 0 ? string.Empty : rest[end..].Trim();
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone))
            {
                fault = $"The time zone '{name}' is not known.";
                return null;
            }
        }

        if (rest.StartsWith(EveryPrefix, StringComparison.Ordinal))
        {
            var every = IntervalText.Parse(rest[EveryPrefix.Length..].Trim());
            fault = every is null ? $"'{rest}' needs a duration such as 90m or 1h30m." : null;
            return every is null ? null : new CronSchedule([], zone, WholeSeconds(every.Value));
        }

        return TryParseFields(CronDescriptors.ToFields(rest).Replace('?', '*'), out fault) is { } expressions ? new CronSchedule(expressions, zone, default) : null;
    }

    private DateTimeOffset? GetNext(DateTimeOffset begin, DateTimeOffset now)
    {
        if (_every > TimeSpan.Zero)
        {
            var first = new DateTimeOffset(begin.Ticks - (begin.Ticks % TimeSpan.TicksPerSecond), begin.Offset);
            return first.Plus(_every * (Math.Floor((now - first) / _every) + 1));
        }

        return _expressions.Min(expression => expression.GetNextOccurrence(now, _zone));
    }

    // As cron has it: when both the day of the month and the day of the week are restricted, either one is enough.
    private static ImmutableArray<CronExpression>? TryParseFields(string text, out string? fault)
    {
        fault = null;
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != FieldCount)
        {
            fault = $"'{text}' has {fields.Length} fields: five are needed (minute, hour, day of month, month, day of week), or a descriptor such as @daily.";
            return null;
        }

        try
        {
            return IsRestricted(fields[DayOfMonth]) && IsRestricted(fields[DayOfWeek])
                ? [Parse(With(fields, DayOfMonth)), Parse(With(fields, DayOfWeek))]
                : [Parse(fields)];
        }
        catch (CronFormatException exception)
        {
            fault = exception.Message;
            return null;
        }
    }

    private static bool IsRestricted(string field) => !field.Split(',').Any(part => part is "*" or "*/1");

    private static string[] With(string[] fields, int anyAt) => [.. fields.Select((field, index) => index == anyAt ? "*" : field)];

    private static CronExpression Parse(string[] fields) => CronExpression.Parse(string.Join(' ', fields));

    private static TimeSpan WholeSeconds(TimeSpan span) => TimeSpan.FromSeconds(Math.Max(1, Math.Floor(span.TotalSeconds)));
}
