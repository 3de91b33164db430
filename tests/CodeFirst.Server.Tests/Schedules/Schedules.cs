using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Schedule.V1;
using CodeFirst.Protocol.TaskQueue.V1;
using CodeFirst.Protocol.WorkflowService.V1;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Server.Tests.Schedules;

/// <summary>Requests of the tests of schedules.</summary>
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
}
