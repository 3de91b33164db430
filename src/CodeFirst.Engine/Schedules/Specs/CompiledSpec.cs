using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using CodeFirst.Protocol.Schedule.V1;

namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>When a schedule acts: the union of its calendars and intervals, less what is excluded, between its start and end.</summary>
public sealed class CompiledSpec
{
    // An exclusion may leave nothing of an interval: the search for a time that it leaves ends.
    private const int MaxExcluded = 100_000;

    private static readonly DateTime LastTime = new(CompiledCalendar.LastYear, 12, 31, 23, 59, 59);

    private readonly LocalClock _clock;
    private readonly ImmutableArray<CompiledCalendar> _calendars;
    private readonly ImmutableArray<CompiledCalendar> _exclusions;
    private readonly ImmutableArray<(long Seconds, long Phase)> _intervals;

    private CompiledSpec(ScheduleSpec canonical, LocalClock clock)
    {
        Canonical = canonical;
        _clock = clock;
        _calendars = [.. canonical.StructuredCalendar.Select(calendar => new CompiledCalendar(calendar))];
        _exclusions = [.. canonical.ExcludeStructuredCalendar.Select(calendar => new CompiledCalendar(calendar))];
        _intervals = [.. canonical.Interval.Select(interval => ((long)interval.Interval.ToSpan().TotalSeconds, (long)interval.Phase.ToSpan().TotalSeconds))];
    }

    /// <summary>The spec in the form in which clients read it back.</summary>
    public ScheduleSpec Canonical { get; }

    /// <summary>Compiles a spec.</summary>
    /// <param name="spec">As a client gives it, or in its canonical form.</param>
    /// <param name="compiled">What can be asked; null when the spec is not sound.</param>
    /// <param name="fault">What is wrong, for people.</param>
    public static bool TryCompile(ScheduleSpec spec, [NotNullWhen(true)] out CompiledSpec? compiled, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(spec);
        try
        {
            var canonical = CanonicalSpec.From(spec);
            (compiled, fault) = (new CompiledSpec(canonical, Zones.Find(canonical)), null);
            return true;
        }
        catch (FormatException exception)
        {
            (compiled, fault) = (null, exception.Message);
            return false;
        }
    }

    /// <summary>The first time after another, as its nominal time; null when none comes.</summary>
    /// <param name="seed">By it schedules with the same spec have different jitter.</param>
    /// <param name="after">Exclusive.</param>
    public MatchingTime? GetNext(string seed, DateTimeOffset after)
    {
        ArgumentNullException.ThrowIfNull(seed);
        var from = WholeSecond(after);
        if (Canonical.StartTime?.ToDateTimeOffset() is { } start && after < start)
        {
            // The start itself may be a time.
            from = WholeSecond(start.AddTicks(-1));
        }

        for (var excluded = 0; excluded <= MaxExcluded && FindNext(from) is { } next && !IsOver(next); excluded++)
        {
            if (!IsExcluded(next))
            {
                var nominal = ToOffset(next);
                return new MatchingTime(nominal, nominal.Plus(GetJitter(seed, next)));
            }

            from = next;
        }

        return null;
    }

    /// <summary>The times from <paramref name="start"/> to <paramref name="end"/>, both inclusive, in their order and one by one.</summary>
    public IEnumerable<MatchingTime> GetAll(string seed, DateTimeOffset start, DateTimeOffset end)
    {
        var after = start > DateTimeOffset.MinValue ? start.AddTicks(-1) : start;
        while (GetNext(seed, after) is { } time && time.Nominal <= end)
        {
            yield return time;
            after = time.Nominal;
        }
    }

    private DateTime? FindNext(DateTime after)
    {
        DateTime? first = null;
        foreach (var calendar in _calendars)
        {
            first = Earlier(first, _clock.Next(calendar, after));
        }

        foreach (var (seconds, phase) in _intervals)
        {
            first = Earlier(first, NextOfInterval(after, seconds, phase));
        }

        return first <= LastTime ? first : null;
    }

    private static DateTime? NextOfInterval(DateTime after, long seconds, long phase)
    {
        var elapsed = (after - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        var next = elapsed < phase ? phase : (((elapsed - phase) / seconds) + 1) * seconds + phase;
        return next <= (LastTime - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond ? DateTime.UnixEpoch.AddSeconds(next) : null;
    }

    private bool IsOver(DateTime time) => ToOffset(time) > (Canonical.EndTime?.ToDateTimeOffset() ?? DateTimeOffset.MaxValue);

    private bool IsExcluded(DateTime time)
    {
        if (_exclusions.IsEmpty)
        {
            return false;
        }

        var local = _clock.Show(time);
        return _exclusions.Any(exclusion => exclusion.Matches(local));
    }

    // The same for a time whoever asks, and never past the time that follows.
    private TimeSpan GetJitter(string seed, DateTime nominal)
    {
        var longest = Canonical.Jitter.ToSpan();
        if (longest == TimeSpan.Zero)
        {
            return longest;
        }

        if (FindNext(nominal) is { } following && following - nominal < longest)
        {
            longest = following - nominal;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{nominal.Ticks}/{seed}")));
        var share = BinaryPrimitives.ReadUInt32LittleEndian(hash) / (double)(1L << 32);
        return TimeSpan.FromMilliseconds(Math.Floor(longest.TotalMilliseconds * share));
    }

    // Times before the calendars begin need not be searched from; intervals count from the epoch.
    private static DateTime WholeSecond(DateTimeOffset time)
    {
        var ticks = Math.Max(time.UtcTicks, DateTime.UnixEpoch.Ticks);
        return new DateTime(Math.Min(ticks - (ticks % TimeSpan.TicksPerSecond), LastTime.Ticks));
    }

    private static DateTimeOffset ToOffset(DateTime time) => new(time.Ticks, TimeSpan.Zero);

    private static DateTime? Earlier(DateTime? left, DateTime? right) => left is null || right < left ? right : left;
}
