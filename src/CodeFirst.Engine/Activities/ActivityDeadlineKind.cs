namespace CodeFirst.Engine.Activities;

/// <summary>What time does to an activity. When several are due at once, the first one here happens.</summary>
internal enum ActivityDeadlineKind
{
    ScheduleToClose = 1,
    ScheduleToStart = 2,
    StartToClose = 3,
    Heartbeat = 4,
    EndOfBackoff = 5,
}
