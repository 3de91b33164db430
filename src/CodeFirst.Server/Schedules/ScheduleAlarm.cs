namespace CodeFirst.Server.Schedules;

/// <summary>Wakes <see cref="ScheduleLoop"/> before its time: a schedule was written whose deadline may be the nearest.</summary>
internal sealed class ScheduleAlarm
{
    private TaskCompletionSource _rung = NewSignal();

    /// <summary>Completes when the alarm is rung next.</summary>
    public Task Rung => _rung.Task;

    public void Ring() => Interlocked.Exchange(ref _rung, NewSignal()).SetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
