using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CodeFirst.Server.Metrics;

namespace CodeFirst.Server.Tests.Metrics;

public sealed class ServerMetricsTests
{
    [Fact]
    public async Task WorkflowWithOneActivity_IsMeasuredUnderTheNamesOperatorsKnow()
    {
        var measured = new ConcurrentDictionary<string, double>();
        var queue = $"measured-{Guid.NewGuid():N}";
        using var listener = Listen(measured, queue);
        await using var server = await TestServer.StartAsync();
        var request = TestServer.StartRequest("order-1");
        request.TaskQueue.Name = queue;
        request.WorkflowType.Name = queue;
        await server.Client.StartWorkflowExecutionAsync(request);
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(queue), TestWorker.ScheduleActivity("charge", attributes => attributes.TaskQueue.Name = queue));
        await server.Worker.CompleteActivityAsync(await server.Worker.PollActivityAsync(queue));
        await server.Worker.CompleteAsync(await server.Worker.PollAsync(queue), TestWorker.Complete());
        await TestServer.FailureAsync(server.Client.StartWorkflowExecutionAsync(new()));

        Assert.Equal(1, measured["workflow_success"]);
        Assert.Equal(1, measured["activity_success"]);
        Assert.Equal(3, measured["task_requests"]);
        foreach (var name in new[] { "service_requests", "service_latency", "service_errors_with_type", "persistence_requests", "persistence_latency", "task_latency" })
        {
            Assert.True(measured.ContainsKey(name), name);
        }
    }

    [Fact]
    public async Task Backlog_NobodyPolls_IsCounted()
    {
        var measured = new ConcurrentDictionary<string, double>();
        var queue = $"measured-{Guid.NewGuid():N}";
        using var listener = Listen(measured, queue);
        await using var server = await TestServer.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            var request = TestServer.StartRequest($"order-{i}");
            request.TaskQueue.Name = queue;
            await server.Client.StartWorkflowExecutionAsync(request);
        }

        var described = await server.Client.DescribeTaskQueueAsync(new() { Namespace = TestServer.Namespace, TaskQueue = new() { Name = queue }, ReportStats = true });

        Assert.Equal(3, described.Stats.ApproximateBacklogCount);
        Assert.True(described.Stats.TasksAddRate > 0);
    }

    // Other servers of this process measure as well: what has no label of this test's is counted only as there.
    private static MeterListener Listen(ConcurrentDictionary<string, double> measured, string label)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == ServerMetrics.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, labels, _) => Add(instrument.Name, value, labels));
        listener.SetMeasurementEventCallback<double>((instrument, value, labels, _) => Add(instrument.Name, value, labels));
        listener.Start();
        return listener;

        void Add(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> labels)
        {
            var isOurs = false;
            foreach (var (_, text) in labels)
            {
                isOurs |= text as string == label;
            }

            if (isOurs || name.StartsWith("service_", StringComparison.Ordinal) || name.StartsWith("persistence_", StringComparison.Ordinal))
            {
                measured.AddOrUpdate(name, value, (_, before) => before + value);
            }
        }
    }
}
