using CodeFirst.Engine.Schedules.Specs;
using CodeFirst.Protocol.Schedule.V1;
using CsCheck;
using Google.Protobuf;

namespace CodeFirst.Engine.Tests.Schedules.Specs;

/// <summary>Time zones that clients send, against those of this machine, which come from the same files.</summary>
public sealed class ZoneFileTests
{
    private const string Folder = "/usr/share/zoneinfo";

    private static readonly DateTime First = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Europe/Dublin")]
    public void Offset_AnyTimeUntil2100_IsThatOfTheZone(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        var file = ZoneFile.Parse(File.ReadAllBytes(Path.Combine(Folder, name)));

        Gen.Int[0, 99 * 365 * 24 * 60].Sample(minutes => file.GetOffset(First.AddMinutes(minutes)) == zone.GetUtcOffset(First.AddMinutes(minutes)), iter: 2000);
    }

    [Theory]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2090-07-01", 2)]
    [InlineData("CET-1CEST,M3.5.0,M10.5.0/3", "2090-12-01", 1)]
    [InlineData("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2090-12-01", 11)]
    [InlineData("XST3XDT,J60,300/0", "2092-03-01", -2)]
    [InlineData("XST3XDT,J60,300/0", "2092-02-28", -3)]
    [InlineData("<-03>3", "2090-07-01", -3)]
    public void Rule_Forms_AreUnderstood(string rule, string day, double hours) =>
        Assert.Equal(TimeSpan.FromHours(hours), ZoneRule.Parse(rule).GetOffset(DateTime.Parse(day, System.Globalization.CultureInfo.InvariantCulture).AddHours(12)));

    [Theory]
    [InlineData("")]
    [InlineData("CET")]
    [InlineData("CET-1CEST")]
    [InlineData("CET-1CEST,M13.1.0,M4.1.0")]
    [InlineData("CET-27")]
    public void Rule_Other_IsRefused(string rule) => Assert.Throws<FormatException>(() => ZoneRule.Parse(rule));

    [Fact]
    public void File_CutOrNone_IsRefused()
    {
        var file = File.ReadAllBytes(Path.Combine(Folder, "Europe/Berlin"));

        Assert.All(Enumerable.Range(1, file.Length - 1), length =>
        {
            var spec = new ScheduleSpec { CronString = { "@daily" }, TimezoneData = ByteString.CopyFrom(file.AsSpan(0, length)) };

            Assert.False(CompiledSpec.TryCompile(spec, out _, out var fault));
            Assert.Contains("timezone data", fault, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void File_AnyByteChanged_IsRefusedOrUnderstood()
    {
        var file = File.ReadAllBytes(Path.Combine(Folder, "Europe/Berlin"));

        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            var changed = file.ToArray();
            changed[at] = value;
            var spec = new ScheduleSpec { CronString = { "@daily" }, TimezoneData = ByteString.CopyFrom(changed) };
            return !CompiledSpec.TryCompile(spec, out var compiled, out _) || compiled.GetNext("", First) is not null;
        });
    }

    [Fact]
    public void Spec_WithTimeZoneData_GoesByIt()
    {
        var spec = new ScheduleSpec { CronString = { "0 9 * * *" }, TimezoneName = "Home", TimezoneData = ByteString.CopyFrom(File.ReadAllBytes(Path.Combine(Folder, "America/New_York"))) };

        Assert.True(CompiledSpec.TryCompile(spec, out var compiled, out _));
        Assert.Equal(new DateTimeOffset(2026, 7, 1, 13, 0, 0, TimeSpan.Zero), compiled.GetNext("", new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero))!.Value.Nominal);
    }
}
