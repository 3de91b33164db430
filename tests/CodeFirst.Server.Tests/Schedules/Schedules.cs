using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.Time.Testing;

namespace CodeFirst.Server.Tests.Schedules;

/// <summary>Requests of the tests of schedules, on a server of theirs.</summary>
internal static class Schedules
{
    public static CreateScheduleRequest Create(string scheduleId, TimeSpan interval, Action<Schedule>? configure = null)
    {
        var schedule = new Schedule
        {
            Spec = new ScheduleSpec { Interval = { new IntervalSpec { Interval = Duration.FromTimeSpan(interval) } } },
            Action = new ScheduleAction
            {
                StartWorkflow = new()
                {
                    WorkflowId = "work",
                    WorkflowType = new WorkflowType { Name = "Order" },
                    TaskQueue = new TaskQueue { Name = TestServer.Queue },
                },
            },
            Policies = new SchedulePolicies(),
            State = new ScheduleState(),
        };
        configure?.Invoke(schedule);
        return new CreateScheduleRequest
        {
            Namespace = TestServer.Namespace,
            ScheduleId = scheduleId,
            Schedule = schedule,
            RequestId = Guid.NewGuid().ToString(),
        };
    }

    public static async Task<DescribeScheduleResponse> DescribeScheduleAsync(this TestServer server, string scheduleId) =>
        await server.Client.DescribeScheduleAsync(new() { Namespace = TestServer.Namespace, ScheduleId = scheduleId });

    /// <summary>
    /// Asks until the schedule is as it is to become. The clock goes on a little with each question: a loop that was about to wait when it was set has not
    /// seen the jump.
    /// </summary>
    public static async Task<ScheduleInfo> UntilAsync(this TestServer server, FakeTimeProvider time, string scheduleId, Func<ScheduleInfo, bool> isReached, TimeSpan? step = null)
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var info = (await server.DescribeScheduleAsync(scheduleId)).Info;
            if (isReached(info))
            {
                return info;
            }

            time.Advance(step ?? TimeSpan.FromMilliseconds(10));
        }
    }
}
