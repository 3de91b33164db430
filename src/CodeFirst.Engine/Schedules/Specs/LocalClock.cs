namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>
/// What clocks show in a time zone. Times that its offset skips never come; those it repeats come twice. Instants are UTC, whole seconds.
/// </summary>
/// <param name="getOffset">What the zone adds to an instant.</param>
internal sealed class LocalClock(Func<DateTime, TimeSpan> getOffset)
{
    // No zone changes its offset twice within so short a time.
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromDays(1);

    public static LocalClock Utc { get; } = new(static _ => TimeSpan.Zero);

    public DateTime Show(DateTime instant) => instant + getOffset(instant);

    /// <summary>The first instant after <paramref name="after"/> whose local time a calendar has; null when there is none.</summary>
    public DateTime? Next(CompiledCalendar calendar, DateTime after)
    {
        var from = after.AddSeconds(1);
        while (true)
        {
            // As if the offset never changed, until it does.
            var offset = getOffset(from);
            if (calendar.Next(from + offset) is not { } local)
            {
                return null;
            }

            var next = local - offset;
            if (FindChange(from, next, offset) is not { } change)
            {
                return next;
            }

            from = change;
        }
    }

    /// <summary>The first instant after <paramref name="from"/>, up to <paramref name="until"/>, that has another offset.</summary>
    private DateTime? FindChange(DateTime from, DateTime until, TimeSpan offset)
    {
        if (this == Utc)
        {
            return null;
        }

        while (from < until)
        {
            var probe = until - from > ProbeInterval ? from + ProbeInterval : until;
            if (getOffset(probe) != offset)
            {
                return Bisect(from, probe, offset);
            }

            from = probe;
        }

        return null;
    }

    private DateTime Bisect(DateTime same, DateTime other, TimeSpan offset)
    {
        while (other - same > TimeSpan.FromSeconds(1))
        {
            var middle = same.AddSeconds(Math.Floor((other - same).TotalSeconds / 2));
            (same, other) = getOffset(middle) == offset ? (middle, other) : (same, middle);
        }

        return other;
    }
}
