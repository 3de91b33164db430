using CodeFirst.Engine.Schedules;
using CodeFirst.Protocol.Common.V1;
using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.Schedule.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CodeFirst.Engine.Tests.Schedules;

/// <summary>A schedule of an hourly workflow and its clock; starts and closings are recorded by hand.</summary>
internal sealed class ScheduleDriver
{
    public ScheduleDriver(Action<Schedule>? configure = null, SchedulePatch? patch = null)
    {
        var schedule = new Schedule
        {
            Spec = new ScheduleSpec { CronString = { "@hourly" } },
            Action = new ScheduleAction { StartWorkflow = new() { WorkflowId = "work", WorkflowType = new WorkflowType { Name = "Work" } } },
            Policies = new SchedulePolicies(),
        };
        configure?.Invoke(schedule);
        var request = new Protocol.WorkflowService.V1.CreateScheduleRequest { ScheduleId = "hourly", Schedule = schedule, RequestId = "create", InitialPatch = patch };
        Last = ScheduleEngine.Create(new CreateSchedule("namespace", "id", request), Now);
    }

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public ScheduleDecision Last { get; private set; }

    public ScheduleData Data => Last.Data;

    /// <summary>The hours of the workflows to start now.</summary>
    public IEnumerable<int> StartedHours => Last.Starts.Select(start => start.Start.NominalTime.ToDateTimeOffset().Hour);

    public ScheduleDecision Decide(ScheduleCommand command)
    {
        var before = Data.ToByteString();
        Last = ScheduleEngine.Decide(Data, command, Now) is var decision && Data.ToByteString().Equals(before)
            ? decision
            : throw new InvalidOperationException("The data decided on was modified.");
        return Last;
    }

    public ScheduleDecision Advance(TimeSpan time)
    {
        Now += time;
        return Decide(new AdvanceSchedule());
    }

    public ScheduleDecision Patch(SchedulePatch patch) => Decide(new PatchSchedule(patch, string.Empty));

    public ScheduleDecision Trigger(ScheduleOverlapPolicy policy = ScheduleOverlapPolicy.Unspecified) =>
        Patch(new SchedulePatch { TriggerImmediately = new TriggerImmediatelyRequest { OverlapPolicy = policy } });

    public ScheduleDecision Backfill(DateTimeOffset start, DateTimeOffset end, ScheduleOverlapPolicy policy) => Patch(new SchedulePatch
    {
        BackfillRequest = { new BackfillRequest { StartTime = start.ToTimestamp(), EndTime = end.ToTimestamp(), OverlapPolicy = policy } },
    });

    /// <summary>Records the first start that waits for it; its run is called as its workflow.</summary>
    public ScheduleDecision RecordStart() => Decide(new RecordStart(Data.Starts[0].RequestId, Data.Starts[0].WorkflowId));

    public ScheduleDecision RecordRefusedStart() => Decide(new RecordStart(Data.Starts[0].RequestId, RunId: null));

    public ScheduleDecision RecordDelayedStart() => Decide(new RecordDelayedStart(Data.Starts[0].RequestId));

    /// <summary>Records the end of the first workflow that runs.</summary>
    public ScheduleDecision RecordClosed(WorkflowExecutionStatus status = WorkflowExecutionStatus.Completed, string? result = null, string? failure = null) => Decide(new RecordActionClosed
    {
        RequestId = Data.Running[0].RequestId,
        FirstRunId = Data.Running[0].Execution.RunId,
        Status = status,
        Result = result is null ? null : new Payloads { Payloads_ = { new Payload { Data = ByteString.CopyFromUtf8(result) } } },
        Failure = failure is null ? null : new() { Message = failure },
    });
}
