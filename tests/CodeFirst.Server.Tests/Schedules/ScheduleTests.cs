using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Schedules;

public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Interval_TimesCome_StartOneWorkflowEach()
    {
        var time = new FakeTimeProvider(Start);
        await using var server = await TestServer.StartAsync(time: time);
        await server.Client.CreateScheduleAsync(Schedules.Create("hourly", TimeSpan.FromHours(1)));

        for (var hour = 1; hour <= 3; hour++)
        {
            time.Advance(TimeSpan.FromHours(1));
            var task = await server.Worker.PollAsync();
            Assert.Equal($"work-2026-03-01T{12 + hour}:00:00Z", task.WorkflowExecution.WorkflowId);
            await server.Worker.CompleteAsync(task, TestWorker.Complete());
        }
    }
}
