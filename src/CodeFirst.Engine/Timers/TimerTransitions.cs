using CodeFirst.Protocol.Enums.V1;
using CodeFirst.Protocol.History.V1;

namespace CodeFirst.Engine.Timers;

/// <summary>The firing of timers.</summary>
internal static class TimerTransitions
{
    /// <summary>Fires every timer that is due, in the order of their times.</summary>
    public static void FireDue(RunDraft draft)
    {
        var timers = draft.State.Timers;
        var due = timers.Values
            .Where(timer => timer.FireTime.ToDateTimeOffset() <= draft.Now)
            .OrderBy(timer => timer.FireTime.ToDateTimeOffset())
            .ThenBy(timer => timer.StartedEventId)
            .ToList();
        foreach (var timer in due)
        {
            timers.Remove(timer.TimerId);
            draft.Record(new HistoryEvent
            {
                EventType = EventType.TimerFired,
                TimerFiredEventAttributes = new() { TimerId = timer.TimerId, StartedEventId = timer.StartedEventId },
            });
        }
    }
}
