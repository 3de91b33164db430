using System.Buffers;
using System.Globalization;

namespace CodeFirst.Server.Visibility;

/// <summary>Durations as queries write them: "1h30m", "1.5s", "-2d", "01:30:00", or a number of nanoseconds.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    // The longest first: "ms" is no "m".
    private static readonly (string Unit, decimal Nanoseconds)[] Units =
    [
        ("ns", 1m), ("us", 1_000m), ("µs", 1_000m), ("μs", 1_000m), ("ms", 1_000_000m),
        ("s", 1_000_000_000m), ("m", 60_000_000_000m), ("h", 3_600_000_000_000m), ("d", 86_400_000_000_000m),
    ];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var nanoseconds))
        {
            duration = FromNanoseconds(nanoseconds);
            return true;
        }

        return TryParseUnits(text, out duration) || TryParseClock(text, out duration);
    }

    public static TimeSpan FromNanoseconds(long nanoseconds) => new(nanoseconds / TimeSpan.NanosecondsPerTick);

    private static bool TryParseUnits(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        rest = rest.TrimStart(isNegative ? "-" : "+");
        if (rest.IsEmpty)
        {
            return false;
        }

        var total = 0m;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits is <= 0 or > 20
                || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || !TryTakeUnit(rest[digits..], out var unit, out rest)
                || number > (long.MaxValue / unit))
            {
                return false;
            }

            total += number * unit;
            if (total > long.MaxValue)
            {
                return false;
            }
        }

        duration = FromNanoseconds((long)(isNegative ? -total : total));
        return true;
    }

    private static bool TryTakeUnit(ReadOnlySpan<char> text, out decimal nanoseconds, out ReadOnlySpan<char> rest)
    {
        foreach (var (unit, length) in Units)
        {
            if (text.StartsWith(unit, StringComparison.Ordinal))
            {
                nanoseconds = length;
                rest = text[unit.Length..];
                return true;
            }
        }

        nanoseconds = 0;
        rest = text;
        return false;
    }

    private static bool TryParseClock(string text, out TimeSpan duration)
    {
        duration = default;
        if (text.Split(':') is not [var hours, var minutes, var seconds]
            || !int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            || !int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
            || !int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var s)
            || h > 1_000_000 || m > 59 || s > 59)
        {
            return false;
        }

        duration = new TimeSpan(h, m, s);
        return true;
    }
}
