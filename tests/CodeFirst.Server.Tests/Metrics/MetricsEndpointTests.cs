using System.Diagnostics.Metrics;
using System.Net;
using CodeFirst.Server.Metrics;

namespace CodeFirst.Server.Tests.Metrics;

public sealed class MetricsEndpointTests : IDisposable
{
    private readonly Meter _meter = new(ServerMetrics.MeterName);
    private readonly string _name = $"test_{Guid.NewGuid():N}";

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Write_Counter_SumsEachSetOfLabelsAndEscapesThem()
    {
        using var collector = new PrometheusCollector();
        var counter = _meter.CreateCounter<long>(_name, description: "Back\\slash\nand line.");
        counter.Add(2, new KeyValuePair<string, object?>("queue", "a\"b\\c\nd"), new("kind", "x"));
        counter.Add(3, new KeyValuePair<string, object?>("queue", "a\"b\\c\nd"), new("kind", "x"));
        counter.Add(1);

        Assert.Equal(
            [$"# HELP {_name} Back\\\\slash\\nand line.", $"# TYPE {_name} counter", $"{_name} 1", $"{_name}{{queue=\"a\\\"b\\\\c\\nd\",kind=\"x\"}} 5"],
            ReadLines(collector));
    }

    [Fact]
    public void Write_Histogram_CountsUpToEachBound()
    {
        using var collector = new PrometheusCollector();
        var histogram = _meter.CreateHistogram<double>(_name, "s");
        foreach (var value in (double[])[0.0005, 0.001, 0.5, 100])
        {
            histogram.Record(value, new KeyValuePair<string, object?>("operation", "Poll"));
        }

        var lines = ReadLines(collector);

        Assert.Contains($"{_name}_bucket{{operation=\"Poll\",le=\"0.001\"}} 2", lines);
        Assert.Contains($"{_name}_bucket{{operation=\"Poll\",le=\"0.25\"}} 2", lines);
        Assert.Contains($"{_name}_bucket{{operation=\"Poll\",le=\"0.5\"}} 3", lines);
        Assert.Contains($"{_name}_bucket{{operation=\"Poll\",le=\"60\"}} 3", lines);
        Assert.Contains($"{_name}_bucket{{operation=\"Poll\",le=\"+Inf\"}} 4", lines);
        Assert.Contains($"{_name}_sum{{operation=\"Poll\"}} 100.5015", lines);
        Assert.Contains($"{_name}_count{{operation=\"Poll\"}} 4", lines);
    }

    [Fact]
    public void Write_Gauge_HasOnlyWhatIsObservedNow()
    {
        using var collector = new PrometheusCollector();
        Measurement<long>[] observed = [new(4, new KeyValuePair<string, object?>("taskqueue", "old"))];
        _meter.CreateObservableGauge<long>(_name, () => observed);
        Assert.Equal($"{_name}{{taskqueue=\"old\"}} 4", ReadLines(collector)[^1]);

        observed = [new(7, new KeyValuePair<string, object?>("taskqueue", "new"))];

        Assert.Equal([$"# TYPE {_name} gauge", $"{_name}{{taskqueue=\"new\"}} 7"], ReadLines(collector)[1..]);
    }

    [Fact]
    public void Write_MoreLabelsThanMemoryIsFor_LeavesOutTheLater()
    {
        using var collector = new PrometheusCollector();
        var counter = _meter.CreateCounter<long>(_name);
        for (var i = 0; i <= MetricFamily.MaxSeries; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("queue", i));
        }

        Assert.Equal(MetricFamily.MaxSeries, ReadLines(collector).Length - 2);
    }

    [Fact]
    public async Task Get_Metrics_HasTheNamesOperatorsKnow()
    {
        await using var endpoint = await MetricsEndpoint.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), CancellationToken.None);
        await using var server = await TestServer.StartAsync();
        await server.StartWorkflowAsync("order-1");
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(TestServer.Queue), TestWorker.Complete());
        using var http = new HttpClient { BaseAddress = endpoint.Address };

        using var answer = await http.GetAsync("/metrics");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", $"{answer.Content.Headers.ContentType}");
        string[] types =
        [
            "service_requests counter", "service_latency histogram", "persistence_requests counter", "persistence_latency histogram",
            "task_latency histogram", "workflow_success counter", "approximate_backlog_count gauge",
        ];
        Assert.All(types, type => Assert.Contains($"# TYPE {type}\n", text, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await http.PostAsync("/metrics", content: null)).StatusCode);
    }

    private string[] ReadLines(PrometheusCollector collector) =>
        [.. collector.Write().Split('\n').Where(line => line.Contains(_name, StringComparison.Ordinal))];
}
