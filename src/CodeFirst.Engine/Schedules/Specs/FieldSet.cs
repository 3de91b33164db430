namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>The values that one field of a calendar allows: small numbers, each a bit.</summary>
internal readonly record struct FieldSet(UInt128 Bits)
{
    /// <summary>The values of ranges, less <paramref name="offset"/>.</summary>
    public static FieldSet Of(IEnumerable<Protocol.Schedule.V1.Range> ranges, int offset = 0)
    {
        var bits = UInt128.Zero;
        foreach (var range in ranges)
        {
            var step = Math.Max(range.Step, 1);
            for (var value = range.Start; value <= Math.Max(range.Start, range.End); value += step)
            {
                bits |= UInt128.One << (value - offset);
            }
        }

        return new FieldSet(bits);
    }

    public bool Contains(int value) => (Bits >> value & 1) == 1;

    /// <summary>The smallest value from <paramref name="from"/> on; null when there is none.</summary>
    public int? Next(int from) => Bits >> from is var rest && rest == 0 ? null : from + (int)UInt128.TrailingZeroCount(rest);
}
