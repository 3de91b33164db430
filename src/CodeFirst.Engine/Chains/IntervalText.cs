using System.Buffers;
using System.Globalization;

namespace CodeFirst.Engine.Chains;

/// <summary>Durations as schedules write them: "90m", "1h30m", "1.5h".</summary>
internal static class IntervalText
{
    // Durations of the protocol end there.
    private const double MaximumSeconds = 315_576_000_000;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>The duration; null when the text is none, or it is not positive.</summary>
    public static TimeSpan? Parse(ReadOnlySpan<char> text)
    {
        double seconds = 0;
        while (!text.IsEmpty)
        {
            var unitAt = text.IndexOfAnyExcept(NumberCharacters);
            if (unitAt <= 0 || !double.TryParse(text[..unitAt], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            text = text[unitAt..];
            var next = text.IndexOfAny(NumberCharacters);
            var unit = next < 0 ? text : text[..next];
            seconds += number * UnitSeconds(unit);
            text = text[unit.Length..];
        }

        return seconds is > 0 and <= MaximumSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }

    // What is no unit makes the sum no number.
    private static double UnitSeconds(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => 3_600,
        "m" => 60,
        "s" => 1,
        "ms" => 1e-3,
        "us" or "µs" => 1e-6,
        "ns" => 1e-9,
        _ => double.NaN,
    };
}
