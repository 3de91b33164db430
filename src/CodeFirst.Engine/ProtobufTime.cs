using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine;

/// <summary>Time arithmetic on protocol messages that never throws: an absurd duration from a client ends at the end of time.</summary>
internal static class ProtobufTime
{
    private const long MaximumTicks = Duration.MaxSeconds * TimeSpan.TicksPerSecond;

    /// <summary>The duration as a time span; absent is zero, what is out of the protocol's range is its end.</summary>
    public static TimeSpan ToSpan(this Duration? duration)
    {
        if (duration is null)
        {
            return TimeSpan.Zero;
        }

        var ticks = ((Int128)duration.Seconds * TimeSpan.TicksPerSecond) + (duration.Nanos / TimeSpan.NanosecondsPerTick);
        return new TimeSpan((long)Int128.Clamp(ticks, -MaximumTicks, MaximumTicks));
    }

    public static DateTimeOffset Plus(this DateTimeOffset time, TimeSpan span) =>
        span > DateTimeOffset.MaxValue - time ? DateTimeOffset.MaxValue : time + span;

    public static DateTimeOffset Plus(this Timestamp time, Duration? duration) => time.ToDateTimeOffset().Plus(duration.ToSpan());

    /// <summary>When a timeout that begins at a time ends; null when there is none.</summary>
    public static DateTimeOffset? Expiry(this Timestamp begin, Duration? timeout) =>
        timeout.ToSpan() > TimeSpan.Zero ? begin.Plus(timeout) : null;

    /// <summary>The earlier of two times, of which an absent one never comes.</summary>
    public static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) =>
        left is null || right < left ? right : left;

    /// <summary>The shorter of two timeouts, of which zero is none.</summary>
    public static TimeSpan Shorter(TimeSpan left, TimeSpan right)
    {
        if (left <= TimeSpan.Zero || right <= TimeSpan.Zero)
        {
            return left > right ? left : right;
        }

        return left < right ? left : right;
    }
}
