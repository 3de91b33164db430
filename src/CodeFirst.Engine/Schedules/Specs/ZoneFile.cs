using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace CodeFirst.Engine.Schedules.Specs;

/// <summary>A time zone as clients send it: the content of a file of the time zone database (TZif, RFC 8536).</summary>
internal sealed class ZoneFile
{
    private const int HeaderLength = 44;
    private const int TypeLength = 6;

    // More than any zone has.
    private const int MaxCount = 10_000;
    private const int MaxChanges = 2_000;

    private static readonly TimeSpan LongestOffset = TimeSpan.FromHours(26);

    private readonly ImmutableArray<long> _changes;
    private readonly ImmutableArray<TimeSpan> _offsets;
    private readonly TimeSpan _first;
    private readonly ZoneRule? _rule;

    private ZoneFile(ImmutableArray<long> changes, ImmutableArray<TimeSpan> offsets, TimeSpan first, ZoneRule? rule)
    {
        _changes = changes;
        _offsets = offsets;
        _first = first;
        _rule = rule;
    }

    /// <exception cref="FormatException">It is no such file.</exception>
    public static ZoneFile Parse(ReadOnlySpan<byte> file)
    {
        var header = Header.Read(file, timeLength: 4);
        if (file[4] < (byte)'2')
        {
            return Read(file[HeaderLength..], header, timeLength: 4, rule: null);
        }

        // The old form, with 32 bits, comes first; after the new one stands the rule of the times to come, between line feeds: the start of a rule may be one.
        file = file[(HeaderLength + header.GetLength(timeLength: 4))..];
        header = Header.Read(file, timeLength: 8);
        var footer = file[(HeaderLength + header.GetLength(timeLength: 8))..];
        if (footer is not [(byte)'\n', .., (byte)'\n'])
        {
            throw Malformed();
        }

        var rule = Encoding.ASCII.GetString(footer[1..^1]);
        return Read(file[HeaderLength..], header, timeLength: 8, rule.Length == 0 ? null : ZoneRule.Parse(rule));
    }

    /// <summary>What the zone adds to an instant.</summary>
    public TimeSpan GetOffset(DateTime instant)
    {
        var seconds = (instant - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        var found = _changes.BinarySearch(seconds);
        var last = found >= 0 ? found : ~found - 1;
        return last == _changes.Length - 1 && _rule is not null ? _rule.GetOffset(instant)
            : last < 0 ? _first
            : _offsets[last];
    }

    private static ZoneFile Read(ReadOnlySpan<byte> body, Header header, int timeLength, ZoneRule? rule)
    {
        var typesAt = header.Times * (timeLength + 1);
        var changes = ImmutableArray.CreateBuilder<long>(header.Times);
        var offsets = ImmutableArray.CreateBuilder<TimeSpan>(header.Times);
        for (var i = 0; i < header.Times; i++)
        {
            var time = body[(i * timeLength)..];
            changes.Add(timeLength == 8 ? BinaryPrimitives.ReadInt64BigEndian(time) : BinaryPrimitives.ReadInt32BigEndian(time));
            offsets.Add(ReadOffset(body, typesAt, header, type: body[(header.Times * timeLength) + i]));
        }

        return new ZoneFile(changes.MoveToImmutable(), offsets.MoveToImmutable(), ReadOffset(body, typesAt, header, type: 0), rule);
    }

    private static TimeSpan ReadOffset(ReadOnlySpan<byte> body, int typesAt, Header header, int type)
    {
        var offset = type < header.Types ? TimeSpan.FromSeconds(BinaryPrimitives.ReadInt32BigEndian(body[(typesAt + (type * TypeLength))..])) : throw Malformed();
        return offset.Duration() <= LongestOffset ? offset : throw Malformed();
    }

    private static FormatException Malformed() => new("timezone data is no file of the time zone database.");

    private readonly record struct Header(int IsUt, int IsStandard, int Leaps, int Times, int Types, int Characters)
    {
        public static Header Read(ReadOnlySpan<byte> file, int timeLength)
        {
            if (file.Length < HeaderLength || !file.StartsWith("TZif"u8))
            {
                throw Malformed();
            }

            var counts = file[20..];
            var header = new Header(Count(counts, 0), Count(counts, 1), Count(counts, 2), Count(counts, 3), Count(counts, 4), Count(counts, 5));
            return header is { Types: > 0, Times: <= MaxChanges } && file.Length >= HeaderLength + header.GetLength(timeLength) ? header : throw Malformed();
        }

        public int GetLength(int timeLength) =>
            (Times * (timeLength + 1)) + (Types * TypeLength) + Characters + (Leaps * (timeLength + 4)) + IsStandard + IsUt;

        private static int Count(ReadOnlySpan<byte> counts, int index) =>
            BinaryPrimitives.ReadUInt32BigEndian(counts[(index * 4)..]) is <= MaxCount and var count ? (int)count : throw Malformed();
    }
}
