using CodeFirst.Protocol.Schedule.V1;

namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>The time zone of a spec.</summary>
internal static class Zones
{
    /// <exception cref="FormatException">The zone is not known.</exception>
    public static LocalClock Find(ScheduleSpec spec)
    {
        if (!spec.TimezoneData.IsEmpty)
        {
            return new LocalClock(ZoneFile.Parse(spec.TimezoneData.Span).GetOffset);
        }

        if (spec.TimezoneName is "" or "UTC")
        {
            return LocalClock.Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(spec.TimezoneName, out var zone)
            ? new LocalClock(instant => zone.GetUtcOffset(new DateTime(instant.Ticks, DateTimeKind.Utc)))
            : throw new FormatException($"unknown time zone {spec.TimezoneName}.");
    }
}
