namespace CodeFirst.Engine.Activities;

/// <summary>An activity's timeouts; zero is none.</summary>
internal readonly record struct ActivityTimeoutSet(TimeSpan ScheduleToClose, TimeSpan ScheduleToStart, TimeSpan StartToClose, TimeSpan Heartbeat);
