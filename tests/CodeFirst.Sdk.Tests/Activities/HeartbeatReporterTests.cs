using System.Threading.Channels;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Sdk.Activities;
using CodeFirst.Sdk.Converters;
using CodeFirst.Sdk.Tests.Client;

namespace CodeFirst.Sdk.Tests.Activities;

public sealed class HeartbeatReporterTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(8);

    private readonly TestClock _clock = new();
    private readonly Channel<int> _sent = Channel.CreateUnbounded<int>();
    private bool _succeeds = true;

    [Fact]
    public async Task Record_FirstTime_SendsAtOnce()
    {
        await using var reporter = CreateReporter();

        reporter.Record(Details(1));

        Assert.Equal(1, await NextAsync());
    }

    // B33
    [Fact]
    public async Task Record_WithinTheInterval_SendsTheLatestAtItsEnd()
    {
        await using var reporter = CreateReporter();
        reporter.Record(Details(1));
        await NextAsync();
        Assert.Equal(Interval, await _clock.NextWaitAsync());

        reporter.Record(Details(2));
        reporter.Record(Details(3));
        _clock.Advance(Interval - TimeSpan.FromTicks(1));
        Assert.False(_sent.Reader.TryRead(out _));
        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(3, await NextAsync());
        Assert.False(_sent.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Record_AfterAQuietInterval_SendsAtOnceAgain()
    {
        await using var reporter = CreateReporter();
        reporter.Record(Details(1));
        await NextAsync();
        await _clock.PassAsync(Interval);

        reporter.Record(Details(2));

        Assert.Equal(2, await NextAsync());
    }

    [Fact]
    public async Task Send_Fails_IsRepeatedSoon()
    {
        _succeeds = false;
        await using var reporter = CreateReporter();
        reporter.Record(Details(1));
        await NextAsync();

        await _clock.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await NextAsync());
    }

    // B33
    [Fact]
    public async Task Dispose_WithUnsentDetails_KeepsThemForTheReport()
    {
        var reporter = CreateReporter();
        reporter.Record(Details(1));
        await NextAsync();
        reporter.Record(Details(2));

        await reporter.DisposeAsync();
        reporter.Record(Details(3));

        Assert.Equal("2", Assert.Single(reporter.Latest!.Payloads_).Data.ToStringUtf8());
        Assert.False(_sent.Reader.TryRead(out _));
    }

    // B33
    [Theory]
    [InlineData(null, 30)]
    [InlineData(10, 8)]
    [InlineData(600, 60)]
    public void Interval_OfTimeout_IsFourFifthsWithinBounds(int? timeout, int expected) =>
        Assert.Equal(TimeSpan.FromSeconds(expected), HeartbeatReporter.GetInterval(timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

    private static Payloads Details(int value) => new() { Payloads_ = { PayloadConverter.Default.ToPayload(value) } };

    private HeartbeatReporter CreateReporter() => new(Interval, SendAsync, _clock);

    private Task<bool> SendAsync(Payloads? details, CancellationToken cancellationToken)
    {
        _sent.Writer.TryWrite(PayloadConverter.Default.FromPayload<int>(details!.Payloads_[0]));
        return Task.FromResult(_succeeds);
    }

    private async Task<int> NextAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _sent.Reader.ReadAsync(patience.Token);
    }
}
