namespace CodeFirst.Engine.Schedules;

/// <summary>The engine of schedules: one pure function. No I/O, no clock, no randomness; the same input gives the same output.</summary>
public static class ScheduleEngine
{
    /// <summary>Creates a schedule.</summary>
    public static ScheduleDecision Create(CreateSchedule command, DateTimeOffset now) => ScheduleChanges.Create(command, now);

    /// <summary>Decides a command on a schedule. <paramref name="data"/> is not modified.</summary>
    public static ScheduleDecision Decide(ScheduleData data, ScheduleCommand command, DateTimeOffset now) => command switch
    {
        AdvanceSchedule => TimeTransitions.Advance(data, now),
        UpdateSchedule update => ScheduleChanges.Update(data, update, now),
        PatchSchedule patch => ScheduleChanges.Patch(data, patch, now),
        RecordStart start => ActionTransitions.RecordStart(data, start, now),
        RecordDelayedStart delayed => ActionTransitions.RecordDelayedStart(data, delayed, now),
        RecordClosing closing => ActionTransitions.RecordClosing(data, closing, now),
        RecordActionClosed closed => ActionTransitions.RecordClosed(data, closed, now),
        _ => throw new ArgumentException($"The engine does not know the command {command.GetType()}.", nameof(command)),
    };
}
